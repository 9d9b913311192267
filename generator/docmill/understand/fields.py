"""A field block becomes a FieldSpec: type words, marks, the heading over it, its description."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from docmill.blocks import Field, Text
from docmill.spec import Fact, FieldSpec, Location
from docmill.typewords import shape_of
from docmill.understand.choices import listed_values
from docmill.understand.common import suffixed
from docmill.understand.descriptions import hints_of
from docmill.understand.desk import Desk
from docmill.understand.jsontext import NotJsonError, json_of
from docmill.understand.sections import Placed

_TYPE = re.compile(r"([^\s(]+)(?: \(([^)]+)\))?")
_DEFAULT = re.compile(r"default:(.*)", re.DOTALL)


def field_of(desk: Desk, block: Field, placed: Placed, location: Location) -> FieldSpec:
    """The facts of one field; what it lacks or contradicts is told."""
    found = FieldSpec(
        name=Fact(block.name.value, block.name.at),
        location=location,
        type=None,
        description=_fact(block.description),
    )
    marks = list(block.marks)
    if block.type is None:
        desk.tell(block.at, "field-without-type", f"`{block.name.value}` has no type")
    else:
        word, more = suffixed(block.type.value)
        marks += [Text(mark, block.type.at) for mark in more if mark not in _texts(marks)]
        found = _typed(desk, found, replace(block.type, value=word))
    for mark in marks:
        found = _marked(desk, found, mark)
    found = _grouped(desk, found, block, placed)
    inside = replace(placed, group="")  # the heading is about the fields, not about their parts
    children = once(desk, (_own_name(field_of(desk, child, inside, location), block.name.value)
                           for child in block.children))  # fmt: skip
    hints = hints_of(found, in_response=placed.section == "response")
    return replace(
        found,
        values=listed_values(found),
        children=tuple(children),
        format=found.format or hints.format,
        nullable=hints.nullable,
        access=found.access or hints.access,
        secret=hints.secret,
        style=hints.style,
    )


def _texts(marks: list[Text]) -> list[str]:
    return [mark.value for mark in marks]


def _own_name(child: FieldSpec, parent: str) -> FieldSpec:
    """A part of a field without the name of that, where it is written with it: `owner.id`."""
    own = re.fullmatch(re.escape(parent) + r"(?:\[[\d*n]*\])*\.(.+)", child.name.value)
    return replace(child, name=replace(child.name, value=own[1])) if own else child


def _fact(text: Text | None) -> Fact[str] | None:
    return None if text is None else Fact(text.value, text.at)


def _typed(desk: Desk, found: FieldSpec, kind: Text) -> FieldSpec:
    parts = _TYPE.fullmatch(kind.value)
    # only a text that is no type as a whole has a format in brackets
    whole = shape_of(kind.value) is not None or parts is None
    word, form = (kind.value, None) if whole or parts is None else (parts[1], parts[2])
    if shape_of(word) is None:
        told = f"`{found.name.value}` has the type `{kind.value}`: any value fits"
        desk.tell(kind.at, "unknown-type", told)
    return replace(found, type=Fact(word, kind.at), format=Fact(form, kind.at) if form else None)


def _marked(desk: Desk, found: FieldSpec, mark: Text) -> FieldSpec:
    default = _DEFAULT.fullmatch(mark.value)
    if default:
        if not _fits(found, _unquoted(default[1].strip())):
            told = f"`{found.name.value}` cannot have the default {default[1].strip()}"
            desk.tell(mark.at, "default-unfit", told)
        return replace(found, default=Fact(_unquoted(default[1].strip()), mark.at))
    match mark.value:
        case "required":
            return replace(found, required=Fact(True, mark.at))
        case "optional":
            return replace(found, required=Fact(False, mark.at))
        case "deprecated":
            return replace(found, deprecated=Fact(True, mark.at))
        case "read-only" | "write-only":
            return replace(found, access=Fact(mark.value, mark.at))
        case _:
            desk.tell(mark.at, "unknown-mark", f"`{found.name.value}` is marked `{mark.value}`")
            return found


def _fits(found: FieldSpec, text: str) -> bool:
    """Whether a default is a value of its type, as far as that is told of it."""
    shape = shape_of(found.type.value) if found.type else None
    if shape is None:
        return True
    if shape.nullable and text.lower() in ("null", "none"):
        return True
    if shape.depth or shape.base == "object":
        try:
            return isinstance(json_of(text), list if shape.depth else dict)
        except NotJsonError:
            return False
    words = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?([eE][-+]?\d{1,2})?",
             "boolean": r"(?i:true|false)"}  # fmt: skip
    return shape.base not in words or re.fullmatch(words[shape.base], text) is not None


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def _grouped(desk: Desk, found: FieldSpec, block: Field, placed: Placed) -> FieldSpec:
    """Hold the mark against the heading; a field that either calls required is required."""
    marked = found.required is not None and found.required.value
    if placed.group == "required" and not marked and placed.heading:
        told = f"`{found.name.value}` stands under the required fields without the mark `required`"
        desk.tell(block.at, "required-disagrees", told)
        return replace(found, required=Fact(True, placed.heading.at, "inferred"))
    if placed.group == "optional" and marked:
        told = f"`{found.name.value}` is marked `required` under the optional fields"
        desk.tell(block.at, "required-disagrees", told)
    return found


def once(desk: Desk, fields: Iterable[FieldSpec]) -> list[FieldSpec]:
    """The fields without those that repeat a name in the same place; a repeat is told."""
    seen: dict[tuple[str, str], FieldSpec] = {}
    for field in fields:
        key = (field.location, field.name.value)
        first = seen.setdefault(key, field)
        if first is not field:
            told = f"`{field.name.value}` is listed at line {first.name.at.first} already"
            desk.tell(field.name.at, "field-twice", told)
    return list(seen.values())
