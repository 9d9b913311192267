"""What has been found of a page, completed by its samples, becomes its PageSpec."""

from __future__ import annotations

from functools import partial

from docmill.page import Place
from docmill.spec import (
    LOCATIONS,
    Basis,
    Fact,
    FieldSpec,
    JsonValue,
    PageSpec,
    ResponseSpec,
    SampleSpec,
)
from docmill.understand.common import joined
from docmill.understand.desk import Desk, Draft, ResponseDraft
from docmill.understand.endpoint import base_of
from docmill.understand.fields import once
from docmill.understand.nesting import nested
from docmill.understand.samples import Completion, Shown, items_of, lines_of


def assembled(desk: Desk, method: Fact[str], path: Fact[str]) -> PageSpec:
    """The spec of an operation, of what is on the desk."""
    draft = desk.draft
    sent = (m for c in draft.curls if (m := c.header("content-type")))
    media = draft.media_type or next(sent, None)
    has_body = any(f.location == "body" for f in draft.request) or draft.request_samples
    if media is None and has_body:
        media = Fact("application/json", path.at, "inferred")
    return PageSpec(
        page=desk.page.name,
        method=method,
        path=path,
        server=_server(draft),
        title=draft.title,
        description=_described(draft),
        authentication=draft.identity,
        enums=tuple(draft.enums),
        media_type=media if has_body else None,
        request=_in_order(draft.request),
        request_samples=_valid_first(draft.request_samples),
        responses=tuple(_response(r) for r in draft.responses.values()),
        url=draft.url,
    )


def _described(draft: Draft) -> Fact[str] | None:
    """The prose of the page, after the summary at its head where that says something else."""
    said = draft.summary
    told = said and any(said.value.strip(". ") in fact.value for fact in draft.description)
    return joined([said, *draft.description] if said and not told else draft.description)


def _server(draft: Draft) -> Fact[str] | None:
    if draft.server:
        return draft.server
    for curl in (*draft.curls, draft.generated_curl):
        if curl and curl.server:
            basis: Basis = curl.url.basis if curl in draft.curls else "inferred"
            base = base_of(draft.path.value, curl.path) if draft.path else None
            return Fact(curl.server + (base or ""), curl.url.at, basis)
    return None


def _in_order(fields: list[FieldSpec]) -> tuple[FieldSpec, ...]:
    return tuple(f for location in LOCATIONS for f in fields if f.location == location)


def _response(draft: ResponseDraft) -> ResponseSpec:
    return ResponseSpec(
        status=draft.status,
        description=joined(draft.description),
        array=draft.array,
        fields=tuple(draft.fields),
        samples=_valid_first(draft.samples),
    )


def _valid_first(samples: list[SampleSpec]) -> tuple[SampleSpec, ...]:
    """The order of the spec file, where broken samples have a list of their own."""
    return tuple(sorted(samples, key=lambda sample: sample.value is None))


def complete(desk: Desk) -> None:
    """Add to the described fields what only the hand-written samples show."""
    draft = desk.draft
    told_once = partial(once, desk)
    sent = (f for f in draft.request if f.location == "body")
    body = nested(sent, _shown(draft.request_samples), told_once)
    others = [f for f in draft.request if f.location != "body"]
    draft.request = [*others, *_completed(desk, body, draft.request_samples)]
    for response in draft.responses.values():
        for sample in response.samples:
            if sample.value and isinstance(sample.value.value, list) and response.array is None:
                response.array = Fact(True, sample.value.at, "inferred")
        fields = nested(response.fields, _shown(response.samples), told_once)
        response.fields = list(_completed(desk, fields, response.samples))


def _shown(samples: list[SampleSpec]) -> dict[str, JsonValue]:
    """The keys of the first sample that is an object, or an array of them."""
    for sample in samples:
        value = sample.value.value if sample.value else None
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, dict):
            return value
    return {}


def _completed(
    desk: Desk, fields: tuple[FieldSpec, ...], samples: list[SampleSpec]
) -> tuple[FieldSpec, ...]:
    shown: Shown = []
    lines: dict[int, dict[str, Place]] = {}
    for n, sample in enumerate(samples):
        if sample.value is None:
            continue
        at = sample.value.at
        text = "\n".join(desk.page.lines[at.first - 1 : at.last])
        lines[n] = lines_of(_json_part(text), at)
        shown += items_of([(sample.value.value, f"{n}:")])
    return Completion(lines).completed(fields, shown)


def _json_part(text: str) -> str:
    """The JSON of a sample's lines; a curl body has a quote before and after it."""
    starts = [n for n in (text.find("{"), text.find("[")) if n >= 0]
    return text[min(starts) :].rstrip().rstrip("'") if starts else text
