"""Sample bodies: the line of each key, and what a sample adds to the fields above it."""

from __future__ import annotations

import re
from dataclasses import replace

from docmill.api import pointer
from docmill.errors import InputError
from docmill.page import Place
from docmill.spec import Fact, FieldSpec, JsonValue
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


Shown = list[tuple[JsonValue, str]]
"""Values that samples show in one place, each as a Completion knows it."""
_MOST_ITEMS = 200
"""Of a longer list the first items are looked at."""


class Completion:
    """Adds to described fields what only samples show: more properties, inner shapes, null.

    `lines` are those of the values of each sample by JSON pointer; a value is known by the number
    of its sample and its pointer: `0:/Records/0/Id`.
    """

    def __init__(self, lines: dict[int, dict[str, Place]]) -> None:
        self.lines = lines

    def place(self, at: str) -> Place:
        """The lines of a value; those of the whole sample where they are not known."""
        number, _, key = at.partition(":")
        places = self.lines[int(number)]
        return places.get(key, places[""])

    def completed(self, fields: tuple[FieldSpec, ...], shown: Shown) -> tuple[FieldSpec, ...]:
        """The fields of an object, of which samples show some values."""
        by_name: dict[str, Shown] = {}
        for value, at in shown:
            for name, inner in value.items() if isinstance(value, dict) else ():
                by_name.setdefault(name, []).append((inner, at + pointer(name)))
        described = [self.deepened(f, by_name.pop(f.name.value, [])) for f in fields]
        return (*described, *(self.seen(name, values) for name, values in by_name.items()))

    def deepened(self, field: FieldSpec, shown: Shown) -> FieldSpec:
        """A field with the inner shape that the samples show, and null where they do."""
        if not shown:
            return field
        if field.seen == "example":
            field = self._widened(field, shown)
        shape = shape_of(field.type.value) if field.type else None
        null = next((at for value, at in shown if value is None), None)
        if null and shape and shape.base and not field.nullable and not shape.nullable:
            field = replace(field, nullable=Fact(True, self.place(null), "inferred"))
        shape = outline_of(field.type.value) if field.type else None
        takes = shape and (shape.base == "object" or (not shape.base and shape.depth))
        inner = [one for one in items_of(shown) if isinstance(one[0], dict)]
        if inner and takes:
            return replace(field, children=self.completed(field.children, inner))
        return field

    def _widened(self, field: FieldSpec, shown: Shown) -> FieldSpec:
        """A field that only samples show has the type that all of them agree on."""
        kinds = {field.type.value} if field.type else set[str]()
        kinds |= {kind for value, _ in shown if (kind := type_word(value))}
        if field.type and kinds == {field.type.value}:
            return field
        at = next((at for value, at in shown if value is not None), shown[0][1])
        kind = _common(kinds)
        known = field.type or (Fact(kind, self.place(at), "inferred") if kind else None)
        return replace(field, type=replace(known, value=kind) if known and kind else None)

    def seen(self, name: str, shown: Shown) -> FieldSpec:
        """A field that only samples show."""
        place = self.place(shown[0][1])
        kind = _common({word for value, _ in shown if (word := type_word(value))})
        inner = [one for one in items_of(shown) if isinstance(one[0], dict)]
        field = FieldSpec(
            Fact(name, Place(place.page, place.first, place.first), "inferred"),
            "body",
            Fact(kind, place, "inferred") if kind else None,
            format=_date_time([value for value, _ in shown], place),
            children=self.completed((), inner) if inner and _holds(kind) else (),
            seen="example",
        )
        null = kind and next((at for value, at in shown if value is None), None)
        return replace(field, nullable=Fact(True, self.place(null), "inferred")) if null else field


def items_of(shown: Shown) -> Shown:
    """The values, and of each list its items."""
    found: Shown = []
    for value, at in shown:
        if isinstance(value, list):
            items = enumerate(value[:_MOST_ITEMS])
            found += items_of([(item, f"{at}/{n}") for n, item in items])
        else:
            found.append((value, at))
    return found


def _holds(kind: str | None) -> bool:
    shape = shape_of(kind) if kind else None
    return shape is not None and (shape.base == "object" or (not shape.base and shape.depth > 0))


def _common(kinds: set[str]) -> str | None:
    """The type word that fits all values; None where none does."""
    if kinds in ({"integer", "number"}, {"number"}):
        return "number"
    lists = [kind for kind in kinds if kind == "array" or kind.endswith("[]")]
    if len(lists) == len(kinds) > 1:
        inner = {kind for kind in kinds if kind != "array"}
        return inner.pop() if len(inner) == 1 else "array"
    return next(iter(kinds)) if len(kinds) == 1 else None


def _date_time(values: list[JsonValue], place: Place) -> Fact[str] | None:
    texts = [value for value in values if value is not None]
    shown = all(isinstance(text, str) and _DATE_TIME.fullmatch(text) for text in texts)
    return Fact("date-time", place, "inferred") if texts and shown else None
