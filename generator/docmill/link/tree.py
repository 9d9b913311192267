"""The lines behind each node of a document, while it grows."""

from __future__ import annotations

from typing import Any

from docmill.page import Place
from docmill.spec import Fact

_COMPONENT = 4
"""How many parts the pointer of a component has: "", `components`, `schemas`, its name."""


class Tree:
    """The origins of the nodes of an OpenAPI document under construction."""

    def __init__(self) -> None:
        # places in a dict: a component that thousands of operations share has as many of them
        self._origins: dict[str, dict[Place, None]] = {}
        self._inside: dict[str, dict[str, None]] = {}

    def came_from(self, at: str, *facts: Fact[Any] | Place | None) -> None:
        """Record the lines behind the node at JSON pointer `at`, in the order given, each once."""
        places = self._origins.setdefault(at, {})
        for fact in facts:
            if fact is not None:
                places[fact.at if isinstance(fact, Fact) else fact] = None
        self._inside.setdefault(_owner(at), {})[at] = None

    def graft(self, at: str, origins: dict[str, tuple[Place, ...]]) -> None:
        """Add the origins of a part that was built on its own, under JSON pointer `at`."""
        for inner, places in origins.items():
            self.came_from(at + inner, *places)

    @property
    def origins(self) -> dict[str, tuple[Place, ...]]:
        """The lines behind each node, by JSON pointer."""
        return {at: tuple(places) for at, places in self._origins.items()}

    def first(self, *pointers: str) -> Place | None:
        """The first place behind the first of some nodes that has any."""
        for at in pointers:
            for place in self._origins.get(at, ()):
                return place
        return None

    def under(self, at: str) -> dict[str, tuple[Place, ...]]:
        """The origins of a node of a component and of what is in it, by the rest of the pointer."""
        inside = f"{at}/"
        return {
            one.removeprefix(at): tuple(self._origins[one])
            for one in self._inside.get(_owner(at), ())
            if one == at or one.startswith(inside)
        }

    def moved(self, at: str) -> dict[str, tuple[Place, ...]]:
        """The same, taken out of the tree."""
        found = self.under(at)
        for rest in found:
            del self._origins[at + rest]
            del self._inside[_owner(at)][at + rest]
        return found


def _owner(at: str) -> str:
    """The component that a node is in; elsewhere the path."""
    return "/".join(at.split("/", _COMPONENT)[:_COMPONENT])
