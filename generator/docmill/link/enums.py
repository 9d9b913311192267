"""Which field takes the values of which table.

A table whose title names its field is linked by that. Else the fields are ruled out that cannot
take a listed value: those that are no integers, identifiers, counts, amounts, dates. Where exactly
one field is left for exactly one table, it is linked, marked as inferred and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from docmill.findings import Finding
from docmill.names import words_of
from docmill.spec import EnumSpec, FieldSpec, PageSpec
from docmill.typewords import shape_of

_NO_CHOICE = frozenset({
    "id", "ids", "count", "counts", "number", "total", "attempts", "order", "position", "index",
    "size", "page", "pages", "amount", "price", "cost", "quantity", "qty", "balance", "stock",
    "level", "limit", "minimum", "maximum", "min", "max", "length", "width", "height", "weight",
    "date", "day", "days", "week", "weeks", "month", "months", "year", "years", "time", "times",
    "hour", "hours", "minute", "minutes", "second", "seconds", "duration", "interval", "age",
    "percent", "percentage", "rate", "ratio", "score", "version", "visited", "updated",
    "created", "latitude", "longitude", "port", "timeout", "offset",
})  # fmt: skip
"""Words of names whose integers count, measure, date or identify."""
_NO_CHOICE_START = frozenset({"last", "next", "first", "from", "to", "max", "min", "num"})
_IDENTIFIER = re.compile(r"\b(ID|Id|identifier) of\b")


@dataclass(frozen=True, slots=True)
class Linked:
    """A table and the fields of its page that take its values; inferred or by the page's word."""

    enum: EnumSpec
    fields: tuple[str, ...]
    basis: str


def links_of(spec: PageSpec) -> tuple[list[Linked], list[Finding]]:
    """The links of one page's tables, and what is to be told of them."""
    fields = {f.name.value: f for f in spec.request}
    linked: list[Linked] = []
    open_tables: list[EnumSpec] = []
    for enum in spec.enums:
        if enum.field and enum.field.value in fields:
            linked.append(Linked(enum, (enum.field.value,), "stated"))
        else:
            open_tables.append(enum)
    taken = {name for link in linked for name in link.fields}
    candidates = [name for name, f in fields.items() if _could_be(f) and name not in taken]
    if len(open_tables) == 1 and len(candidates) == 1:
        linked.append(Linked(open_tables[0], tuple(candidates), "inferred"))
        return linked, [_inferred(open_tables[0], fields[candidates[0]])]
    linked += [Linked(enum, (), "stated") for enum in open_tables]
    return linked, [_unlinked(enum, candidates) for enum in open_tables]


def _could_be(field: FieldSpec) -> bool:
    shape = shape_of(field.type.value) if field.type else None
    if shape is None or shape.base != "integer" or shape.depth or field.seen == "example":
        return False
    words = words_of(field.name.value)
    if _NO_CHOICE.intersection(words) or (words[:1] and words[0] in _NO_CHOICE_START):
        return False
    return not (field.description and _IDENTIFIER.search(field.description.value))


def _inferred(enum: EnumSpec, field: FieldSpec) -> Finding:
    told = f"{_table(enum)} is linked to `{field.name.value}` (line {field.name.at.first}), the "
    told += "only integer field that is no id, count, order, date or amount"
    return Finding(enum.at, "enum-link-inferred", told)


def _unlinked(enum: EnumSpec, candidates: Iterable[str]) -> Finding:
    names = ", ".join(f"`{name}`" for name in candidates)
    could = f"could belong to {names}" if names else "belongs to no field that is known"
    return Finding(enum.at, "enum-unlinked", f"{_table(enum)} {could}")


def _table(enum: EnumSpec) -> str:
    names = [name.value for _, name in enum.members]
    shown = ", ".join(f"`{name}`" for name in names[:3]) + (", ..." if len(names) > 3 else "")
    return f"the table of {shown}"
