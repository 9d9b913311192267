"""Dotted and bracketed names: `owner.id` and `items[].id` are properties of `owner` and `items`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from docmill.spec import Fact, FieldSpec
from docmill.typewords import shape_of

_DOTTED = re.compile(r"([^.\[\]\s]+)((?:\[[\d*n]*\])*)\.(\S*[^.\s\[]\S*)")


def nested(
    fields: Iterable[FieldSpec],
    shown: Mapping[str, object],
    once: Callable[[Iterable[FieldSpec]], Iterable[FieldSpec]],
) -> tuple[FieldSpec, ...]:
    """The fields of an object, those with dotted names inside the field that they name first.

    A name that a sample has as it stands (`shown`) is no path; neither is one whose first part is
    a field that can hold no other. `once` leaves out what two spellings name twice.
    """
    every = [replace(f, children=nested(f.children, {}, once)) for f in fields]
    plain = {f.name.value: f for f in every if not _DOTTED.fullmatch(f.name.value)}
    inside: dict[str, list[FieldSpec]] = {}
    order: list[FieldSpec | str] = []
    for field in every:
        found = _DOTTED.fullmatch(field.name.value)
        if found is None or field.name.value in shown or not _can_hold(plain.get(found[1])):
            order.append(field)
            continue
        inner = replace(field, name=replace(field.name, value=found[3]))
        if found[1] not in inside and found[1] not in plain:
            order.append(found[1])
            plain[found[1]] = _parent(field, found[1], found[2].count("["))
        inside.setdefault(found[1], []).append(inner)
    out: list[FieldSpec] = []
    for item in order:
        field = plain[item] if isinstance(item, str) else item
        below = inside.get(field.name.value)
        if below and plain.get(field.name.value) is field:
            field = replace(field, children=nested(once((*field.children, *below)), {}, once))
        out.append(field)
    return tuple(out)


def _can_hold(field: FieldSpec | None) -> bool:
    """Whether a field can have properties: it is not described, or is an object, or of any type."""
    if field is None or field.type is None:
        return True
    shape = shape_of(field.type.value)
    return shape is None or shape.base in ("", "object")


def _parent(child: FieldSpec, name: str, depth: int) -> FieldSpec:
    """The field that only the names of others tell of."""
    kind = "object" + "[]" * depth
    return FieldSpec(
        Fact(name, child.name.at), child.location, Fact(kind, child.name.at, "inferred")
    )
