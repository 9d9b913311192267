"""The rules for what comes back: fields, prose and samples of each status."""

from __future__ import annotations

import re

from docmill.blocks import Code, Field, Heading, Paragraph
from docmill.ledger import Entry
from docmill.spec import Fact
from docmill.typewords import shape_of
from docmill.understand.common import heading, is_json, orphan, sample
from docmill.understand.desk import Desk
from docmill.understand.fields import field_of, once
from docmill.understand.headings import status_in, success_in
from docmill.understand.httpmessage import answered, body_of
from docmill.understand.sections import Placed

_STATUS = re.compile(r"[1-5]\d\d|[1-5]XX")


def response_fields(desk: Desk) -> None:
    """The fields and the prose of each status; prose may say that the body is an array of them."""
    for title, placed in desk.take(Heading, "response"):
        if placed.status and placed.status.at == title.at:
            desk.response(placed.status)
        heading(desk, title, placed)
    _prose(desk)
    for block, placed in desk.take(Field, "response"):
        if placed.status is None:
            told = f"`{block.name.value}` belongs to no status"
            desk.tell(block.at, "field-unplaced", told)
            continue
        if _is_status(block):
            _status(desk, block, placed)
            continue
        if status_in(block.name.value):
            told = f"`{block.name.value}` is called like a status, and taken as a field of "
            desk.tell(block.at, "status-unclear", told + placed.status.value)
        _tell_status(desk, block, placed)
        draft = desk.response(placed.status)
        draft.fields.append(field_of(desk, block, placed, "body"))
    for draft in desk.draft.responses.values():
        draft.fields = once(desk, draft.fields)


def _tell_status(desk: Desk, block: Field | Code, placed: Placed) -> None:
    """Where a rendering shows no level of headings, that of the status may be lost: told once."""
    status = placed.status
    known = isinstance(block, Field) and block.location
    leveled = placed.heading is None or placed.heading.level
    if status is None or known or leveled or status.basis == "stated":
        return
    if not any(finding.code == "status-inferred" for finding in desk.findings):
        told = f"the response names no status: taken as {status.value}"
        desk.tell(block.at, "status-inferred", told)


def _is_status(block: Field) -> bool:
    """Whether a field is named as a status, and its type is a phrase: `200`, `Success`."""
    phrase = block.type is None or shape_of(block.type.value) is None
    return phrase and _STATUS.fullmatch(block.name.value) is not None


def _status(desk: Desk, block: Field, placed: Placed) -> None:
    """A "field" that is named as a status says when that is answered, and with what."""
    draft = desk.response(Fact(block.name.value, block.name.at))
    if block.description:
        draft.description.append(Fact(block.description.value, block.description.at))
    draft.fields += [field_of(desk, child, placed, "body") for child in block.children]


def _prose(desk: Desk) -> None:
    after_field = False
    for prose, placed in desk.take(Paragraph, "response"):
        # several orphans may follow each other after one field
        lost = isinstance(placed.after, Field) or (
            after_field and isinstance(placed.after, Paragraph)
        )
        after_field = lost
        if lost and not prose.apart:
            orphan(desk, prose)
            continue
        said = success_in(prose.text)
        if said and (placed.status is None or placed.status.basis == "inferred"):
            desk.response(Fact(said, prose.at)).description.append(Fact(prose.text, prose.at))
            continue
        if placed.status is None:
            if prose.apart:
                desk.draft.description.append(Fact(prose.text, prose.at))
            else:
                desk.tell(prose.at, "unclaimed", "prose of a response before any status")
            continue
        desk.response(placed.status).description.append(Fact(prose.text, prose.at))
        if prose.text.casefold().startswith("returns an array of"):
            desk.response(placed.status).array = Fact(True, prose.at)


def response_samples(desk: Desk) -> None:
    """The hand-written sample of each status."""
    for block, placed in desk.take(Code, "response"):
        if placed.status and answered(block.text):
            _answer(desk, block, placed.status)
            continue
        if not is_json(block) and block.language:
            desk.claim(block.at, Entry("boilerplate", "sample-in-another-language"))
            continue
        if placed.status is None:
            desk.tell(block.at, "sample-unreadable", "a sample that belongs to no status")
            continue
        _tell_status(desk, block, placed)
        if block.label is None and not block.fenced and not block.language:
            told = f"the sample of status {placed.status.value} has no label over it"
            desk.tell(block.at, "sample-unlabelled", told)
        shown = sample(desk, block, block.text)
        desk.response(placed.status).samples.append(shown)
    _settle_status(desk)


def _answer(desk: Desk, block: Code, status: Fact[str]) -> None:
    """A sample with its status line and headers; of the body, what is JSON."""
    body = body_of(block.text)
    if body.startswith(("{", "[")):
        desk.response(status).samples.append(sample(desk, block, body))
    else:
        desk.response(status)


def _settle_status(desk: Desk) -> None:
    """Fields that name no status belong to the success of which a sample is shown, if to one."""
    responses = desk.draft.responses
    unnamed = responses.get("200")
    stated = [r for r in responses.values() if r.status.basis == "stated"]
    successes = [r for r in stated if r.status.value.startswith("2")]
    if unnamed is None or unnamed.status.basis == "stated" or len(successes) != 1:
        return
    target = successes[0]
    target.fields = once(desk, [*unnamed.fields, *target.fields])
    target.samples = [*unnamed.samples, *target.samples]
    del responses[unnamed.status.value]
