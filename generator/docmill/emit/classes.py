"""The classes and operations of a plan, each lowered once and recalled in the next run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Generic, TypeVar, cast

from docmill import names
from docmill.document import Reader, Told
from docmill.emit.plan import EnumClass, ObjectClass
from docmill.memory import Key, Same, recall
from docmill.parts import parts_of

T = TypeVar("T")
Made = ObjectClass | EnumClass
C = TypeVar("C", ObjectClass, EnumClass)
_COMPONENT = 3
"""How many steps the pointer of a component has."""


@dataclass(slots=True, eq=False)
class Lowered(Generic[T]):
    """What a part of the document was made to, what was told on the way, and which components were
    read.

    `made` is None as long as it is being made: a schema may hold itself. `needs` are the classes
    that it names: their keys, and what each would like to be called after the name of this one.
    """

    made: T | None = None
    told: set[Told] = field(default_factory=set[Told])
    read: set[str] = field(default_factory=set[str])
    needs: list[tuple[str, str, Lowered[Any]]] = field(
        default_factory=list[tuple[str, str, "Lowered[Any]"]]
    )


@dataclass(slots=True)
class Classes:
    """The classes that the operations of one document need, in the order of their first use.

    A class is called after its component, else after what needs it first: which that is depends on
    all operations, so the name of a class is no part of what is recalled of it.
    """

    reader: Reader
    _known: dict[str, Lowered[Any]] = field(default_factory=dict[str, Lowered[Any]])
    _named: dict[str, str] = field(default_factory=dict[str, str])
    _current: Lowered[Any] = field(init=False)
    _whole: Lowered[Any] = field(init=False)

    def __post_init__(self) -> None:
        self._whole = Lowered(None, self.reader.told, self.reader.read)
        self._current = self._whole

    def of(self, kind: type[C]) -> Iterator[C]:
        """Those of a kind, with the names that they would like to have."""
        self._note(self._whole, "")
        for key, name in self._named.items():
            made = self._known[key].made
            if isinstance(made, kind):
                yield cast("C", recall(("named", Same(made), name), partial(_called, made, name)))

    def get(self, key: str) -> Made | None:
        """The class with this key, without its name, if it is made."""
        one = self._known.get(key)
        return one.made if one else None

    def need(self, key: str, wanted: str, at: str, make: Callable[[], Made]) -> None:
        """The class `key` of the schema at `at` is needed where it was asked for: `make` makes it,
        without a name, where it is not there yet."""

        def begun() -> Lowered[Made]:
            one = self._known[key] = Lowered[Made]()
            return self._lowered(one, make)

        if key not in self._known:
            self._know(key, at, begun)
        self._current.needs.append((key, wanted, self._known[key]))

    def lowered(self, key: Key, make: Callable[[], T]) -> T:
        """What `make` makes of a part of the document that `key` tells all of."""
        one = recall(key, lambda: self._lowered(Lowered[T](), make))
        self._know_needed(one)
        self._note(one, "")
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

    def _know(self, key: str, at: str, make: Callable[[], Lowered[Made]]) -> None:
        """Have one class of a key in all runs, whatever asked for it first."""
        told = ("class", key, parts_of(self.reader.api).key_at(at))
        self._known[key] = recall(told, make)
        self._know_needed(self._known[key])

    def _know_needed(self, one: Lowered[Any]) -> None:
        for key, _, lowered in one.needs:
            if key not in self._known:
                self._know(key, _place_of(key), partial(_itself, lowered))

    def _note(self, one: Lowered[Any], name: str) -> None:
        """Take over what was told, and name the classes that nothing before has needed."""
        self._whole.told |= one.told
        self._whole.read |= one.read
        for key, wanted, needed in one.needs:
            if key not in self._named:
                self._named[key] = component_name(_place_of(key)) or name + wanted
                self._note(needed, self._named[key])


def _place_of(key: str) -> str:
    """The JSON pointer in the key of a class."""
    return key.partition(" ")[2]


def _itself(one: Lowered[Made]) -> Lowered[Made]:
    return one


def component_name(at: str) -> str:
    """The class name that a schema under `components` has by its own name, else nothing."""
    head, _, name = at.rpartition("/")
    return names.pascal(name) if head == "/components/schemas" else ""


def _called(one: Made, name: str) -> Made:
    """A class with the name that it would like to have: that of a request's object says so."""
    return replace(one, wanted=f"{name}Input" if one.key.startswith("request") else name)
