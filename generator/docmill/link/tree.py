"""The document while it grows: each node is set together with the lines behind it."""

from __future__ import annotations

from typing import Any

from docmill.api import Document
from docmill.page import Place
from docmill.spec import Fact


class Tree:
    """An OpenAPI document under construction and the origins of its nodes."""

    def __init__(self) -> None:
        self.document: Document = {}
        self.origins: dict[str, tuple[Place, ...]] = {}

    def came_from(self, at: str, *facts: Fact[Any] | Place | None) -> None:
        """Record the lines behind the node at JSON pointer `at`, in the order given, each once."""
        places = [f.at if isinstance(f, Fact) else f for f in facts if f is not None]
        self.origins[at] = tuple(dict.fromkeys((*self.origins.get(at, ()), *places)))

    def graft(self, at: str, origins: dict[str, tuple[Place, ...]]) -> None:
        """Add the origins of a part that was built on its own, under JSON pointer `at`."""
        for inner, places in origins.items():
            self.came_from(at + inner, *places)

    def under(self, at: str) -> dict[str, tuple[Place, ...]]:
        """The origins of the node at JSON pointer `at` and of what is in it, by the rest of the
        pointer."""
        inside = f"{at}/"
        return {
            one.removeprefix(at): places
            for one, places in self.origins.items()
            if one == at or one.startswith(inside)
        }

    def moved(self, at: str) -> dict[str, tuple[Place, ...]]:
        """The same, taken out of the tree."""
        found = self.under(at)
        for rest in found:
            del self.origins[at + rest]
        return found
