"""OpenAPI 3.0 to 3.1: what JSON Schema says in other words, and nothing else.

Nodes stay where they are wherever 3.1 has a place of the same name for them; what has to move
(`example`, and a reference that may be null) takes its lines along.
"""

from __future__ import annotations

from typing import Any

from docmill.api import Document, steps_of
from docmill.draft import Change, Draft
from docmill.values import listing, mapping

_ANNOTATIONS = {
    *("title", "description", "default", "example", "examples", "deprecated", "readOnly"),
    *("writeOnly", "externalDocs", "xml"),
}
_ENCODED = {"byte": "base64", "base64": "base64", "base64url": "base64url"}
_IMPLIED = (
    ("object", ("properties", "additionalProperties", "required")),
    ("array", ("items",)),
)


def upgraded(draft: Draft) -> Draft:
    """A 3.0 document as a 3.1 document that describes the same API."""

    def visit(node: dict[str, Any], kind: str, at: str) -> Change:
        if kind == "document":
            return Change({**node, "openapi": "3.1.0", "paths": node.get("paths", {})})
        return _schema(node, at, draft.document) if kind == "schema" else Change(node)

    return draft.changed(visit)


def _schema(node: dict[str, Any], at: str, document: Document) -> Change:
    """A schema in the words of JSON Schema 2020-12."""
    found, moved = dict(node), dict[str, str]()
    if found.get("type") == "file":
        found |= {"type": "string", "format": "binary"}
    for limit in ("Minimum", "Maximum"):
        _limit(found, f"exclusive{limit}", limit.lower(), moved)
    _encoded(found, at)
    if "example" in found:
        shown = listing(found.get("examples"))
        moved[f"/examples/{len(shown)}"] = "/example"
        found["examples"] = [*shown, found.pop("example")]
    nullable = found.pop("nullable", False) is True
    return _with_null(found, moved, document) if nullable else Change(found, moved)


def _limit(schema: dict[str, Any], exclusive: str, limit: str, moved: dict[str, str]) -> None:
    """`minimum: 3, exclusiveMinimum: true` becomes `exclusiveMinimum: 3`."""
    stated = schema.get(exclusive)
    if not isinstance(stated, bool):
        return
    del schema[exclusive]
    if stated and limit in schema:
        schema[exclusive] = schema.pop(limit)
        moved[f"/{exclusive}"] = f"/{limit}"


def _encoded(schema: dict[str, Any], at: str) -> None:
    """What kind of bytes a string holds. `format` stays: the registry of formats has it still."""
    form = schema.get("format")
    if schema.get("type") != "string" or not isinstance(form, str):
        return
    if form in _ENCODED:
        schema.setdefault("contentEncoding", _ENCODED[form])
    # a whole body has its media type over it already
    whole = steps_of(at)[-3:-2] == ["content"] and at.endswith("/schema")
    if form == "binary" and not whole:
        schema.setdefault("contentMediaType", "application/octet-stream")


def _with_null(schema: dict[str, Any], moved: dict[str, str], document: Document) -> Change:
    """A schema that allows null, too."""
    if "enum" in schema and None not in listing(schema["enum"]):
        schema["enum"] = [*listing(schema["enum"]), None]
    if "type" not in schema:
        implied = (kind for kind, keys in _IMPLIED if any(key in schema for key in keys))
        if not {"$ref", "allOf", "anyOf", "oneOf"} & schema.keys() and (kind := next(implied, "")):
            schema = {"type": kind, **schema}
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    if "$ref" in schema or "allOf" in schema:
        return _wrapped(schema, moved, document)
    for key in ("anyOf", "oneOf"):
        branches = listing(schema.get(key))
        # a second branch that takes null would make a `oneOf` refuse it
        if branches and not any(_takes_null(one, document, ()) for one in branches):
            schema[key] = [*branches, {"type": "null"}]
    return Change(schema, moved)


def _wrapped(schema: dict[str, Any], moved: dict[str, str], document: Document) -> Change:
    """`anyOf` of the schema and null, with what is only said of it beside the `anyOf`."""
    said = {key: v for key, v in schema.items() if key in _ANNOTATIONS or key.startswith("x-")}
    shaping = {key: value for key, value in schema.items() if key not in said}
    inherited = {key: shaping[key] for key in ("$ref", "allOf") if key in shaping}
    if _takes_null(inherited, document, ()):
        return Change(schema, moved)
    parts = listing(shaping.get("allOf"))
    if len(parts) == 1 and shaping.keys() <= {"allOf", "type"}:
        # `type` says no more than the one part, and null is beside it now
        return Change({**said, "anyOf": [parts[0], _NULL]}, {**moved, "/anyOf/0": "/allOf/0"})
    if isinstance(shaping.get("type"), list):
        shaping["type"] = shaping["type"][0]
    return Change({**said, "anyOf": [shaping, _NULL]}, {**moved, "/anyOf/0": ""})


_NULL = {"type": "null"}


def _takes_null(schema: Any, document: Document, above: tuple[str, ...]) -> bool:
    """Whether a 3.0 schema allows null already."""
    node = mapping(schema)
    target = node.get("$ref")
    if isinstance(target, str):
        known = target in above or len(above) > 50  # a longer chain of bare references is a trap
        return not known and _takes_null(_at(target, document), document, (*above, target))
    if node.get("nullable") is True or "null" in listing(node.get("type")):
        return True
    if "type" in node:
        return bool(node["type"] == "null")
    for key, every in (("allOf", all), ("anyOf", any), ("oneOf", any)):
        if parts := listing(node.get(key)):
            return bool(every(_takes_null(part, document, above) for part in parts))
    return ("enum" in node and None in listing(node["enum"])) or not node


def _at(target: str, document: Document) -> Any:
    """The component at a reference; what is not there is taken as a schema without null."""
    node: Any = document
    for step in steps_of(target):
        node = mapping(node).get(step, {"type": "object"})
    return node
