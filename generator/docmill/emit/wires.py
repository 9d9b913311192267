"""The tables of wire names that the client's operations carry."""

from __future__ import annotations

from collections.abc import Iterable

from docmill import names
from docmill.emit.plan import Field, Plan
from docmill.emit.types import Type, classes_in, walk
from docmill.literals import python_literal


def table(plan: Plan, fields: Iterable[Field]) -> str:
    """The Python of a mapping from argument names to wire names."""
    pairs = (f'"{field.name}": {_wire(plan, field)}' for field in fields)
    return "{" + ", ".join(pairs) + "}"


def whole(plan: Plan, field: Field) -> str:
    """The Python of the one argument that is a whole body."""
    inside = _shape(plan, field.type)
    return f'Wire("{field.name}"{f", lambda: {inside}" if inside else ""})'


def names_used(fields: Iterable[Field]) -> list[str]:
    """Which of `Values` and `Wire` the tables of these fields need."""
    found = {"Wire" for field in fields if field.style != "form" or _objects(field.type)}
    found |= {
        "Values"
        for field in fields
        for part in walk(field.type)
        if part.kind == "dict" and _objects(part)
    }
    return sorted(found)


def _objects(of: Type) -> bool:
    return any(key.startswith("request") for key in classes_in([of]))


def _wire(plan: Plan, field: Field) -> str:
    name, inside = python_literal(field.wire), _shape(plan, field.type)
    if field.style == "form" and not inside:
        return name
    shape = f", lambda: {inside}" if inside else ""
    style = f', style="{field.style}"' if field.style != "form" else ""
    return f"Wire({name}{shape}{style})"


def _shape(plan: Plan, of: Type) -> str:
    """The Python of the names within a value of this type; nothing where it has none."""
    if not _objects(of):
        return ""
    if of.kind == "class":
        return names.constant(plan.names[of.text])
    if of.kind == "dict":
        return f"Values({_shape(plan, of.inner[0])})"
    shapes = list(filter(None, (_shape(plan, member) for member in of.inner)))
    return shapes[0] if len(shapes) == 1 else f"({', '.join(shapes)})"
