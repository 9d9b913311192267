"""The lines behind each node of a document, while it grows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docmill.page import Place
from docmill.spec import Fact

_COMPONENT = 4
"""How many parts the pointer of a component has: "", `components`, `schemas`, its name."""


Places = tuple[Place, ...] | dict[Place, None]
Groups = Mapping[str, Mapping[str, Places]]
"""The origins of nodes by JSON pointer, in groups: those of a component, an operation, a path."""


class Tree:
    """The origins of the nodes of an OpenAPI document under construction."""

    def __init__(self) -> None:
        self._groups: dict[str, Mapping[str, Places]] = {}
        self._own: dict[str, dict[str, Places]] = {}
        """The groups that are this tree's to change; the others it has adopted."""

    def came_from(self, at: str, *facts: Fact[Any] | Place | None) -> None:
        """Record the lines behind the node at JSON pointer `at`, in the order given, each once."""
        group = self._changing(_owner(at))
        known = group.get(at, ())
        # places in a dict: a component that thousands of operations share has as many of them
        places = group[at] = known if isinstance(known, dict) else dict.fromkeys(known)
        for fact in facts:
            if fact is not None:
                places[fact.at if isinstance(fact, Fact) else fact] = None

    def graft(self, at: str, origins: dict[str, tuple[Place, ...]]) -> None:
        """Add the origins of a part that was built on its own, under JSON pointer `at`."""
        for inner, places in origins.items():
            self.came_from(at + inner, *places)

    def adopt(self, groups: Groups) -> None:
        """Add the origins of another tree, which stay as they are."""
        for owner, group in groups.items():
            if owner in self._groups:
                for at, places in group.items():
                    self.came_from(at, *places)
            else:
                self._groups[owner] = group

    def _changing(self, owner: str) -> dict[str, Places]:
        if owner not in self._own:
            self._own[owner] = dict(self._groups.get(owner, {}))
            self._groups[owner] = self._own[owner]
        return self._own[owner]

    @property
    def groups(self) -> Groups:
        """The origins as they are now, for other trees to adopt."""
        return {owner: self._tuples(owner) for owner in self._groups}

    @property
    def origins(self) -> dict[str, tuple[Place, ...]]:
        """The lines behind each node, by JSON pointer."""
        found: dict[str, Any] = {}
        for owner, group in self._groups.items():
            found.update(self._tuples(owner) if owner in self._own else group)
        return found

    def _tuples(self, owner: str) -> dict[str, tuple[Place, ...]]:
        return {at: tuple(places) for at, places in self._groups.get(owner, {}).items()}

    def first(self, *pointers: str) -> Place | None:
        """The first place behind the first of some nodes that has any."""
        for at in pointers:
            for place in self._groups.get(_owner(at), {}).get(at, ()):
                return place
        return None

    def under(self, at: str) -> dict[str, tuple[Place, ...]]:
        """The origins of a node of a component and of what is in it, by the rest of the pointer."""
        inside = f"{at}/"
        return {
            one.removeprefix(at): places
            for one, places in self._tuples(_owner(at)).items()
            if one == at or one.startswith(inside)
        }

    def dropped(self, component: str) -> tuple[Place, ...]:
        """The lines behind a component itself, which is taken out with all that is in it."""
        self._own.pop(component, None)
        return tuple(self._groups.pop(component, {}).get(component, ()))

    def renamed(self, component: str, new: str) -> None:
        """A component has another pointer, with all that is in it."""
        self._own.pop(component, None)
        group = self._groups.pop(component, {}).items()
        self.adopt({new: {new + at.removeprefix(component): tuple(one) for at, one in group}})

    def moved(self, at: str) -> dict[str, tuple[Place, ...]]:
        """The same, taken out of the tree."""
        found = self.under(at)
        group = self._changing(_owner(at)) if found else {}
        for rest in found:
            del group[at + rest]
        return found


def _owner(at: str) -> str:
    """The component that a node is in; elsewhere the path."""
    return "/".join(at.split("/", _COMPONENT)[:_COMPONENT])
