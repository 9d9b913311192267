"""The arguments of operations and the objects in them, as TypedDicts of finished strings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docmill.emit import wires
from docmill.emit.modules import FieldLine, in_order, quoted, text_of
from docmill.emit.plan import Field, ObjectClass, Operation, Plan, Resource
from docmill.literals import docstring


@dataclass(frozen=True, slots=True)
class ObjectView:
    """A TypedDict; `constant` holds its wire names, where it has a table of its own."""

    name: str
    doc: str
    fields: tuple[FieldLine, ...]
    base: str = "TypedDict"
    constant: str = ""
    names: str = ""


def input_views(plan: Plan, records: list[ObjectClass]) -> tuple[ObjectView, ...]:
    """The objects in requests, those first that others need."""
    ordered = in_order(records)
    later = {record.key for record in ordered}
    views: list[ObjectView] = []
    for record in ordered:
        name = plan.names[record.key]
        fields = [_field_line(plan, field, later) for field in by_need(record.fields)]
        doc = record.doc or ("" if fields else "An object without properties.")
        views.append(
            ObjectView(
                name,
                docstring(doc) if doc else "",
                tuple(fields),
                constant=plan.names[f"table {record.key}"],
                names=wires.table(plan, record.fields),
            )
        )
        later.discard(record.key)
    return tuple(views)


def params_views(plan: Plan, resource: Resource) -> tuple[ObjectView, ...]:
    """The TypedDicts of keyword arguments; one that has all that another has extends it."""
    taking = [one for one in resource.operations if one.keywords]
    bases = {one.key: _base_of(one, taking) for one in taking}
    ordered = sorted(taking, key=lambda one: _depth(one, bases))
    return tuple(_params_view(plan, one, resource.module, bases[one.key]) for one in ordered)


def _depth(one: Operation, bases: dict[str, Operation | None]) -> int:
    base = bases[one.key]
    return 1 + _depth(base, bases) if base else 0


def _base_of(one: Operation, others: list[Operation]) -> Operation | None:
    """The operation with the most of its keyword arguments, and with no other."""
    own = {_told(field) for field in one.keywords}
    smaller = [o for o in others if len(o.keywords) > 2 and {_told(f) for f in o.keywords} < own]
    return max(smaller, key=lambda other: len(other.keywords), default=None)


def _told(field: Field) -> tuple[object, ...]:
    return field.name, field.type, field.required, field.doc


def _params_view(plan: Plan, one: Operation, module: str, base: Operation | None) -> ObjectView:
    doc = docstring(f"The arguments of `client.{module}.{one.method}`.")
    inherited = {field.name for field in base.keywords} if base else set[str]()
    fields = [field for field in one.keywords if field.name not in inherited]
    lines = tuple(_field_line(plan, field, set()) for field in fields)
    name = plan.params_name(base) if base else "RequestOptions"
    return ObjectView(plan.params_name(one), doc, lines, base=name)


def _field_line(plan: Plan, field: Field, later: set[str]) -> FieldLine:
    annotation = quoted(text_of(plan, field.type), field.type, later)
    if field.required:
        annotation = f"Required[{annotation}]"
    return FieldLine(field.name, annotation, docstring(field.doc) if field.doc else "")


def by_need(fields: Iterable[Field]) -> list[Field]:
    """Required fields first, each group in the document's order."""
    return sorted(fields, key=lambda field: not field.required)
