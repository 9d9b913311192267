"""Samples held against the corrected schemas: what fits now is an example, what does not is none.

A sample is looked at only where a correction changed the schema that it is held against, and moved
only where the judgement is another one; what is told of it follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from docmill.api import Api, Document, pointer, steps_of
from docmill.findings import Finding, finding_on, in_order
from docmill.link.samples import Judge
from docmill.milling import Milled
from docmill.nodes import walk
from docmill.page import Place
from docmill.uses import Uses
from docmill.values import is_listing, listing, mapping

_APART = "x-docmill-invalid-examples"
_CODE = "sample-disagrees"
_TOLD = "the sample does not fit: "
_SCHEMAS = "/components/schemas"


def rejudged(milled: Milled, before: Api, touched: Collection[str]) -> Milled:
    """What was milled and corrected, with its samples where they belong; `before` is the API
    without the corrections, `touched` are the pointers that these changed."""
    api = milled.api
    findings = set(milled.findings)
    changed: dict[str, dict[str, Any]] = {}
    for at, media in _affected(api.document, touched):
        verdict = _verdict(before, api, at, media)
        if verdict is None:
            continue
        if verdict.media != media:
            changed[at] = verdict.media
        pages = {place.page for place in before.origin(at)}
        findings -= {one for one in findings if one.at.page in pages and verdict.settles(one, at)}
        findings |= {_finding(milled, before, at, told) for told in verdict.new}
    if not changed and findings == set(milled.findings):
        return milled
    document = api.document
    for at, media in changed.items():
        document = mapping(_with(document, steps_of(at), media))
    return replace(milled, api=replace(api, document=document), findings=in_order(findings))


def _affected(document: Document, touched: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The media types with samples whose schema a correction changed, somewhere in it."""
    uses = Uses(document)
    components = {pointer(*steps_of(at)[:3]) for at in touched if at.startswith(_SCHEMAS)}
    every = any(_SCHEMAS.startswith(at) for at in touched)
    for at, kind, node in walk(document):
        media = mapping(node)
        if kind != "media-type" or "schema" not in media or not _samples(media):
            continue
        schema = f"{at}/schema"
        inside = any(one.startswith(schema) or schema.startswith(f"{one}/") for one in touched)
        if every or inside or components & uses.reached(media["schema"]):
            yield at, media


@dataclass(frozen=True, slots=True)
class _Verdict:
    """A media type with its samples where they belong, and what is told of them: `settled` is what
    was said against them and holds no more, `new` what is said now."""

    media: dict[str, Any]
    settled: frozenset[str]
    new: tuple[str, ...]
    all_fit: bool

    def settles(self, finding: Finding, at: str) -> bool:
        """Whether a finding holds no more."""
        if finding.code != _CODE or _TOLD not in finding.message:
            return False
        where, _, told = finding.message.partition(_TOLD)
        # of an OpenAPI file, the first misfit is told, with the place of the sample before it
        return told in self.settled if not where else self.all_fit and where.startswith(f"{at}/")


def _verdict(before: Api, after: Api, at: str, media: Mapping[str, Any]) -> _Verdict | None:
    """None where a sample cannot be judged, or was none before the corrections."""
    from jsonschema_rs import ReferencingError, ValidationError

    try:
        old = mapping(before.node(at))
        judges = [_judge(before.document, old), _judge(after.document, media)]
        was, now = ([judge.misfits(value) for value in _samples(media)] for judge in judges)
    except (KeyError, ValueError, ReferencingError, ValidationError):
        return None
    good = len(_entries(media))
    # where both judge alike, a sample stays where it is: who put it there knew more
    fit = [
        n < good if bool(one) == bool(other) else not other
        for n, (one, other) in enumerate(zip(was, now, strict=True))
    ]
    settled = {told for one in was for told in one} - {told for one in now for told in one}
    known = {told for one in was for told in one}
    new = tuple(dict.fromkeys(told for one in now for told in one if told not in known))
    return _Verdict(_placed(media, fit), frozenset(settled), new, all(fit))


def _judge(document: Document, media: Mapping[str, Any]) -> Judge:
    schemas = mapping(mapping(document.get("components")).get("schemas"))
    return Judge({"allOf": [media["schema"]]}, schemas)


Entry = tuple[str, dict[str, Any]]
"""The name of an example, and its object; `example` has no name."""


def _entries(media: Mapping[str, Any]) -> list[Entry]:
    """The examples that stand in the media type itself."""
    single: list[Entry] = [("", {"value": media["example"]})] if "example" in media else []
    named = mapping(media.get("examples")).items()
    return [*single, *((name, mapping(one)) for name, one in named if "value" in mapping(one))]


def _samples(media: Mapping[str, Any]) -> list[Any]:
    """All samples: those that fit first."""
    return [*(one["value"] for _, one in _entries(media)), *listing(media.get(_APART))]


def _placed(media: Mapping[str, Any], fit: list[bool]) -> dict[str, Any]:
    """The media type with the samples that fit as examples, and the others set apart."""
    entries = _entries(media)
    good = len(entries)
    if all(fit[:good]) and not any(fit[good:]):
        return dict(media)
    every = [*entries, *(("", {"value": value}) for value in listing(media.get(_APART)))]
    valid = [entry for entry, fits in zip(every, fit, strict=True) if fits]
    apart = [one["value"] for (_, one), fits in zip(every, fit, strict=True) if not fits]
    left = {k: v for k, v in media.items() if k not in ("example", "examples", _APART)}
    others = {k: v for k, v in mapping(media.get("examples")).items() if "value" not in mapping(v)}
    if len(valid) == 1 and not valid[0][0] and not others:
        left["example"] = valid[0][1]["value"]
    elif valid or others:
        named = {name or f"sample{n}": one for n, (name, one) in enumerate(valid, 1)}
        left["examples"] = {**others, **named}
    return {**left, _APART: apart} if apart else left


def _finding(milled: Milled, before: Api, at: str, told: str) -> Finding:
    place = (before.origin(at) or (Place("openapi.yaml", 1, 1),))[0]
    page = next((s.page for s in milled.sources if s.page.name == place.page), None)
    message = f"{_TOLD}{told}"
    return finding_on(page, place, _CODE, message) if page else Finding(place, _CODE, message)


def _with(node: Any, steps: list[str], value: Any) -> Any:
    """A copy of a node with another value at `steps`."""
    if not steps:
        return value
    if is_listing(node):
        index = int(steps[0])
        return [*node[:index], _with(node[index], steps[1:], value), *node[index + 1 :]]
    return {**node, steps[0]: _with(node[steps[0]], steps[1:], value)}
