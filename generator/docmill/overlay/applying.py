"""Actions applied to a document, one after the other; those that do not fit are told, all of them.

Beside what the Overlay Specification demands: a target matches as many nodes as its action says,
each of them is changed, and nothing is removed that comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy, deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from docmill.api import pointer
from docmill.draft import Draft
from docmill.overlay.lines import Lines
from docmill.overlay.merging import Merge, MergeError, kind_of, same
from docmill.overlay.queries import Location, QueryError, found_by
from docmill.overlay.reading import Action
from docmill.safetext import counted
from docmill.values import is_listing, is_mapping, listing, mapping

_MOST = 2_000_000
"""Values that the actions of one run may match or add: a document has a hundredth of that."""
_SHOWN = 3
"""How many nodes a message names."""
_NAMED = 8
"""How many keys a message names."""
_STEP = re.compile(r"\.+(?P<plain>[\w-]+)|\[[^']*'(?P<quoted>[^']+)'")
"""The next name in a target: `.get`, `['/users']`, `[?@.name == 'page']`."""
_HINTED = 50
"""How many faults have a hint."""
SATISFIED = "the pages say so by now; remove the correction"


@dataclass(frozen=True, slots=True)
class Fault:
    """An action that does not fit the document, and why."""

    action: Action
    told: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The document after the actions; `touched` says which action was the last at which pointer."""

    draft: Draft
    faults: tuple[Fault, ...]
    touched: Mapping[str, Action]


def applied(draft: Draft, actions: Iterable[Action]) -> Applied:
    """The document with the actions applied in order; `draft` stays as it is.

    An action with a fault changes nothing. What was changed has the action's place before the
    lines that it had.
    """
    run = _Run(draft.document, Lines(draft.origins))
    for action in actions:
        try:
            run.apply(action)
        except (MergeError, QueryError) as error:
            run.faults.append(Fault(action, str(error)))
    run.held_against_removals()
    return Applied(Draft(run.document, run.lines.found), tuple(run.faults), run.touched)


class _Run:
    def __init__(self, document: dict[str, Any], lines: Lines) -> None:
        self.document = dict(document)
        self.lines = lines
        self.faults: list[Fault] = []
        self.touched: dict[str, Action] = {}
        self.removed: dict[Location, tuple[Action, Any]] = {}
        self.ranks: dict[Location, int] = {}
        self.spent = 0
        # containers that are this run's own, and may be changed in place
        self.own: dict[int, Any] = {id(self.document): self.document}

    def apply(self, action: Action) -> None:
        """Apply one action. Raises MergeError and QueryError, with nothing changed."""
        found = found_by(action.target, self.document)
        self.spend(len(found))
        self.hold_count(action, found)
        if action.verb == "remove":
            self.remove(action, found)
        else:
            value = action.value if action.verb == "update" else self.copied(action)
            self.update(action, found, value)

    def spend(self, count: int) -> None:
        """Raises MergeError where all actions together do more than any document needs."""
        self.spent += count
        if self.spent > _MOST:
            raise MergeError(f"the corrections match or add more than {_MOST:,} values")

    def hold_count(self, action: Action, found: list[Location]) -> None:
        if not found:
            raise MergeError(f"matches nothing{self.hint(action.target)}")
        if len(found) == action.matches:
            return
        shown = ", ".join(pointer(*at) or "/" for at in found[:_SHOWN])
        shown += ", ..." if len(found) > _SHOWN else ""
        told = f"matches {counted(len(found), 'node')} where it says {action.matches}: {shown}"
        raise MergeError(f"{told}; narrow it, or write `x-docmill-matches: {len(found)}`")

    def hint(self, target: str) -> str:
        """Up to where a target leads; of the first faults alone, as to look takes long."""
        text = target if len(self.faults) < _HINTED else ""
        while (end := max(text.rfind("."), text.rfind("["))) > 0:
            text = text[:end].rstrip(".")
            try:
                found = found_by(text, self.document)
            except QueryError:
                continue
            if found:
                node = self.at(found[0])
                return f"; {text} is {kind_of(node)}{_names_in(node, target[len(text) :])}"
        return ""

    def at(self, location: Location) -> Any:
        """The node at a location."""
        node: Any = self.document
        for step in location:
            node = node[step]
        return node

    def copied(self, action: Action) -> Any:
        """A copy of the one node that `copy` selects."""
        found = found_by(action.value, self.document)
        if len(found) != 1:
            raise MergeError(
                f"`copy` must select one node, and {action.value} selects {len(found)}"
            )
        self.spend(size_of(self.at(found[0])))
        return deepcopy(self.at(found[0]))

    def update(self, action: Action, found: list[Location], value: Any) -> None:
        kinds = {_group(self.at(at)) for at in found}
        if len(kinds) > 1:
            told = " and ".join(sorted(kinds))
            raise MergeError(f"matches {told}; an update is for nodes of one kind")
        if action.old and kinds == {"primitive values"}:
            raise MergeError(f"{_OLD}, or target the object around it")
        self.spend(size_of(value) * len(found))
        nested = action.old and action.verb == "update"
        merges = [Merge() for _ in found]
        made = [
            merge.node(self.at(at), value, at, nested=nested)
            for at, merge in zip(found, merges, strict=True)
        ]
        idle = [at for at, m in zip(found, merges, strict=True) if not m.added and not m.changed]
        if idle:
            told = "changes nothing" if len(idle) == len(found) else "changes nothing at "
            told += "" if len(idle) == len(found) else ", ".join(map(_shown, idle[:_SHOWN]))
            raise MergeError(f"{told}: {SATISFIED if len(found) == 1 else _SOME}")
        for at, merge, node in zip(found, merges, made, strict=True):
            # one of several may lie inside of another, and is another by now
            alone = len(found) == 1
            self.put(at, node if alone else Merge().node(self.at(at), value, at, nested=nested))
            self.note(action, merge)

    def put(self, location: Location, node: Any) -> None:
        if not location:
            self.document = dict(node)
            self.own[id(self.document)] = self.document
        else:
            self.holder(location)[location[-1]] = node

    def holder(self, location: Location) -> Any:
        """The container that holds the node at a location, ready to be changed."""
        node: Any = self.document
        for step in location[:-1]:
            inner = node[step]
            if id(inner) not in self.own:
                inner = copy(inner)
                self.own[id(inner)] = inner
                node[step] = inner
            node = inner
        return node

    def note(self, action: Action, merge: Merge) -> None:
        for location in merge.added:
            self.touched[pointer(*location)] = action
            self.lines.added(pointer(*location), action.place)
            if location in self.ranks:
                self.put_back(location, self.ranks.pop(location))
        for location in merge.changed:
            self.touched[pointer(*location)] = action
            self.lines.changed(pointer(*location), action.place)

    def put_back(self, location: Location, rank: int) -> None:
        """A key that was removed and comes again stands where it stood: less changes to read."""
        holder = self.holder(location)
        items = list(holder.items())
        items.insert(rank, items.pop())
        holder.clear()
        holder.update(items)

    def remove(self, action: Action, found: list[Location]) -> None:
        for at in found:
            if not at:
                raise MergeError("the document itself cannot be removed")
            if action.old and _group(self.at(at)) == "primitive values":
                raise MergeError(_OLD)
        # what is inside of another goes first, and the last of a list before those that it follows
        for at in sorted(found, key=lambda one: [(isinstance(s, str), s) for s in one])[::-1]:
            holder: Any = self.holder(at)
            last: Any = at[-1]
            if is_listing(holder):
                self.forget_removals(at)
                self.lines.item_removed(pointer(*at[:-1]), last, len(holder), action.place)
            else:
                self.removed.setdefault(at, (action, holder[last]))
                self.ranks[at] = list(holder).index(last)
                self.lines.removed(pointer(*at), action.place)
            del holder[last]
            self.touched[pointer(*at[:-1])] = action

    def forget_removals(self, item: Location) -> None:
        """What was removed inside of an item that goes, or of one that moves up, has no place."""
        owner, depth = item[:-1], len(item)
        for at in [at for at in self.removed if len(at) >= depth and at[: depth - 1] == owner]:
            del self.removed[at]
            self.ranks.pop(at, None)

    def held_against_removals(self) -> None:
        """Tell of removals that later actions undo: the update after them has nothing to say."""
        for at, (action, old) in self.removed.items():
            try:
                new = self.at(at)
            except (KeyError, IndexError, TypeError):
                continue
            if same(old, new):
                told = f"{pointer(*at)} is removed here, and put back as it was further down"
                self.faults.append(Fault(action, f"{told}: {_BOTH}"))


_SOME = "the pages say so there by now; narrow the target"
_BOTH = "the pages say so by now; remove both corrections"
_OLD = "Overlay 1.0 changes no primitive values: write `overlay: 1.1.0`"


def _group(node: Any) -> str:
    if is_mapping(node):
        return "objects"
    return "lists" if is_listing(node) else "primitive values"


def _names_in(node: Any, asked: str) -> str:
    """What a reader could have meant by the rest of a target: the keys of an object, the names of
    the items of a list, those alone that are like it where there are any."""
    items = [mapping(item).get("name") for item in listing(node)]
    names = list(node) if is_mapping(node) else [one for one in items if isinstance(one, str)]
    step = _STEP.match(asked)
    if near := get_close_matches(step["plain"] or step["quoted"], names, 2) if step else []:
        return f"; did you mean {' or '.join(near)}?"
    return f" with {', '.join(names[:_NAMED])}{', ...' * (len(names) > _NAMED)}" if names else ""


def _shown(at: Location) -> str:
    return pointer(*at) or "/"


def size_of(value: Any) -> int:
    """How many values a JSON value holds, itself counted."""
    if is_mapping(value):
        return 1 + sum(map(size_of, value.values()))
    return 1 + sum(map(size_of, value)) if is_listing(value) else 1
