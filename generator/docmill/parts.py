"""Parts of a document as keys: what a part says, and all that it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from docmill.api import Api, Document, steps_of
from docmill.memory import digest_of, written
from docmill.values import mapping

_REFERENCE = re.compile(rb"u\x04\0\0\0\$refu(....)#", re.DOTALL)
"""A `$ref` as `written` has it: the key, then the length of the target and the target."""
_MISSING = b""


class Parts:
    """The keys of the parts of one document, which stays as it is."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[str, tuple[bytes, tuple[str, ...]]] = {}
        self._within: dict[str, frozenset[str]] = {}

    def key(self, node: Any) -> bytes:
        """Equal where a node and all that it refers to, directly or through others, are equal."""
        own, targets = _told(node)
        return digest_of(own + self._told_by(targets))

    def key_at(self, at: str) -> bytes:
        """The same of the component or the path that the node at JSON pointer `at` is in."""
        return digest_of(self._told_by([unit_of(at)]))

    def _told_by(self, targets: Iterable[str]) -> bytes:
        reached = frozenset[str]().union(*map(self.reached, targets))
        return b"".join(f"{unit}\n".encode() + self._unit(unit)[0] for unit in sorted(reached))

    def reached(self, unit: str) -> frozenset[str]:
        """A component or a path, and those that it refers to, directly or through others."""
        if unit not in self._within:
            found, waiting = {unit}, [unit]
            while waiting:
                new = set(self._unit(waiting.pop())[1]) - found
                found |= new
                waiting += new
            self._within[unit] = frozenset(found)
        return self._within[unit]

    def _unit(self, unit: str) -> tuple[bytes, tuple[str, ...]]:
        if unit not in self._known:
            node = self.node(unit)
            self._known[unit] = (_MISSING, ()) if node is None else _told(node)
        return self._known[unit]

    def node(self, unit: str) -> Any:
        """The component or the path; None where there is none."""
        node: Any = self._document
        for step in steps_of(unit):
            node = mapping(node).get(step)
        return node


@lru_cache(maxsize=1)
def parts_of(api: Api) -> Parts:
    """The parts of the document of `api`."""
    return Parts(api.document)


def targets_of(data: bytes) -> tuple[str, ...]:
    """The targets of the references in what `written` made of a node."""
    return tuple(
        data[found.end() : found.end() - 1 + int.from_bytes(found[1], "little")].decode(
            errors="replace"
        )
        for found in _REFERENCE.finditer(data)
    )


def _told(node: Any) -> tuple[bytes, tuple[str, ...]]:
    """What a node says, and the units that it refers to."""
    data = written(node)
    return digest_of(data), tuple(dict.fromkeys(map(unit_of, targets_of(data))))


def unit_of(at: str) -> str:
    """The component or the path that a node is in; of any other node, the whole document."""
    steps = at.split("/")
    sizes = {"components": 4, "paths": 3}
    size = sizes.get(steps[1], 1) if len(steps) > 1 else 1
    return "/".join(steps[:size])
