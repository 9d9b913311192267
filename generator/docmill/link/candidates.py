"""Which fields can take the values of an enum at all, by type, name and description."""

from __future__ import annotations

import re

from docmill.names import words_of
from docmill.spec import FieldSpec
from docmill.typewords import shape_of

_NO_CHOICE = frozenset({
    "id", "ids", "count", "counts", "number", "total", "attempts", "order", "position", "index",
    "size", "page", "pages", "amount", "price", "cost", "quantity", "qty", "balance", "stock",
    "level", "limit", "minimum", "maximum", "min", "max", "length", "width", "height", "weight",
    "date", "day", "days", "week", "weeks", "month", "months", "year", "years", "time", "times",
    "hour", "hours", "minute", "minutes", "second", "seconds", "duration", "interval", "age",
    "percent", "percentage", "rate", "ratio", "score", "version", "visited", "updated", "credits",
    "created", "latitude", "longitude", "port", "timeout", "offset", "capacity", "allocation",
    "area", "volume", "distance", "floor", "seats", "guests", "attendees", "uses", "usage",
})  # fmt: skip
"""Words of names whose integers count, measure, date or identify."""
_NO_CHOICE_START = frozenset({"last", "next", "first", "from", "to", "max", "min", "num"})
_IDENTIFIER = re.compile(
    r"\b(ID|Id|identifier) of\b|\b[Nn]umber of\b|\b[Mm]aximum\b|\b[Mm]inimum\b"
)


def could_be_enum(field: FieldSpec) -> bool:
    """An integer that does not count, measure, date or identify. Arrays of integers are mostly of
    identifiers: only what a page states makes them arrays of an enum."""
    shape = shape_of(field.type.value) if field.type else None
    if shape is None or shape.base != "integer" or shape.depth or field.seen == "example":
        return False
    words = words_of(field.name.value)
    if _NO_CHOICE.intersection(words) or (words[:1] and words[0] in _NO_CHOICE_START):
        return False
    return not (field.description and _IDENTIFIER.search(field.description.value))
