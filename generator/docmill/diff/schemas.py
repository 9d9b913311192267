"""Two schemas compared: what differs in themselves, and which parts are to be compared next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docmill.api import steps_of
from docmill.diff.changes import Delta, Spot, difference, same
from docmill.diff.grid import SCHEMA_AREAS, Kind
from docmill.diff.keywords import rules_of, words_of
from docmill.diff.objects import joined
from docmill.diff.views import COMPONENT, Seen, View, closed
from docmill.document import Property, Side
from docmill.values import is_mapping

Schema = tuple[Any, str]
"""A schema as it is written, with its pointer."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Parts of two schemas that correspond to each other, `step` below them."""

    step: str
    old: Schema
    new: Schema


Result = tuple[tuple[Delta, ...], tuple[Edge, ...]]


@dataclass(slots=True)
class Schemas:
    """Compares schemas of two documents, each two of them once for a side."""

    old: View
    new: View
    _done: dict[tuple[Side, str, str], Result] = field(
        default_factory=dict[tuple[Side, str, str], Result]
    )
    renamed: dict[str, str] = field(default_factory=dict[str, str])
    """Components that have another name, by pointer."""

    def walk(
        self, area: str, inner: str, old: Schema, new: Schema
    ) -> Iterator[tuple[str, str, Delta]]:
        """Area, path and difference of two schemas and of all that is inside of them.

        `area` is that of the schemas themselves, `inner` that of their parts. Each two parts are
        visited once, on the shortest path, so that schemas that hold themselves come to an end.
        """
        side: Side = "request" if SCHEMA_AREAS[inner] == "request" else "response"
        seen = {(old[1], new[1])}
        waiting: list[tuple[str, Edge]] = [("", Edge("", old, new))]
        for path, edge in waiting:  # which grows on the way
            deltas, edges = self._compared(side, edge.old, edge.new)
            here = inner if path else area
            for delta in deltas:
                yield delta.area or here, joined(path, delta.step), delta
            for part in edges:
                two = part.old[1], part.new[1]
                if two not in seen:
                    seen.add(two)
                    waiting.append((joined(path, part.step), part))

    def _compared(self, side: Side, old: Schema, new: Schema) -> Result:
        key = (side, old[1], new[1])
        if key not in self._done:
            one, other = self.old.schema(*old), self.new.schema(*new)
            self._note_name(one, other)
            self._done[key] = self._result(side, one, other)
        return self._done[key]

    def _note_name(self, old: Seen, new: Seen) -> None:
        names = [seen.node.at.removeprefix(COMPONENT) for seen in (old, new)]
        whole = all("/" not in name for name in names)
        if whole and names[0] != names[1]:
            self.renamed[old.node.at] = new.node.at

    def _result(self, side: Side, old: Seen, new: Seen) -> Result:
        told = tuple(words_of(old, new))
        if bool(old.union) is not bool(new.union) and not _shaped(old if old.union else new):
            differing, forms = self._wrapped(old, new)
            return (*differing, *told), tuple(forms)
        kinds = list(_types(old, new))
        if any(delta.kind == "changed" for delta in kinds):
            return (*kinds, *told), ()
        deltas = [*kinds, *_nullable(old, new), *rules_of(old, new)]
        edges: list[Edge] = []
        for part in (
            self._properties(side, old, new),
            _extra(old, new),
            _items(old, new),
            self._branches(old, new),
        ):
            for found in part:
                if isinstance(found, Edge):
                    edges.append(found)
                else:
                    deltas.append(found)
        return (*deltas, *told), tuple(edges)

    def _properties(self, side: Side, old: Seen, new: Seen) -> Iterator[Delta | Edge]:
        before, after = self.old.shown(old, side), self.new.shown(new, side)
        for name in [*before, *(name for name in after if name not in before)]:
            was, now = before.get(name), after.get(name)
            if was is None or now is None:
                yield _presence(side, name, was, now)
                continue
            yield Edge(name, (was.schema, was.at), (now.schema, now.at))
            flags = [prop.required or None for prop in (was, now)]
            area = f"{side}-property"
            yield from difference("required", flags, (was.at, now.at), area=area, step=name)

    def _branches(self, old: Seen, new: Seen) -> Iterator[Delta | Edge]:
        if not (old.union and new.union):
            if old.union or new.union:
                yield from difference(
                    "union", [seen.union or None for seen in (old, new)], _unions(old, new)
                )
            return
        yield from difference("union", (old.union, new.union), _unions(old, new))
        yield from self._matched(old.branches(old.union), new.branches(new.union))

    def _wrapped(self, old: Seen, new: Seen) -> tuple[list[Delta], list[Edge]]:
        """A schema that became one of several forms, or the other way round."""
        before = old.branches(old.union) if old.union else [self.old.form(old)]
        after = new.branches(new.union) if new.union else [self.new.form(new)]
        deltas: list[Delta] = list(_nullable(old, new))
        edges: list[Edge] = []
        for found in self._matched(before, after):
            if isinstance(found, Edge):
                edges.append(found)
            else:
                deltas.append(found)
        return deltas, edges

    def _matched(self, before: list[Schema], after: list[Schema]) -> Iterator[Delta | Edge]:
        """Forms that are the same come together; of the others those of one type, in order."""
        rest = list(after)
        alone: list[Schema] = []
        for form in before:
            other = next((one for one in rest if self._alike(form, one)), None)
            if other is None:
                alone.append(form)
            else:
                rest.remove(other)
                yield Edge("", form, other)
        for form in alone:
            types = self.old.schema(*form).types
            other = next((one for one in rest if self.new.schema(*one).types == types), None)
            if other is None:
                yield Delta(
                    "branch", "removed", Spot(form[1], _title(self.old.schema(*form))), None
                )
            else:
                rest.remove(other)
                yield Edge("", form, other)
        for form in rest:
            yield Delta("branch", "added", None, Spot(form[1], _title(self.new.schema(*form))))

    def _alike(self, old: Schema, new: Schema) -> bool:
        one, other = self.old.schema(*old), self.new.schema(*new)
        if one.node.at.startswith(COMPONENT) and other.node.at.startswith(COMPONENT):
            return one.node.at == other.node.at
        return same(one.keywords, other.keywords) or bool(
            one.keywords.get("title") and one.keywords["title"] == other.keywords.get("title")
        )


def _unions(old: Seen, new: Seen) -> list[str]:
    return [seen.place(seen.union) if seen.union else seen.at for seen in (old, new)]


def _shaped(seen: Seen) -> bool:
    """Whether a schema with a union says more of its shape than that."""
    return bool(seen.node.properties or seen.keywords.get("type"))


def _title(seen: Seen) -> Any:
    """A form of a union in a word: the name of its component, its title, or its types."""
    if seen.node.at.startswith(COMPONENT):
        return steps_of(seen.node.at)[-1]
    return seen.keywords.get("title") or " or ".join(seen.types) or "anything"


def _presence(side: Side, name: str, old: Property | None, new: Property | None) -> Delta:
    required = any(prop.required for prop in (old, new) if prop)
    aspect = "required-property" if required else "optional-property"
    before = Spot(old.at, name) if old else None
    after = Spot(new.at, name) if new else None
    return Delta(aspect, "removed" if new is None else "added", before, after, side, name)


def _types(old: Seen, new: Seen) -> Iterator[Delta]:
    before, after = _accepted(old), _accepted(new)
    if before == after:
        return
    kind: Kind = "widened" if before < after else "narrowed" if after < before else "changed"
    if not old.types and not old.never:
        kind = "narrowed"
    elif not new.types and not new.never:
        kind = "widened"
    spots = [Spot(seen.place("type"), _worded(seen)) for seen in (old, new)]
    yield Delta("type", kind, spots[0], spots[1])


def _accepted(seen: Seen) -> frozenset[str]:
    """The types that fit, `any` among them where every one does."""
    if seen.never:
        return frozenset()
    types = set(seen.types) or {"any"}
    return frozenset(types | ({"integer"} if "number" in types else set()))


def _worded(seen: Seen) -> str:
    return "nothing" if seen.never else " or ".join(seen.types) or "anything"


def _nullable(old: Seen, new: Seen) -> Iterator[Delta]:
    """Null is among the values of a schema without a type, whether it says so or not."""
    untyped = [not (seen.types or seen.union or seen.values is not None) for seen in (old, new)]
    if not any(untyped):
        flags = [seen.nullable or None for seen in (old, new)]
        yield from difference("nullable", flags, (old.place("type"), new.place("type")))


def _extra(old: Seen, new: Seen) -> Iterator[Delta | Edge]:
    before, after = closed(old), closed(new)
    places = [seen.node.place("additionalProperties") for seen in (old, new)]
    if is_mapping(before) and is_mapping(after):
        yield Edge("{*}", (before, places[0]), (after, places[1]))
        return
    ranks = [2 if value is True else 0 if value is False else 1 for value in (before, after)]
    if ranks[0] != ranks[1]:
        spots = [
            Spot(place, json.dumps(v)) for place, v in zip(places, (before, after), strict=True)
        ]
        kind: Kind = "narrowed" if ranks[1] < ranks[0] else "widened"
        yield Delta("additional-properties", kind, spots[0], spots[1])


def _items(old: Seen, new: Seen) -> Iterator[Delta | Edge]:
    before, after = old.keywords.get("items"), new.keywords.get("items")
    places = [seen.node.place("items") for seen in (old, new)]
    if before is not None and after is not None:
        yield Edge("[]", (before, places[0]), (after, places[1]))
    else:
        yield from difference("items", (before, after), (places[0], places[1]))
