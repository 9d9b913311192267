"""The rules, in the order in which they take blocks from the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from docmill.blocks import Field, Heading, Paragraph, Stray
from docmill.ledger import Entry
from docmill.spec import Fact
from docmill.understand import head, notes, request, response, tables
from docmill.understand.common import heading, orphan
from docmill.understand.desk import Desk


@dataclass(frozen=True, slots=True)
class Rule:
    """Takes from the desk the blocks that it understands, and adds their facts to the draft."""

    name: str
    apply: Callable[[Desk], None]


def headings(desk: Desk) -> None:
    """The headings of the sections."""
    for block, placed in desk.take(Heading):
        heading(desk, block, placed)


def strays(desk: Desk) -> None:
    """What the reader could not place: told, and left unclaimed in the ledger."""
    for stray, _ in desk.take(Stray):
        desk.claim(stray.at, Entry("unclaimed", ""))
        desk.tell(stray.at, stray.code, stray.why)
    for prose, placed in desk.take(Paragraph, "path", "query", "header", "body"):
        if prose.apart:
            desk.draft.description.append(Fact(prose.text, prose.at))
        elif isinstance(placed.after, Field | Paragraph):
            orphan(desk, prose)
        else:
            desk.claim(prose.at, Entry("unclaimed", ""))
            desk.tell(prose.at, "unclaimed", "prose in a section of fields")
    for block, _ in desk.take(Field, "frame", "head", "authentication", "enums", "samples"):
        desk.claim(block.at, Entry("unclaimed", ""))
        told = f"`{block.name.value}` stands in no section that says where it is sent"
        desk.tell(block.at, "field-unplaced", told)


RULES: tuple[Rule, ...] = (
    Rule("frame", head.frame),
    Rule("endpoint", head.endpoint),
    Rule("settings", head.settings),
    Rule("title", head.title),
    Rule("generated-samples", head.generated_samples),
    Rule("description", head.description),
    Rule("authentication", head.authentication),
    Rule("shown-headers", head.shown_headers),
    Rule("enum-tables", request.enum_tables),
    Rule("request-samples", request.request_samples),
    Rule("request-fields", request.request_fields),
    Rule("response-fields", response.response_fields),
    Rule("response-samples", response.response_samples),
    Rule("status-tables", tables.status_tables),
    Rule("notes", notes.notes),
    Rule("headings", headings),
    Rule("strays", strays),
    Rule("identity", head.identity),
)
