"""Examples of an OpenAPI document held against its schemas: those that do not fit are set apart."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from docmill.api import pointer, steps_of
from docmill.draft import Change, Draft
from docmill.nodes import walk
from docmill.read.mend import Tell
from docmill.values import mapping

_HERE = "urn:docmill:api"
_APART = "x-docmill-invalid-examples"


def judged(draft: Draft, tell: Tell) -> Draft:
    """The document in which the examples of JSON bodies fit; others stand under an `x-` key."""
    from jsonschema_rs import (
        Draft202012Validator,
        ReferencingError,
        Registry,
    )  # only OpenAPI inputs need it

    registry = Registry([(_HERE, draft.document)], retriever=_nothing)
    hidden = _hidden(draft)

    def misfit(value: Any, at: str) -> str:
        target = f"{_HERE}#{quote(at, safe='/~')}/schema"
        try:
            judge = Draft202012Validator({"$ref": target}, registry=registry, validate_formats=True)
            errors = list(judge.iter_errors(value))
        except (ValueError, ReferencingError):  # a reference out of the document, or to itself
            return ""
        asked = "readOnly" if "request" in at.lower() else "writeOnly"
        told = [
            f"{pointer(*error.instance_path) or 'the whole'}: {error.message[:200]}"
            for error in errors
            if getattr(error.kind, "property", None) not in hidden[asked]
        ]
        return sorted(told)[0] if told else ""

    def visit(node: dict[str, Any], kind: str, at: str) -> Change:
        if kind != "media-type" or "schema" not in node or not _is_json(at):
            return Change(node)
        wrong = {
            where: (value, told)
            for where, value in _examples(node).items()
            if (told := misfit(value, at))
        }
        for where, (_, told) in wrong.items():
            tell(draft, at + where, "sample-disagrees", f"the sample does not fit: {told}")
        return _apart(node, {where: value for where, (value, _) in wrong.items()})

    return draft.changed(visit)


def _nothing(uri: str) -> Any:
    """Nothing is fetched: what stands outside of the document is not known."""
    raise ValueError(uri)


def _hidden(draft: Draft) -> dict[str, set[str]]:
    """Names of properties that requests, or answers, do not have, even where they are required."""
    found: dict[str, set[str]] = {"readOnly": set(), "writeOnly": set()}
    for _, kind, node in walk(draft.document):
        if kind == "schema":
            for name, value in mapping(mapping(node).get("properties")).items():
                for key, names in found.items():
                    if mapping(value).get(key) is True:
                        names.add(name)
    return found


def _is_json(at: str) -> bool:
    name = steps_of(at)[-1].partition(";")[0].strip().lower()
    return name == "application/json" or name.endswith("+json")


def _examples(media: dict[str, Any]) -> dict[str, Any]:
    """The examples that stand in the media type itself, by their pointers in it."""
    found = {"/example": media["example"]} if "example" in media else {}
    for name, example in mapping(media.get("examples")).items():
        if "value" in mapping(example):
            found[pointer("examples", name, "value")] = example["value"]
    return found


def _apart(media: dict[str, Any], wrong: dict[str, Any]) -> Change:
    if not wrong:
        return Change(media)
    names = {steps_of(at)[1] for at in wrong if at != "/example"}
    left = {key: v for key, v in media.items() if not (key == "example" and "/example" in wrong)}
    if names:
        left["examples"] = {k: v for k, v in left["examples"].items() if k not in names}
    if not left.get("examples", True):
        del left["examples"]
    before = list(left.get(_APART, ()))
    left[_APART] = [*before, *wrong.values()]
    moved = {pointer(_APART, len(before) + n): at for n, at in enumerate(wrong)}
    return Change(left, moved)
