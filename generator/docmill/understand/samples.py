"""Sample bodies: the line of each key, and what a sample adds to the fields above it."""

from __future__ import annotations

import re
from dataclasses import replace

from docmill.api import pointer
from docmill.errors import InputError
from docmill.page import Place
from docmill.spec import Fact, FieldSpec, JsonValue, Location
from docmill.typewords import outline_of, shape_of
from docmill.yamltext import load

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)")
"""RFC 3339, section 5.6."""


def lines_of(text: str, at: Place) -> dict[str, Place]:
    """The lines of each node of a valid JSON text that ends where `at` ends, by JSON pointer.

    JSON is read as YAML for this, which knows lines. A text that YAML refuses gives only the root.
    """
    start = at.last - text.count("\n")
    try:
        _, places = load(at.page, text)
    except InputError:
        return {"": at}
    shifted = {
        key: Place(at.page, place.first + start - 1, min(place.last + start - 1, at.last))
        for key, place in places.items()
    }
    return {**shifted, "": at}


def type_word(value: JsonValue) -> str | None:
    """The type word that a sample value shows, or None where it shows none (null, empty list)."""
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case dict():
            return "object"
        case list():
            kinds = {type_word(item) for item in value}
            inner = kinds.pop() if len(kinds) == 1 else None
            return f"{inner}[]" if inner else "array"
        case _:
            return None


class Completion:
    """Adds to described fields what only a sample shows: more properties, and inner shapes."""

    def __init__(self, location: Location, places: dict[str, Place]) -> None:
        self.location: Location = location
        self.places = places

    def completed(
        self, fields: tuple[FieldSpec, ...], value: JsonValue, at: str = ""
    ) -> tuple[FieldSpec, ...]:
        """The fields of an object that a sample `value` shows at JSON pointer `at`."""
        if not isinstance(value, dict):
            return fields
        described = [self.deepened(f, value[f.name.value], at) if f.name.value in value else f
                     for f in fields]  # fmt: skip
        known = {field.name.value for field in fields}
        extra = [self.seen(key, inner, at) for key, inner in value.items() if key not in known]
        return (*described, *extra)

    def deepened(self, field: FieldSpec, value: JsonValue, at: str) -> FieldSpec:
        """A described field with the inner shape that the sample shows, and null where it does."""
        inner = at + pointer(field.name.value)
        if value is None:
            shape = shape_of(field.type.value) if field.type else None
            if field.nullable or shape is None or not shape.base or shape.nullable:
                return field
            return replace(field, nullable=Fact(True, self.place(inner), "inferred"))
        item, where = _item(value, inner)
        shape = outline_of(field.type.value) if field.type else None
        takes = shape and (shape.base == "object" or (not shape.base and shape.depth))
        if isinstance(item, dict) and takes:
            return replace(field, children=self.completed(field.children, item, where))
        return field

    def seen(self, name: str, value: JsonValue, at: str) -> FieldSpec:
        """A field that only the sample shows."""
        inner = at + pointer(name)
        place = self.place(inner)
        kind = type_word(value)
        item, where = _item(value, inner)
        children = self.completed((), item, where) if isinstance(item, dict) else ()
        return FieldSpec(
            Fact(name, Place(place.page, place.first, place.first), "inferred"),
            self.location,
            Fact(kind, place, "inferred") if kind else None,
            format=_date_time(value, place),
            children=children,
            seen="example",
        )

    def place(self, at: str) -> Place:
        """The lines of the node at a JSON pointer of the sample."""
        return self.places.get(at, self.places[""])


def _date_time(value: JsonValue, place: Place) -> Fact[str] | None:
    shown = isinstance(value, str) and _DATE_TIME.fullmatch(value)
    return Fact("date-time", place, "inferred") if shown else None


def _item(value: JsonValue, at: str) -> tuple[JsonValue, str]:
    """The value itself, or the first item of a list, and its pointer."""
    if isinstance(value, list):
        return (value[0], at + "/0") if value else (None, at)
    return value, at
