"""An OpenAPI document to be changed object by object: what moves keeps its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from docmill.api import Document, pointer
from docmill.nodes import child_of, named_by_standard
from docmill.page import Place
from docmill.values import is_listing, is_mapping, mapping

Origins = Mapping[str, tuple[Place, ...]]
"""The lines behind each node, by JSON pointer."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an object becomes, and which of its inner nodes have moved: new to old pointer.

    Pointers are relative to the object; what is inside of a moved node has moved with it.
    """

    node: Any
    moved: Mapping[str, str] = field(default_factory=dict[str, str])


Visit = Callable[[dict[str, Any], str, str], Change | None]
"""Told an object, its kind and its pointer; gives what it becomes, or None where it goes."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document with the lines of its nodes."""

    document: Document
    origins: Origins

    def place(self, at: str) -> Place | None:
        """The first lines behind the node at `at`, or behind its nearest ancestor."""
        while at and at not in self.origins:
            at = at.rpartition("/")[0]
        return next(iter(self.origins.get(at, ())), None)

    def changed(self, visit: Visit) -> Draft:
        """The document with every object changed by `visit`, outer ones first.

        What moved keeps its lines, and references to it follow it.
        """
        walker = _Walker(visit, self.origins)
        document = mapping(walker.object_at(self.document, "document", "", ""))
        moved = {old: new for old, new in walker.moved.items() if old != new}
        if moved:
            document = mapping(
                with_references(document, lambda ref: f"#{moved.get(ref[1:], ref[1:])}")
            )
        return Draft(document, walker.origins)


def with_references(node: Any, change: Callable[[str], str], kind: str = "document") -> Any:
    """A copy of an object in which every reference within the document is what `change` gives."""

    def visit(one: dict[str, Any], inner: str, _: str) -> Change:
        target = one.get("$ref")
        if isinstance(target, str) and target.startswith("#"):
            one = {**one, "$ref": change(target)}
        names = mapping(mapping(one.get("discriminator")).get("mapping"))
        if inner == "schema" and names:
            named = {key: _mapped(value, change) for key, value in names.items()}
            one = {**one, "discriminator": {**one["discriminator"], "mapping": named}}
        return Change(one)

    return _Walker(visit, {}).object_at(node, kind, "", "")


_SCHEMAS = "#/components/schemas/"


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A discriminator names schemas by reference, or by their bare names."""
    if not isinstance(value, str) or ("/" in value and not value.startswith("#")):
        return value
    if value.startswith("#"):
        return change(value)
    return change(_SCHEMAS + value).removeprefix(_SCHEMAS)


def before(step: str, moved: Mapping[str, str]) -> str:
    """Where a node stood that now stands at the pointer `step`: it, or what holds it, has moved."""
    head, tail = step, ""
    while head:
        if head in moved:
            return moved[head] + tail
        head, slash, last = head.rpartition("/")
        tail = slash + last + tail
    return step


class _Gone:
    """The value of an object that is left out."""


_GONE = _Gone()


@dataclass(frozen=True, slots=True)
class _Owner:
    """An object that was changed: where it stood, where it stands, what moved inside of it."""

    old: str
    new: str
    moved: Mapping[str, str]

    def before(self, step: str) -> str:
        """Where the node at the relative pointer `step` stood."""
        return self.old + before(step, self.moved)


class _Walker:
    def __init__(self, visit: Visit, origins: Origins) -> None:
        self.visit = visit
        self.before = origins
        self.origins: dict[str, tuple[Place, ...]] = {}
        self.moved: dict[str, str] = {}

    def object_at(self, node: Any, kind: str, old: str, new: str) -> Any:
        """An object that stood at `old` and comes to stand at `new`."""
        if not is_mapping(node):
            return self.data(node, _Owner(old, new, {}), "")
        change = self.visit(node, kind, old)
        if change is None:
            return _GONE
        owner = _Owner(old, new, change.moved)
        if not is_mapping(change.node):
            return self.data(change.node, owner, "")
        self._note(owner.before(""), new)
        found = {key: self._child(kind, key, item, owner) for key, item in change.node.items()}
        return _left(found)

    def _child(self, kind: str, key: str, value: Any, owner: _Owner) -> Any:
        slot, step = child_of(kind, key), pointer(key)
        if slot and slot[0] == "one":
            return self.object_at(value, slot[1], owner.before(step), owner.new + step)
        if slot and slot[0] == "list" and is_listing(value):
            self._note(owner.before(step), owner.new + step)
            return self._items(value, slot[1], owner, step)
        if slot and slot[0] == "map" and is_mapping(value):
            self._note(owner.before(step), owner.new + step)
            return _left(
                {
                    name: (
                        self._named(item, slot[1], owner, step + pointer(name))
                        if not (name.startswith("x-") and named_by_standard(key))
                        else self.data(item, owner, step + pointer(name))
                    )
                    for name, item in value.items()
                }
            )
        return self.data(value, owner, step)

    def _items(self, items: Iterable[Any], kind: str, owner: _Owner, step: str) -> list[Any]:
        found: list[Any] = []
        for index, item in enumerate(items):
            old = owner.before(f"{step}/{index}")
            changed = self.object_at(item, kind, old, f"{owner.new}{step}/{len(found)}")
            found += [] if changed is _GONE else [changed]
        return found

    def _named(self, item: Any, kind: str, owner: _Owner, step: str) -> Any:
        return self.object_at(item, kind, owner.before(step), owner.new + step)

    def data(self, value: Any, owner: _Owner, step: str) -> Any:
        """A value that is no object: as it is, with the lines of all that it holds."""
        self._note(owner.before(step), owner.new + step)
        if is_mapping(value):
            for key, item in value.items():
                self.data(item, owner, step + pointer(key))
        elif is_listing(value):
            for index, item in enumerate(value):
                self.data(item, owner, f"{step}/{index}")
        return value

    def _note(self, old: str, new: str) -> None:
        if old in self.before:
            self.origins[new] = self.before[old]
        # the first is the node itself, a wrapper's inner part comes later
        self.moved.setdefault(old, new)


def _left(found: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in found.items() if item is not _GONE}
