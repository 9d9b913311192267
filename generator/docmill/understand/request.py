"""The rules for what is sent: enum tables, fields, hand-written requests."""

from __future__ import annotations

import re

from docmill.blocks import Code, Field, Heading, Table, TableRow
from docmill.ledger import Entry
from docmill.page import Place
from docmill.spec import LOCATIONS, EnumSpec, Fact, FieldSpec, Location
from docmill.understand.common import curl, heading, is_json, sample
from docmill.understand.desk import Desk
from docmill.understand.fields import field_of, once
from docmill.understand.httpmessage import is_message
from docmill.understand.sections import Placed

_TITLE = re.compile(r"(?P<name>\w+)(?:\s+[\u2014\u2013-]+\s+(?P<field>\w+)(?: values)?)?")
_INTEGER = re.compile(r"-?[0-9]{1,18}")


def enum_tables(desk: Desk) -> None:
    """The tables of enum values; the title of the accordion names the enum and its field."""
    for block, _ in desk.take(Table, "enums"):
        members = _members(desk, block)
        titled = _TITLE.fullmatch(block.title.value) if block.title else None
        name = field = None
        if block.title and titled:
            name = Fact(titled["name"], block.title.at)
            field = Fact(titled["field"], block.title.at) if titled["field"] else None
        if members:
            desk.draft.enums.append(EnumSpec(tuple(members), block.at, name, field))


def _members(desk: Desk, block: Table) -> list[tuple[Fact[int | str], Fact[str]]]:
    members: list[tuple[Fact[int | str], Fact[str]]] = []
    seen: dict[str, TableRow] = {}
    for row in block.rows:
        if len(row.cells) != 2 or not _INTEGER.fullmatch(row.cells[0].strip("`")):
            told = f"`{' | '.join(row.cells)}` is not a number and a name"
            desk.tell(row.at, "enum-row-unreadable", told)
            continue
        value, name = row.cells[0].strip("`"), row.cells[1].strip("` ")
        if seen.setdefault(value, row) is not row:
            told = f"the value {value} is at line {seen[value].at.first} already"
            desk.tell(row.at, "enum-value-twice", told)
        members.append((Fact(int(value), row.at), Fact(name, row.at)))
    return members


def request_fields(desk: Desk) -> None:
    """The fields of the parameter and body sections."""
    found: list[tuple[Place, FieldSpec]] = []
    groups: list[tuple[Place, str]] = []
    for location in LOCATIONS:
        for block, placed in desk.take(Field, location):
            found.append((block.at, field_of(desk, block, placed, location)))
            if location == "body":
                groups.append((block.at, placed.group))
    unplaced: list[tuple[Field, Placed, Location]] = [
        (b, p, _location_of(desk, b)) for b, p in desk.take(Field, "parameters")
    ]
    found += [(b.at, field_of(desk, b, p, location)) for b, p, location in unplaced]
    if unplaced:
        told = ", ".join(f"`{b.name.value}` in the {location}" for b, _, location in unplaced)
        told = f"the section does not say where its parameters are sent: taken as {told}"
        desk.tell(unplaced[0][0].at, "location-inferred", told)
    found.sort(key=lambda pair: pair[0])
    desk.draft.request = once(desk, (field for _, field in found))
    _ungrouped(desk, groups)


def _location_of(desk: Desk, block: Field) -> Location:
    """A parameter is in the path where that has such a variable; else in the query of a method
    that sends no body, and in the body of one that does."""
    draft = desk.draft
    curl = next(iter(draft.curls), None)
    path = draft.path.value if draft.path else curl.path if curl else ""
    if "{" + block.name.value + "}" in path:
        return "path"
    method = draft.method.value if draft.method else curl.method.value if curl else "GET"
    return "query" if method.upper() in ("GET", "HEAD", "DELETE") else "body"


def _ungrouped(desk: Desk, groups: list[tuple[Place, str]]) -> None:
    """Where a body has required and optional fields, every field stands under one of the two."""
    bare = [at for at, group in groups if not group]
    if bare and len(bare) < len(groups):
        told = f"{len(bare)} body fields stand under no heading, the others do"
        desk.tell(bare[0], "heading-missing", told)


_ADDRESS = re.compile(r"\s*https?://\S+\s*")
_CURL = re.compile(r"^[ \t$]*curl\s", re.MULTILINE)
_SHELLS = frozenset({"bash", "sh", "shell", "curl", "zsh", "console", "text", "http"})


def _is_request(block: Code) -> bool:
    """Whether a sample is a request of curl or a message of HTTP, or the capture lost the line that
    would show it. A lone address is none, nor is the command of another tool, by its label."""
    if block.language and block.language not in _SHELLS:
        return False
    if is_message(block.text) or _CURL.search(block.text):
        return True
    labelled = block.label is not None and block.fenced
    return not labelled and not _ADDRESS.fullmatch(block.text)


def request_samples(desk: Desk) -> None:
    """The hand-written requests: curl commands, with the captions over them."""
    for title, placed in desk.take(Heading, "samples"):
        heading(desk, title, placed)
    for block, placed in desk.take(Code, "samples"):
        if placed.implied:
            told = "a request stands outside of the section of samples"
            desk.tell(block.at, "heading-missing", told)
        if block.role == "request" and is_json(block):
            desk.draft.request_samples.append(sample(desk, block, block.text))
            continue
        if not _is_request(block):
            desk.claim(block.at, Entry("boilerplate", "sample-in-another-language"))
            continue
        command = curl(desk, block)
        if command is None:
            continue
        desk.draft.curls.append(command)
        if command.data:
            body = sample(desk, block, command.data.value)
            desk.draft.request_samples.append(body)
