"""The rules, in the order in which they take blocks from the desk. The table is the architecture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from docmill.blocks import (
    Boilerplate,
    Code,
    Endpoint,
    Field,
    Heading,
    Paragraph,
    Stray,
    Table,
    TableRow,
    Title,
)
from docmill.ledger import Entry
from docmill.page import Place
from docmill.spec import EnumSpec, Fact, FieldSpec, SampleSpec
from docmill.understand.authentication import identity_of
from docmill.understand.curl import Curl, curl_of
from docmill.understand.desk import Desk
from docmill.understand.fields import field_of, once
from docmill.understand.samples import NotJson, json_of
from docmill.understand.sections import Placed


@dataclass(frozen=True, slots=True)
class Rule:
    """Takes from the desk the blocks that it understands, and adds their facts to the draft."""

    name: str
    apply: Callable[[Desk], None]


def frame(desk: Desk) -> None:
    """The page's frame: skip links, notes of the docs platform."""
    for block, _ in desk.take(Boilerplate):
        desk.claim(block.at, Entry("boilerplate", block.rule))


def endpoint(desk: Desk) -> None:
    """The method and the path at the head; a query after the path tells how ids are sent."""
    for block, _ in desk.take(Endpoint):
        if block.method:
            desk.draft.method = Fact(block.method.value.upper(), block.method.at)
        if block.path:
            path, mark, query = block.path.value.partition("?")
            desk.draft.path = Fact(path, block.path.at)
            desk.draft.query = Fact(query, block.path.at) if mark else None


def title(desk: Desk) -> None:
    """The title of the page."""
    for block, _ in desk.take(Title):
        desk.draft.title = Fact(block.text, block.at)


def generated_samples(desk: Desk) -> None:
    """The samples that the platform made: no evidence, but held against the sections later."""
    for block, _ in desk.take(Code, "head"):
        desk.claim(block.at, Entry("boilerplate", "generated-sample"))
        if block.text.startswith("curl"):
            desk.draft.generated_curl = _curl(desk, block)
            continue
        try:
            desk.draft.generated_response = Fact(json_of(block.text), block.at)
        except NotJson as error:
            _not_json(desk, block, error)


def description(desk: Desk) -> None:
    """The introduction between the head and the first section."""
    for block, _ in desk.take(Paragraph, "head"):
        desk.draft.description.append(Fact(block.text, block.at))


def authentication(desk: Desk) -> None:
    """The section on authentication."""
    for block, _ in desk.take(Paragraph, "authentication"):
        desk.draft.authentication.append(Fact(block.text, block.at))


def enum_tables(desk: Desk) -> None:
    """The tables of enum values."""
    for block, _ in desk.take(Table, "enums"):
        members: list[tuple[Fact[int | str], Fact[str]]] = []
        seen: dict[str, TableRow] = {}
        for row in block.rows:
            if len(row.cells) != 2:
                told = f"`{row.cells[0]}` is not a number and a name"
                desk.tell(row.at, "enum-row-unreadable", told)
                continue
            value, name = row.cells
            if seen.setdefault(value, row) is not row:
                told = f"the value {value} is at line {seen[value].at.first} already"
                desk.tell(row.at, "enum-value-twice", told)
            members.append((Fact(int(value), row.at), Fact(name.strip(), row.at)))
        if members:
            desk.draft.enums.append(EnumSpec(tuple(members), block.at))


def request_fields(desk: Desk) -> None:
    """The fields of the parameter and body sections."""
    locations: tuple[Literal["path", "query", "header", "body"], ...] = ("path", "query", "header", "body")
    found: list[tuple[Place, FieldSpec]] = []
    groups: list[tuple[Place, str]] = []
    for location in locations:
        for block, placed in desk.take(Field, location):
            found.append((block.at, field_of(desk, block, placed, location)))
            if location == "body":
                groups.append((block.at, placed.group))
    found.sort(key=lambda pair: pair[0])
    desk.draft.request = once(desk, (field for _, field in found))
    _ungrouped(desk, groups)


def _ungrouped(desk: Desk, groups: list[tuple[Place, str]]) -> None:
    """Where a body has required and optional fields, every field stands under one of the two."""
    bare = [at for at, group in groups if not group]
    if bare and len(bare) < len(groups):
        told = f"{len(bare)} body fields stand under no heading, the others do"
        desk.tell(bare[0], "heading-missing", told)


def response_fields(desk: Desk) -> None:
    """The fields and the prose of each status; prose may say that the body is an array of them."""
    for block, placed in desk.take(Heading, "response"):
        if placed.status and placed.status.at == block.at:
            desk.response(placed.status)
        _heading(desk, block, placed)
    for prose, placed in desk.take(Paragraph, "response"):
        if placed.status is None:
            desk.tell(prose.at, "unclaimed", "prose of a response before any status")
            continue
        desk.response(placed.status).description.append(Fact(prose.text, prose.at))
        if prose.text.casefold().startswith("returns an array of"):
            desk.response(placed.status).array = Fact(True, prose.at)
    for block, placed in desk.take(Field, "response"):
        if placed.status is None:
            told = f"`{block.name.value}` belongs to no status"
            desk.tell(block.at, "field-unplaced", told)
            continue
        draft = desk.response(placed.status)
        draft.fields.append(field_of(desk, block, placed, "body"))
    for draft in desk.draft.responses.values():
        draft.fields = once(desk, draft.fields)


def request_samples(desk: Desk) -> None:
    """The hand-written requests: curl commands, with the captions over them."""
    for block, placed in desk.take(Heading, "samples"):
        _heading(desk, block, placed)
    for block, _ in desk.take(Code, "samples"):
        curl = _curl(desk, block)
        if curl is None:
            continue
        desk.draft.curls.append(curl)
        if curl.data:
            desk.draft.request_samples.append(_sample(desk, block, curl.data.value, block.at.last))


def response_samples(desk: Desk) -> None:
    """The hand-written sample of each status."""
    for block, placed in desk.take(Code, "response"):
        if placed.status is None:
            desk.tell(block.at, "sample-unreadable", "a sample that belongs to no status")
            continue
        if block.label is None:
            told = f"the sample of status {placed.status.value} has no label over it"
            desk.tell(block.at, "sample-unlabelled", told)
        sample = _sample(desk, block, block.text, block.at.last)
        desk.response(placed.status).samples.append(sample)


def headings(desk: Desk) -> None:
    """The headings of the sections."""
    for block, placed in desk.take(Heading):
        _heading(desk, block, placed)


def strays(desk: Desk) -> None:
    """What the reader could not place: told, and left unclaimed in the ledger."""
    for block, _ in desk.take(Stray):
        desk.claim(block.at, Entry("unclaimed", ""))
        desk.tell(block.at, block.code, block.why)
    for block, _ in desk.take(Field, "frame", "head", "authentication", "enums", "samples"):
        desk.claim(block.at, Entry("unclaimed", ""))
        told = f"`{block.name.value}` stands in no section that says where it is sent"
        desk.tell(block.at, "field-unplaced", told)


def identity(desk: Desk) -> None:
    """How callers identify themselves: the section, the samples, the generated sample."""
    desk.draft.identity = identity_of(desk)


RULES: tuple[Rule, ...] = (
    Rule("frame", frame),
    Rule("endpoint", endpoint),
    Rule("title", title),
    Rule("generated-samples", generated_samples),
    Rule("description", description),
    Rule("authentication", authentication),
    Rule("enum-tables", enum_tables),
    Rule("request-fields", request_fields),
    Rule("response-fields", response_fields),
    Rule("request-samples", request_samples),
    Rule("response-samples", response_samples),
    Rule("headings", headings),
    Rule("strays", strays),
    Rule("identity", identity),
)


def _heading(desk: Desk, block: Heading, placed: Placed) -> None:
    if not placed.known:
        told = f"`{block.text}` is no section of a reference page"
        desk.tell(block.at, "unknown-heading", told)
        return
    if placed.implied:
        told = f"`{block.text}` stands outside of the {placed.section} section"
        desk.tell(block.at, "heading-missing", told)
    if block.glued:
        told = f"the heading `{block.text}` is not set apart by empty lines"
        desk.tell(block.at, "heading-not-set-apart", told)


def _curl(desk: Desk, block: Code) -> Curl | None:
    found = curl_of(block)
    if isinstance(found, str):
        desk.tell(block.at, "sample-unreadable", found)
        return None
    if found.unknown:
        words = ", ".join(f"`{word}`" for word in found.unknown)
        desk.tell(block.at, "sample-unreadable", f"words of the curl command not understood: {words}")
    return found


def _sample(desk: Desk, block: Code, text: str, last: int) -> SampleSpec:
    first = last - text.count("\n")
    at = desk.page.place(max(first, block.at.first), last)
    try:
        return SampleSpec(Fact(json_of(text), at))
    except NotJson as error:
        _not_json(desk, block, error)
        return SampleSpec(None, Fact(text, at))


def _not_json(desk: Desk, block: Code, error: NotJson) -> None:
    first = block.at.last - block.text.count("\n")
    at = desk.page.place(min(first + error.line - 1, block.at.last))
    desk.tell(at, "sample-not-json", f"the sample is no valid JSON: {error}")
