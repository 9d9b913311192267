"""The classes and operations of a plan, each lowered once and recalled in the next run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from docmill.document import Reader, Told
from docmill.emit.plan import EnumClass, ObjectClass
from docmill.memory import Key, recall
from docmill.parts import parts_of

T = TypeVar("T")
Made = ObjectClass | EnumClass
_COMPONENT = 3
"""How many steps the pointer of a component has."""


@dataclass(slots=True, eq=False)
class Lowered(Generic[T]):
    """What a part of the document was made to, what was told on the way, which components were
    read, and which classes are needed, by key.

    `made` is None as long as it is being made: a schema may hold itself.
    """

    made: T | None = None
    told: set[Told] = field(default_factory=set[Told])
    read: set[str] = field(default_factory=set[str])
    needs: list[tuple[str, Lowered[Any]]] = field(default_factory=list[tuple[str, "Lowered[Any]"]])


@dataclass(slots=True)
class Classes:
    """The classes that the operations of one document need, in the order of their first use.

    A recalled operation brings the classes that it needs, as if they had been lowered with it.
    """

    reader: Reader
    _found: dict[str, Lowered[Any]] = field(default_factory=dict[str, Lowered[Any]])
    _current: Lowered[Any] = field(init=False)
    _whole: Lowered[Any] = field(init=False)

    def __post_init__(self) -> None:
        self._whole = Lowered(None, self.reader.told, self.reader.read)
        self._current = self._whole

    def of(self, kind: type[T]) -> Iterator[T]:
        """Those of a kind that are made."""
        return (one.made for one in self._found.values() if isinstance(one.made, kind))

    def get(self, key: str) -> Made | None:
        """The class with this key, if it is made."""
        one = self._found.get(key)
        return one.made if one else None

    def need(self, key: str, name: str, at: str, make: Callable[[], Made]) -> None:
        """The class `key`, called `name`, of the schema at `at`, is needed where it was asked for:
        `make` makes it where it is not there yet."""

        def begun() -> Lowered[Made]:
            one = self._found[key] = Lowered[Made]()
            return self._lowered(one, make)

        if key not in self._found:
            known = ("class", key, name, parts_of(self.reader.api).key_at(at))
            self._found[key] = recall(known, begun)
            self._note(self._found[key])
        self._current.needs.append((key, self._found[key]))

    def lowered(self, key: Key, make: Callable[[], T]) -> T:
        """What `make` makes of a part of the document that `key` tells all of."""
        one = recall(key, lambda: self._lowered(Lowered[T](), make))
        self._note(one)
        assert one.made is not None
        return one.made

    def _lowered(self, one: Lowered[T], make: Callable[[], T]) -> Lowered[T]:
        outer, self._current = self._current, one
        self.reader.told, self.reader.read = one.told, one.read
        try:
            one.made = make()
        finally:
            self._current = outer
            self.reader.told, self.reader.read = outer.told, outer.read
        one.read = {at for at in one.read if at.count("/") == _COMPONENT}
        return one

    def _note(self, one: Lowered[Any]) -> None:
        self._whole.told |= one.told
        self._whole.read |= one.read
        for key, needed in one.needs:
            if key not in self._found:
                self._found[key] = needed
                self._note(needed)
