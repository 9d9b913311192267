"""What an update makes of a node, by the rules of the Overlay Specification, section Action Object.

Nothing is changed in place: what comes out shares with the node all that stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from docmill.api import pointer
from docmill.overlay.queries import Location
from docmill.values import is_listing, is_mapping

DEEPEST = 200
"""Levels of a document; YAML files that are deeper are not read either."""


class MergeError(Exception):
    """An update that does not go with the node that it is for; the message says why."""


@dataclass(slots=True)
class Merge:
    """Makes one update; `changed` and `added` are the locations that are not what they were."""

    added: list[Location] = field(default_factory=list[Location])
    changed: list[Location] = field(default_factory=list[Location])

    def node(self, node: Any, value: Any, at: Location, *, nested: bool = False) -> Any:
        """What the node at `at` becomes. Raises MergeError.

        With `nested`, a list given to a list becomes one item of it, as in Overlay 1.0.
        """
        if is_mapping(node):
            if not is_mapping(value):
                raise MergeError(f"the target is an object, and the update is {kind_of(value)}")
            return self._object(node, value, at)
        if is_listing(node):
            return self._list(node, value if is_listing(value) and not nested else [value], at)
        if is_mapping(value) or is_listing(value):
            told = f"the target is {kind_of(node)}, and the update is {kind_of(value)}"
            raise MergeError(f"{told}: remove it first, then update the object around it")
        return self._primitive(node, value, at)

    def _object(self, node: dict[str, Any], value: dict[str, Any], at: Location) -> dict[str, Any]:
        found = dict(node)
        for key, item in value.items():
            inner = (*at, key)
            if key not in node:
                _not_too_deep(item, len(inner))
                found[key] = item
                self.added.append(inner)
            else:
                found[key] = self._property(node[key], item, inner)
        return found

    def _property(self, old: Any, new: Any, at: Location) -> Any:
        if is_mapping(old) and is_mapping(new):
            return self._object(old, new, at)
        if is_listing(old) and is_listing(new):
            return self._list(old, new, at)
        if isinstance(old, dict | list) or isinstance(new, dict | list):
            told = f"{pointer(*at)} is {kind_of(old)}, and the update has {kind_of(new)} for it"
            raise MergeError(f"{told}: remove it first, then update the object around it")
        return self._primitive(old, new, at)

    def _list(self, node: list[Any], items: list[Any], at: Location) -> list[Any]:
        if all(any(same(item, old) for old in node) for item in items):
            return node  # what is to be added is there
        for item in items:
            _not_too_deep(item, len(at) + 1)
        self.added += [(*at, len(node) + n) for n in range(len(items))]
        return [*node, *items]

    def _primitive(self, old: Any, new: Any, at: Location) -> Any:
        if not same(old, new):
            self.changed.append(at)
        return new


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: `1` and `1.0` are, `1` and `true` are not."""
    if is_mapping(one) and is_mapping(other):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if is_listing(one) and is_listing(other):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def kind_of(value: Any) -> str:
    """What a value is, in words."""
    if is_mapping(value):
        return "an object"
    if is_listing(value):
        return "a list"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return "a text" if isinstance(value, str) else "a number"


def _not_too_deep(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise MergeError(f"the document would have more than {DEEPEST} levels")
    for item in value.values() if is_mapping(value) else value if is_listing(value) else ():
        _not_too_deep(item, depth + 1)
