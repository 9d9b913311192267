"""What a comparison finds: a difference of two objects first, then a change of the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docmill.diff.grid import Kind
from docmill.diff.rules import Rule
from docmill.page import Place


@dataclass(frozen=True, slots=True)
class Spot:
    """One side of a difference: a JSON pointer into the document, and the value that counts."""

    at: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Delta:
    """A difference of one object: the side that does not have it is None.

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
    """The difference of two values with their pointers, None meaning absent: none or one."""
    old, new = values
    if same(old, new):
        return []
    before = None if old is None else Spot(at[0], old)
    after = None if new is None else Spot(at[1], new)
    return [Delta(aspect, one_of(old, new), before, after, area, step)]


def same(old: Any, new: Any) -> bool:
    """Whether two JSON values are equal; true is not 1, unlike in Python, and 1.0 is 1."""
    if isinstance(old, bool) is not isinstance(new, bool):
        return False
    if isinstance(old, dict) and isinstance(new, dict):
        before: dict[str, Any] = old
        after: dict[str, Any] = new
        return before.keys() == after.keys() and all(same(before[k], after[k]) for k in before)
    if isinstance(old, list) and isinstance(new, list):
        firsts: list[Any] = old
        others: list[Any] = new
        return len(firsts) == len(others) and all(map(same, firsts, others))
    return bool(old == new)
