"""Tables of a reference page: parameters a row, and statuses a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from docmill.blocks import Boilerplate, Field, Table, TableRow, Text
from docmill.page import Place
from docmill.spec import Fact, SampleSpec
from docmill.understand.common import suffixed
from docmill.understand.desk import Desk
from docmill.understand.headings import Section, status_in
from docmill.understand.jsontext import NotJsonError, json_of
from docmill.understand.sections import Placed

_COLUMNS: dict[str, frozenset[str]] = {
    "name": frozenset({"parameter", "param", "field", "name", "property", "key", "attribute",
                       "argument", "header", "variable", "parameter name", "field name",
                       "property name", "parameters", "fields", "query parameter",
                       "path parameter", "body parameter"}),
    "type": frozenset({"type", "data type", "datatype", "value type"}),
    "required": frozenset({"required", "mandatory", "is required", "req", "required/optional"}),
    "optional": frozenset({"optional"}),
    "default": frozenset({"default", "default value"}),
    "location": frozenset({"in", "location", "sent in", "position", "parameter type"}),
    "description": frozenset({"description", "details", "desc", "meaning", "notes", "note",
                              "explanation", "comment", "comments", "remarks"}),
}  # fmt: skip
_STATUS_COLUMN = frozenset({"status", "code", "status code", "http status", "http code",
                            "http status code", "response code"})  # fmt: skip
_YES = frozenset(
    {"yes", "true", "required", "y", "mandatory", "always", "\u2713", "\u2714", "\u2705"}
)
_NOTHING = frozenset({"", "-", "\u2013", "\u2014", "none", "None", "n/a", "N/A"})
"""How a table says that there is no default."""
_NO = frozenset(
    {"no", "false", "optional", "n", "", "-", "\u2013", "\u2014", "\u274c", "\u2717", "never"}
)
_LOCATIONS = frozenset({"path", "query", "header", "cookie", "body"})
_SECTIONS = frozenset({"path", "query", "header", "cookie", "body", "parameters", "response"})
_MARKS = re.compile(r"[`*]|\\(?=[_*\[\]])")


def with_table_fields(placed: Sequence[Placed]) -> Iterator[Placed]:
    """The blocks of a page, with the rows of a table of parameters as fields."""
    for one in placed:
        table = one.block
        if isinstance(table, Table) and one.section in _SECTIONS and (roles := _roles(table)):
            before = Place(table.at.page, table.at.first, max(table.at.first, _first(table) - 1))
            yield replace(one, block=Boilerplate(before, "table-head"))
            yield from (replace(one, block=_field(row, roles, table)) for row in table.rows)
        else:
            yield one


def _first(table: Table) -> int:
    """The line of the first row."""
    return table.rows[0].at.first if table.rows else table.at.last + 1


def _roles(table: Table) -> list[str]:
    """What each column of a table says of a parameter; empty where it is no table of them."""
    heads = [_plain(cell).casefold().rstrip("?:") for cell in table.head]
    roles = [next((role for role, names in _COLUMNS.items() if head in names), "")
             for head in heads]  # fmt: skip
    told = {"type", "description", "required"} & set(roles)
    return roles if roles.count("name") == 1 and told and _STATUS_COLUMN.isdisjoint(heads) else []


def _field(row: TableRow, roles: list[str], table: Table) -> Field:
    """A row as a field; cells of columns that nobody knows are added to the description."""
    cells = dict.fromkeys(_COLUMNS, "")
    more: list[str] = []
    for role, cell, head in zip(roles, row.cells, table.head, strict=False):
        if role and not cells[role]:
            cells[role] = cell.strip()
        elif cell.strip():
            more.append(f"{head}: {cell.strip()}")
    name, marks = suffixed(_plain(cells["name"]))
    kind, told = suffixed(_plain(cells["type"]).rstrip(","))
    marks += told
    for column, yes in (("required", True), ("optional", False)):
        if column in roles:
            marks += _needed(_plain(cells[column]).casefold(), yes=yes)
    if (default := _plain(cells["default"])) not in _NOTHING:
        quoted = len(default) > 1 and default[0] == default[-1] and default[0] in "\"'"
        marks.append(f'default:"{default[1:-1] if quoted else default}"')
    said = "\n\n".join(part for part in (cells["description"], *more) if part)
    place = cells["location"].casefold()
    return Field(
        row.at,
        Text(name, row.at),
        Text(kind, row.at) if kind else None,
        tuple(Text(mark, row.at) for mark in dict.fromkeys(marks)),
        Text(said, row.at) if said else None,
        place if place in _LOCATIONS else "",
    )


def _plain(cell: str) -> str:
    """A cell without marks of code and emphasis."""
    return _MARKS.sub("", cell.strip()).strip()


def _needed(cell: str, *, yes: bool) -> list[str]:
    if cell in _YES:
        return ["required" if yes else "optional"]
    return ["optional" if yes else "required"] if cell in _NO else [cell]


def status_tables(desk: Desk) -> None:
    """A table with a status in each row: the other cells say when it is answered, one in JSON is
    its sample."""
    for table, _ in desk.take(Table, *_STATUS_SECTIONS):
        heads = [_plain(cell).casefold() for cell in table.head]
        column = next((n for n, head in enumerate(heads) if head in _STATUS_COLUMN), None)
        statuses = [status_in(_plain(row.cells[column])) if column is not None else ""
                    for row in table.rows if column is None or column < len(row.cells)]  # fmt: skip
        if column is None or not any(statuses):
            desk.give_back(table)
            continue
        for row in table.rows:
            _status_row(desk, table, row, column)


_STATUS_SECTIONS: tuple[Section, ...] = ("response", "notes", "samples", "body", "head")


def _status_row(desk: Desk, table: Table, row: TableRow, column: int) -> None:
    cells = [cell.strip() for n, cell in enumerate(row.cells) if n != column and cell.strip()]
    status = status_in(_plain(row.cells[column])) if column < len(row.cells) else ""
    if not status:
        desk.draft.description.append(Fact(" | ".join(row.cells), row.at))
        return
    response = desk.response(Fact(status, row.at))
    for cell in cells:
        if sample := _sample(cell, row.at):
            response.samples.append(sample)
        else:
            response.description.append(Fact(cell, row.at))


def _sample(cell: str, at: Place) -> SampleSpec | None:
    text = cell.strip("`")
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return SampleSpec(Fact(json_of(text), at))
    except NotJsonError:
        return None


def markdown_of(table: Table) -> str:
    """A table as Markdown."""
    rows = [table.head, tuple("---" for _ in table.head), *(row.cells for row in table.rows)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
