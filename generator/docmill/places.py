"""Facts moved to other lines: what was read of a page that is put together from several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from docmill.page import Place

T = TypeVar("T")


def relocated(value: T, origins: Sequence[Place]) -> T:
    """A value with every Place in it moved: line n goes to `origins[n - 1]`.

    A place whose ends come from two pages keeps the lines of the page that it begins in.
    """
    moved: Any = value  # of the type that came in, which only the branches know
    if isinstance(value, Place):
        moved = _moved(value, origins)
    elif isinstance(value, tuple):
        moved = tuple(relocated(item, origins) for item in value)  # pyright: ignore
    elif is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: relocated(getattr(value, f.name), origins) for f in fields(value)}
        moved = replace(value, **changes)
    result: T = moved
    return result


def _moved(place: Place, origins: Sequence[Place]) -> Place:
    first, last = origins[place.first - 1], origins[place.last - 1]
    if last.page == first.page and last.first >= first.first:
        return first.to(last)
    inside = [o for o in origins[place.first - 1 : place.last] if o.page == first.page]
    return first.to(inside[-1])
