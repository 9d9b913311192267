"""Objects of a document that are no schemas: what differs in their presence and in their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docmill.api import pointer
from docmill.diff.changes import Delta, Spot, difference, same
from docmill.diff.keywords import keys_told
from docmill.values import mapping

Told = tuple[str, str, Delta]
"""Area, subject and difference."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An object of a document, references followed, with its pointer."""

    node: dict[str, Any]
    at: str

    def flag(self, key: str) -> bool | None:
        """True, or nothing."""
        return self.node.get(key) is True or None


Two = tuple[Placed, Placed]


def told_of(two: Two, handled: set[str], step: str = "") -> Iterator[Delta]:
    """What differs in the keys of two objects that change nothing."""
    old, new = two
    yield from keys_told(
        (old.node, new.node),
        (lambda key: old.at + pointer(key), lambda key: new.at + pointer(key)),
        handled,
        step,
    )


def flags_of(aspect: str, key: str, two: Two) -> list[Delta]:
    """The difference of a mark that is true or absent; its place is that of the object."""
    return difference(aspect, [one.flag(key) for one in two], [one.at for one in two])


def both(
    old: Mapping[Any, Placed], new: Mapping[Any, Placed]
) -> Iterator[tuple[Any, Placed | None, Placed | None]]:
    """Keys with what stands there on both sides, in the order of the old, then of the new."""
    for key, one in old.items():
        yield key, one, new.get(key)
    for key, other in new.items():
        if key not in old:
            yield key, None, other


def alone(aspect: str, old: Placed | None, new: Placed | None, value: Any) -> Delta:
    """An object that one side has."""
    before = Spot(old.at, value) if old else None
    after = Spot(new.at, value) if new else None
    return Delta(aspect, "added" if old is None else "removed", before, after)


def necessity(old: Placed | None, new: Placed | None) -> str:
    """`required` or `optional`, as the object says that one side has."""
    present = new or old
    return "required" if present and present.flag("required") else "optional"


def items(aspect: str, values: Sequence[list[Any]], at: Sequence[str]) -> Iterator[Delta]:
    """Members of a list whose order says nothing."""
    old, new = values
    for value in old:
        if value not in new:
            yield Delta(aspect, "removed", Spot(at[0], value), None)
    for value in new:
        if value not in old:
            yield Delta(aspect, "added", None, Spot(at[1], value))


def members(
    aspect: str, values: Sequence[Any], at: Sequence[str], *, changes: bool = True
) -> Iterator[Delta]:
    """Members of an object, and with `changes` those that differ; the value is the name."""
    old, new = map(mapping, values)
    for name in [*old, *(name for name in new if name not in old)]:
        before, after = (Spot(place + pointer(name), name) for place in at)
        if name not in new:
            yield Delta(aspect, "removed", before, None, step=name)
        elif name not in old:
            yield Delta(aspect, "added", None, after, step=name)
        elif changes and not same(old[name], new[name]):
            yield Delta(aspect, "changed", before, after, step=name)


def joined(path: str, step: str) -> str:
    """`Records` and `[]` give `Records[]`, `Records[]` and `Name` give `Records[].Name`."""
    return f"{path}.{step}" if path and step and not step.startswith(("[", "{")) else path + step
