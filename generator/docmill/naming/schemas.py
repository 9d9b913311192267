"""The names of component schemas: a schema is the one that is used where it was used before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from docmill.given import Former, Names
from docmill.naming.operations import Settled
from docmill.naming.uses import KEPT, Uses, normal


@dataclass(slots=True)
class Schemas:
    """The names of schemas by what the document calls them; names that became former ones because
    their schema is a part of another one now; the uses to write down, by new name."""

    names: dict[str, str] = field(default_factory=dict[str, str])
    classes: dict[str, Former] = field(default_factory=dict[str, Former])
    uses: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    gone: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


def settled(uses: Uses, operations: Settled, names: Names) -> Schemas:
    """Names for all schemas of a document, as they were given out before."""
    known = {
        name: tuple(_moved(use, operations) for use in places)
        for name, places in (*names.gone_schemas.items(), *names.schemas.items())
    }
    votes = {
        name: Counter(schema for use in places for schema in uses.at(use))
        for name, places in known.items()
    }
    result = Schemas(classes=dict(names.classes))
    kept = _matched(votes)
    result.names.update({schema: name for name, schema in kept.items()})
    _part_with(result, votes, kept, names)
    result.gone = {
        name: places
        for name, places in known.items()
        if name not in kept and name not in result.classes
    }
    shortest = uses.shortest()
    _name_anew(result, uses, shortest)
    for schema, name in result.names.items():
        if schema in shortest or name in known:
            before = [use for use in known.get(name, ()) if schema in uses.at(use)]
            places = dict.fromkeys((*before, *shortest.get(schema, ())))
            result.uses[name] = tuple(places)[:KEPT]
    return result


def _moved(use: str, operations: Settled) -> str:
    """A use at the address that its operation has now."""
    verb, path, *rest = use.split(" ", 2)
    key = operations.moved.get(normal(f"{verb} {path}"))
    return " ".join([key, *rest]) if key else use


def _matched(votes: Mapping[str, Counter[str]]) -> dict[str, str]:
    """The schema of each name: most uses in common first, then its own name, each once."""
    pairs = sorted(
        (-count, schema != name, name, schema)
        for name, found in votes.items()
        for schema, count in found.items()
    )
    kept: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, name, schema in pairs:
        if name not in kept and schema not in taken:
            kept[name] = schema
            taken.add(schema)
    return kept


def _part_with(
    result: Schemas, votes: Mapping[str, Counter[str]], kept: Mapping[str, str], names: Names
) -> None:
    """A name whose schema has become one with another stays as a former name of that."""
    for name in names.schemas:
        if name not in kept and votes[name]:
            schema = min(votes[name], key=lambda one: (-votes[name][one], one))
            now = result.names[schema]
            result.classes[name] = Former(now)
            for old, one in result.classes.items():
                if one.name == name:
                    result.classes[old] = Former(now, one.until)


def _name_anew(result: Schemas, uses: Uses, shortest: Iterable[str]) -> None:
    used, taken = set(shortest), set(result.names.values())
    # what nothing uses comes last
    for schema in sorted(uses.schemas, key=lambda one: (one not in used, one)):
        if schema in result.names:
            continue
        former = result.classes.get(schema)
        if former and not former.until and schema not in taken:
            del result.classes[schema]  # it is a schema of its own again
        name, number = schema, 1
        while name in taken or name in result.classes:
            number += 1
            name = f"{schema}{number}"
        taken.add(name)
        result.gone.pop(name, None)
        result.names[schema] = name
