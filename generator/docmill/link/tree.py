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
        self.origins: dict[str, tuple[Place, ...]] = {}
        self._inside: dict[str, dict[str, None]] = {}

    def came_from(self, at: str, *facts: Fact[Any] | Place | None) -> None:
        """Record the lines behind the node at JSON pointer `at`, in the order given, each once."""
        places = [f.at if isinstance(f, Fact) else f for f in facts if f is not None]
        self.origins[at] = tuple(dict.fromkeys((*self.origins.get(at, ()), *places)))
        self._inside.setdefault(_owner(at), {})[at] = None

    def graft(self, at: str, origins: dict[str, tuple[Place, ...]]) -> None:
        """Add the origins of a part that was built on its own, under JSON pointer `at`."""
        for inner, places in origins.items():
            self.came_from(at + inner, *places)

    def under(self, at: str) -> dict[str, tuple[Place, ...]]:
        """The origins of a node of a component and of what is in it, by the rest of the pointer."""
        inside = f"{at}/"
        return {
            one.removeprefix(at): self.origins[one]
            for one in self._inside.get(_owner(at), ())
            if one == at or one.startswith(inside)
        }

    def moved(self, at: str) -> dict[str, tuple[Place, ...]]:
        """The same, taken out of the tree."""
        found = self.under(at)
        for rest in found:
            del self.origins[at + rest]
            del self._inside[_owner(at)][at + rest]
        return found


def _owner(at: str) -> str:
    """The component that a node is in; elsewhere the path."""
    return "/".join(at.split("/", _COMPONENT)[:_COMPONENT])
