"""The tables of wire names that the client's operations carry."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from docmill.emit.plan import Field, Plan
from docmill.emit.types import Type, classes_in, walk
from docmill.literals import python_literal

_WORD = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")
_PLAIN = re.compile(r"[A-Za-z0-9_.\-]+")


def table(plan: Plan, fields: Sequence[Field]) -> str:
    """The Python of the mapping from argument names to wire names.

    Wire names from which the argument's name follows stand in one text, the others beside it.
    """
    told = {field.name: _wire(plan, field) for field in fields}
    ruled = [one for one in fields if told[one.name] == f'"{one.wire}"' and follows(one)]
    lines = textwrap.wrap(" ".join(one.wire for one in ruled), 84, break_on_hyphens=False)
    text = f'"{lines[0]}"' if len(lines) == 1 else '"""\n' + "\n".join(lines) + '\n"""'
    known = {one.name for one in ruled}
    others = [f"{name}={python}" for name, python in told.items() if name not in known]
    return f"names({', '.join([*([text] if lines else []), *others])})"


def follows(field: Field) -> bool:
    """Whether the client finds the name of an argument by itself: `python_name` in its `_wire`."""
    plain = _PLAIN.fullmatch(field.wire) is not None
    return plain and "_".join(_WORD.findall(field.wire)).lower() == field.name


def whole(plan: Plan, field: Field) -> str:
    """The Python of the one argument that is a whole body."""
    inside = _shape(plan, field.type)
    return f'Wire("{field.name}"{f", lambda: {inside}" if inside else ""})'


def names_used(fields: Iterable[Field]) -> list[str]:
    """Which of `Values`, `Wire` the tables of these fields need."""
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
        return plan.names[f"table {of.text}"]
    if of.kind == "dict":
        return f"Values({_shape(plan, of.inner[0])})"
    shapes = list(filter(None, (_shape(plan, member) for member in of.inner)))
    return shapes[0] if len(shapes) == 1 else f"({', '.join(shapes)})"
