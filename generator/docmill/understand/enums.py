"""Enums that descriptions tell of: the values that they list, and the tables that they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from docmill.spec import EnumSpec, Fact, FieldSpec
from docmill.typewords import shape_of
from docmill.understand.choices import named_enum, numbered_values
from docmill.understand.desk import Desk


def enums_told(desk: Desk) -> None:
    """Give each table the field whose description lists its values or names it; a list of values
    without a table is a table."""
    draft = desk.draft
    referring: list[tuple[FieldSpec, Fact[str]]] = []
    for field in _integers(desk):
        listed = numbered_values(field)
        named = named_enum(field)
        if listed:
            at = field.name.at.to(listed.at)
            told = replace(listed, at=at, field=Fact(field.name.value, at), told_by="description")
            _add(desk, told)
        elif named:
            referring.append((field, named))
    for field, named in referring:
        for n, enum in enumerate(draft.enums):
            if enum.name and enum.name.value == named.value and enum.field is None:
                at = field.name.at.to(named.at)
                draft.enums[n] = replace(
                    enum, field=Fact(field.name.value, at), told_by="description"
                )
    untitled = [n for n, enum in enumerate(draft.enums) if enum.name is None and not enum.field]
    if len(untitled) == len(referring):
        # as many references as tables that lost their titles: they stand in one order
        for n, (field, named) in zip(untitled, referring, strict=True):
            name = Fact(named.value, named.at, "inferred")
            owner = Fact(field.name.value, field.name.at.to(named.at), "inferred")
            draft.enums[n] = replace(draft.enums[n], name=name, field=owner, told_by="description")


def _add(desk: Desk, told: EnumSpec) -> None:
    enums = desk.draft.enums
    members = set(told.members)
    for n, enum in enumerate(enums):
        if set(enum.members) == members and (enum.field is None or enum.field == told.field):
            if enum.field is None:
                enums[n] = replace(
                    enum, name=enum.name or told.name, field=told.field, told_by=told.told_by
                )
            return
    enums.append(told)


def _integers(desk: Desk) -> Iterator[FieldSpec]:
    """The described integer fields of the request, then those of the responses."""
    draft = desk.draft
    every = [*draft.request, *(f for r in draft.responses.values() for f in r.fields)]
    for field in every:
        shape = shape_of(field.type.value) if field.type else None
        if shape and shape.base == "integer" and field.seen == "section":
            yield field
