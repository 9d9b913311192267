"""What a comparison finds: a difference of two objects first, then a change of the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docmill.diff.grid import Kind
from docmill.diff.rules import Rule
from docmill.page import Place
from docmill.values import is_listing, is_mapping


@dataclass(frozen=True, slots=True)
class Spot:
    """One side of a difference: a JSON pointer into the document, and the value that counts."""

    at: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Delta:
    """A difference of one object: a side that does not have the object is None.

    `area` is given where it is not the area of the object itself, `step` where the difference is
    of a part of it: a property, an item.
    """

    aspect: str
    kind: Kind
    old: Spot | None
    new: Spot | None
    area: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a change: pointer, value, and the lines that say so, where they are known."""

    at: str
    value: Any
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the API, told once, however many operations it is a change of.

    `operations` are labels (`PUT /users`), none for what belongs to the whole API; `subject` says
    where in an operation: `body Email`, `200 Records[].Name`.
    """

    rule: Rule
    subject: str
    old: Side | None
    new: Side | None
    operations: tuple[str, ...]


def one_of(old: Any, new: Any) -> Kind:
    """How a value changed that may be absent (None) on one side."""
    return "added" if old is None else "removed" if new is None else "changed"


def difference(
    aspect: str, values: Sequence[Any], at: Sequence[str], *, area: str = "", step: str = ""
) -> list[Delta]:
    """The difference of two values with their pointers, None meaning absent: none or one.

    The object that a value is absent from is there, so that both sides have a place.
    """
    old, new = values
    if same(old, new):
        return []
    return [Delta(aspect, one_of(old, new), Spot(at[0], old), Spot(at[1], new), area, step)]


def same(old: Any, new: Any) -> bool:
    """Whether two JSON values are equal; true is not 1, unlike in Python, and 1.0 is 1."""
    if isinstance(old, bool) is not isinstance(new, bool):
        return False
    if is_mapping(old) and is_mapping(new):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if is_listing(old) and is_listing(new):
        return len(old) == len(new) and all(map(same, old, new))
    return bool(old == new)
