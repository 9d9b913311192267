"""understand: the blocks of one page become a PageSpec, findings, and a closed ledger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docmill.blocks import Block
from docmill.findings import Finding, finding_on
from docmill.ledger import Ledger, ledger_of
from docmill.page import Page
from docmill.spec import (
    LOCATIONS,
    Basis,
    Fact,
    FieldSpec,
    PageSpec,
    ResponseSpec,
    SampleSpec,
)
from docmill.understand.checks import CHECKS
from docmill.understand.desk import Desk, Draft, ResponseDraft
from docmill.understand.rules import RULES
from docmill.understand.samples import Completion, lines_of
from docmill.understand.sections import placed_of


@dataclass(frozen=True, slots=True)
class Understood:
    """What one page came to. `spec` is None where the page describes no operation.

    `failed` tells a page that should have given an operation from one that describes none.
    """

    page: Page
    spec: PageSpec | None
    findings: tuple[Finding, ...]
    ledger: Ledger
    failed: bool = False


def understand(page: Page, blocks: Sequence[Block]) -> Understood:
    """Apply all rules and checks to the blocks of a page. Page content never raises."""
    desk = Desk(page, list(placed_of(blocks)))
    for rule in RULES:
        desk.rule = rule.name
        rule.apply(desk)
    for placed in desk.rest():
        desk.tell(placed.block.at, "unclaimed", "no rule understands these lines")
    _infer_endpoint(desk)
    draft = desk.draft
    ledger = ledger_of(page, desk.claims)
    if draft.method is None or draft.path is None:
        return _without_operation(desk, ledger)
    if _lost_its_fields(desk):
        told = "the sections list descriptions without names and types: nothing of it is used"
        desk.tell(page.place(1), "fields-lost", told)
        return Understood(page, None, tuple(sorted(desk.findings)), ledger, failed=True)
    _complete(desk)
    for check in CHECKS:
        check(desk)
    spec = _spec_of(desk, draft.method, draft.path)
    return Understood(page, spec, tuple(sorted(set(desk.findings))), ledger)


_VALUE = re.compile(r"[0-9]+|[0-9a-fA-F-]{32,36}|:\w+|<[^<>]+>|[A-Z][A-Z0-9_]+")


def unread(page: Page, code: str, told: str) -> Understood:
    """A page that cannot be read: told, never half-read."""
    finding = finding_on(page, page.place(1), code, told)
    return Understood(page, None, (finding,), ledger_of(page, {}), failed=True)


def _infer_endpoint(desk: Desk) -> None:
    draft = desk.draft
    _slashed(draft)
    curl = next(iter(draft.curls), draft.generated_curl)
    if curl is None:
        return
    # a rendering without a place for the address states it in the samples alone
    basis: Basis = "inferred" if draft.with_address else "stated"
    if draft.method is None:
        draft.method = Fact(curl.method.value.upper(), curl.method.at, basis)
        if draft.with_address:
            told = f"the head names no method; the sample sends {draft.method.value}"
            desk.tell(curl.method.at, "endpoint-inferred", told)
    if draft.path is None:
        generated = draft.generated_curl or curl  # it keeps the variables of the path
        template = _template(desk, generated.path)
        draft.path = Fact(
            template, generated.url.at, basis if template == generated.path else "inferred"
        )
        if draft.with_address:
            told = f"the head names no path; the sample calls `{generated.path}`"
            desk.tell(generated.url.at, "endpoint-inferred", told)


def _slashed(draft: Draft) -> None:
    """A head that shows the parts of a path between slashes cannot show that it ends in one; where
    all samples, hand-written ones among them, agree that it does, it does."""
    paths = {c.path for c in (*draft.curls, draft.generated_curl) if c}
    if draft.path and draft.curls and paths == {draft.path.value + "/"}:
        draft.path = Fact(paths.pop(), draft.curls[0].url.at)


def _template(desk: Desk, path: str) -> str:
    """The path of a sample with its values as variables: the described path parameters, in order,
    take the parts that look like values (numbers, UUIDs), the last ones first."""
    names = [f.name.value for f in desk.draft.request if f.location == "path"]
    parts = path.split("/")
    values = [n for n, part in enumerate(parts) if _VALUE.fullmatch(part)]
    if len(values) < len(names) or any("{" in part for part in parts):
        return path
    for name, at in zip(reversed(names), reversed(values), strict=False):
        parts[at] = "{" + name + "}"
    return "/".join(parts)


def _lost_its_fields(desk: Desk) -> bool:
    """A readability-style capture keeps the prose of the fields and drops names and types."""
    named = desk.draft.request or any(r.fields for r in desk.draft.responses.values())
    return not named and any(f.code == "orphan-description" for f in desk.findings)


def _without_operation(desk: Desk, ledger: Ledger) -> Understood:
    page, draft = desk.page, desk.draft
    if not page.text.strip():
        desk.tell(page.place(1), "empty-page", "the page is empty")
        return Understood(page, None, tuple(desk.findings), ledger, failed=True)
    traces = draft.method or draft.path or draft.request or draft.responses
    told = "the page has no method with a path, in its head or in a curl sample"
    first = next(n for n, line in enumerate(page.lines, 1) if line.strip())
    if not traces:
        # its lines are no loss of an API: one finding says all
        desk.findings = []
    desk.tell(page.place(first), "no-operation" if traces else "not-an-endpoint", told)
    return Understood(page, None, tuple(sorted(desk.findings)), ledger, failed=bool(traces))


def _spec_of(desk: Desk, method: Fact[str], path: Fact[str]) -> PageSpec:
    draft = desk.draft
    media = next((m for c in draft.curls if (m := c.header("content-type"))), None)
    has_body = any(f.location == "body" for f in draft.request) or draft.request_samples
    if media is None and has_body:
        media = Fact("application/json", path.at, "inferred")
    return PageSpec(
        page=desk.page.name,
        method=method,
        path=path,
        server=_server(draft),
        title=draft.title,
        description=_joined(draft.description),
        authentication=draft.identity,
        enums=tuple(draft.enums),
        media_type=media if has_body else None,
        request=_in_order(draft.request),
        request_samples=_valid_first(draft.request_samples),
        responses=tuple(_response(r) for r in draft.responses.values()),
    )


def _server(draft: Draft) -> Fact[str] | None:
    if draft.server:
        return draft.server
    for curl in (*draft.curls, draft.generated_curl):
        if curl and curl.server:
            basis: Basis = "stated" if curl in draft.curls else "inferred"
            return Fact(curl.server, curl.url.at, basis)
    return None


def _joined(paragraphs: list[Fact[str]]) -> Fact[str] | None:
    if not paragraphs:
        return None
    at = paragraphs[0].at.to(paragraphs[-1].at)
    return Fact("\n\n".join(fact.value for fact in paragraphs), at)


def _in_order(fields: list[FieldSpec]) -> tuple[FieldSpec, ...]:
    return tuple(f for location in LOCATIONS for f in fields if f.location == location)


def _response(draft: ResponseDraft) -> ResponseSpec:
    return ResponseSpec(
        status=draft.status,
        description=_joined(draft.description),
        array=draft.array,
        fields=tuple(draft.fields),
        samples=_valid_first(draft.samples),
    )


def _valid_first(samples: list[SampleSpec]) -> tuple[SampleSpec, ...]:
    """The order of the spec file, where broken samples have a list of their own."""
    return tuple(sorted(samples, key=lambda sample: sample.value is None))


def _complete(desk: Desk) -> None:
    """Add to the described fields what only the hand-written samples show."""
    draft = desk.draft
    body = tuple(f for f in draft.request if f.location == "body")
    others = [f for f in draft.request if f.location != "body"]
    draft.request = [*others, *_completed(desk, body, draft.request_samples)]
    for response in draft.responses.values():
        for sample in response.samples:
            if sample.value and isinstance(sample.value.value, list) and response.array is None:
                response.array = Fact(True, sample.value.at, "inferred")
        response.fields = list(_completed(desk, tuple(response.fields), response.samples))


def _completed(
    desk: Desk, fields: tuple[FieldSpec, ...], samples: list[SampleSpec]
) -> tuple[FieldSpec, ...]:
    for sample in samples:
        if sample.value is None:
            continue
        at = sample.value.at
        text = "\n".join(desk.page.lines[at.first - 1 : at.last])
        value, root = sample.value.value, ""
        if isinstance(value, list):
            value, root = (value[0] if value else None), "/0"
        completion = Completion("body", lines_of(_json_part(text), at))
        fields = completion.completed(fields, value, root)
    return fields


def _json_part(text: str) -> str:
    """The JSON of a sample's lines; a curl body has a quote before and after it."""
    starts = [n for n in (text.find("{"), text.find("[")) if n >= 0]
    return text[min(starts) :].rstrip().rstrip("'") if starts else text
