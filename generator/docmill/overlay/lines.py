"""The lines behind the nodes of a document that is being changed."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping

from docmill.page import Place

Places = tuple[Place, ...]


class Lines:
    """Origins by JSON pointer: what goes takes its lines along, what moves up keeps them.

    The pointers are kept in order, because all that is below a node is then found at once.
    """

    def __init__(self, origins: Mapping[str, Places]) -> None:
        self.found = dict(origins)
        self._order: list[str] = []
        self._removed: dict[str, Places] = {}

    def behind(self, at: str) -> Places:
        """The lines behind a node, or behind its nearest ancestor."""
        while at and at not in self.found:
            at = at.rpartition("/")[0]
        return self.found.get(at, ())

    def changed(self, at: str, by: Place) -> None:
        """A node has another value: the correction's lines come first, then those of the page."""
        self._note(at, (by, *(one for one in self.behind(at) if one != by)))
        self.had_part_in(at.rpartition("/")[0], by)

    def added(self, at: str, by: Place) -> None:
        """A node is new, or takes the place of one that was removed."""
        self._note(at, (by, *self._removed.get(at, ())))
        self.had_part_in(at.rpartition("/")[0], by)

    def removed(self, at: str, by: Place) -> None:
        """A node is gone with all that is below it."""
        self._removed[at] = self.behind(at)
        self._taken(at)
        self.had_part_in(at.rpartition("/")[0], by)

    def had_part_in(self, at: str, by: Place) -> None:
        """A node has something else inside of it: its own lines come first. One without lines gets
        none, because all that is inside of it would seem to come from there."""
        places = self.behind(at)
        if at and places and by not in places:
            self._note(at, (*places, by))

    def item_removed(self, owner: str, index: int, length: int, by: Place) -> None:
        """An item of a list of `length` is gone, and those that follow move up."""
        self._taken(f"{owner}/{index}")
        for number in range(index + 1, length):
            old, new = f"{owner}/{number}", f"{owner}/{number - 1}"
            for at, places in self._taken(old):
                self._note(new + at[len(old) :], places)
        self.had_part_in(owner, by)

    def _note(self, at: str, places: Places) -> None:
        if at not in self.found and self._order:
            insort(self._order, at)
        self.found[at] = places

    def _taken(self, at: str) -> Iterable[tuple[str, Places]]:
        """Take away a node and all that is below it; gives what was there."""
        if not self._order:
            self._order = sorted(self.found)
        # "0" follows "/" in the order of characters
        first, last = (bisect_left(self._order, at + end) for end in "/0")
        keys = self._order[first:last]
        del self._order[first:last]
        if at in self.found:
            del self._order[bisect_left(self._order, at)]
            keys.append(at)
        return [(key, self.found.pop(key)) for key in keys]
