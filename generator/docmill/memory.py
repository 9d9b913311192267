"""What a run made, kept for the next run in the same process, where little has changed by then.

A stage that makes one thing of another asks `recall` for it. The key names the stage and holds all
that the thing is made of: whatever the making reads and the key does not say comes out stale. JSON
values go into a key by their `digest`, parts of a document with all that they refer to by
`docmill.parts`, objects that nobody changes by their identity, as `Same`. What is recalled is given
to several runs: nobody may change it.

Nothing is kept but within `remembering`: a single run has nothing to recall.
"""

from __future__ import annotations

import gc
import hashlib
import marshal
from collections.abc import Callable, Generator, Hashable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

T = TypeVar("T")
Key = tuple[Hashable, ...]


class Memory:
    """Results by their keys. What two runs did not ask for is forgotten."""

    def __init__(self) -> None:
        self._before: dict[Key, Any] = {}
        self._now: dict[Key, Any] = {}
        self.idle = False
        """Whether the run that goes on has nothing to make."""

    def __len__(self) -> int:
        return len(self._before.keys() | self._now.keys())

    def recall(self, key: Key, make: Callable[[], T]) -> T:
        """What `key` stands for, made where it is not known."""
        if key in self._now:
            return cast("T", self._now[key])
        found = self._before[key] if key in self._before else make()
        self._now[key] = found
        return cast("T", found)

    def knows(self, key: Key) -> bool:
        """Whether `recall` would make nothing."""
        return key in self._now or key in self._before

    def turn(self) -> None:
        """A run is over: keep what it used; where it made nothing, all that was there."""
        self._before, self._now = {**(self._before if self.idle else {}), **self._now}, {}
        self.idle = False

    def drop(self) -> None:
        """A run broke off: what it made may be half made."""
        self._now, self.idle = {}, False


_MEMORY: ContextVar[Memory | None] = ContextVar("memory", default=None)


@contextmanager
def remembering(memory: Memory) -> Generator[None]:
    """One run, which recalls what the run before left in `memory`, and leaves there what it made.

    A run that raises leaves the memory as it was.
    """
    before = _MEMORY.set(memory)
    try:
        with without_cycles():
            yield
    except BaseException:
        memory.drop()
        raise
    finally:
        _MEMORY.reset(before)
    memory.turn()


@contextmanager
def without_cycles() -> Generator[None]:
    """Facts form trees: to look through all of them for cycles takes longer the more there are."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def nothing_to_make() -> None:
    """Of this run: the next one may need what the one before has left."""
    if memory := _MEMORY.get():
        memory.idle = True


def recall(key: Key, make: Callable[[], T]) -> T:
    """What `key` stands for: what the memory has of it, else what `make` gives."""
    memory = _MEMORY.get()
    return memory.recall(key, make) if memory is not None else make()


def recall_each(
    stage: str, wanted: Mapping[str, Hashable], make: Callable[[list[str]], Mapping[str, T]]
) -> dict[str, T]:
    """By name, what each of the keys stands for; `make` makes all at once that are not known."""
    memory = _MEMORY.get()
    if memory is None:
        return dict(make(list(wanted)))
    made = make([name for name, key in wanted.items() if not memory.knows((stage, key))])

    def recalled(name: str) -> T:
        return memory.recall((stage, wanted[name]), lambda: made[name])

    return {name: recalled(name) for name in wanted}


class Same:
    """A part of a key that is equal for the very same object alone, which it keeps alive."""

    __slots__ = ("held",)

    def __init__(self, held: object) -> None:
        self.held = held

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.held is self.held

    def __hash__(self) -> int:
        return id(self.held)


def written(value: Any) -> bytes:
    """JSON values as bytes: equal for equal values in equal order, with 1, 1.0 and true apart.

    `read_back` makes new values of them. Both take a hundredth of the time that JSON text takes.
    """
    return marshal.dumps(value, _PLAIN)


_PLAIN = 2
"""The version of marshal's format that writes a value alike wherever it stands."""


def read_back(data: bytes) -> Any:
    """The values of `written`, new each time: whoever has them may change them."""
    return marshal.loads(data)  # noqa: S302  # our own, of this process


def digest(value: Any) -> bytes:
    """JSON values as a part of a key."""
    return digest_of(written(value))


def digest_of(data: bytes) -> bytes:
    """Bytes as a part of a key."""
    return hashlib.blake2b(data, digest_size=16).digest()
