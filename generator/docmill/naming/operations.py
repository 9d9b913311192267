"""The names of operations: those that were given out stay, what is new is named around them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from docmill import clientnames
from docmill.given import Given, Names
from docmill.names import settle
from docmill.naming.uses import Found, normal

_PREFIX = re.compile(r"api|rest|v\d+(\.\d+)*", re.IGNORECASE)
_WRITING = frozenset({"POST", "PUT", "PATCH"})


@dataclass(slots=True)
class Settled:
    """The name of each operation by its key; which known operation each moved one was, by the
    normal key of its old address; and those that could not have the name that they want."""

    names: dict[str, str] = field(default_factory=dict[str, str])
    moved: dict[str, str] = field(default_factory=dict[str, str])
    changed: dict[str, str] = field(default_factory=dict[str, str])


def wanted_names(operations: Iterable[Found]) -> dict[str, Given]:
    """The name that each operation has in the client of the document as it is."""
    found: dict[str, Given] = {}
    groups: defaultdict[str, dict[str, Found]] = defaultdict(dict)
    for one in operations:
        groups[clientnames.resource_of(one.node, one.path)][one.key] = one
    for resource, members in groups.items():
        methods = {
            key: clientnames.method_of(one.node, resource, one.verb.lower(), one.path)
            for key, one in members.items()
        }
        hints = {
            key: clientnames.method_hints(one.verb.lower(), one.path)
            for key, one in members.items()
        }
        for key, method in settle(methods, hints).items():
            found[key] = Given(f"{resource}.{method}")
    return found


def settled(
    operations: list[Found], wanted: Mapping[str, Given], pages: Mapping[str, str], names: Names
) -> Settled:
    """Names for all operations. `pages` gives the page of those that are alone on theirs."""
    known = {normal(key): key for key in (*names.gone, *names.operations)}
    given = {**names.gone, **names.operations}
    result = Settled()
    for one in operations:
        if old := known.pop(normal(one.key), None):
            result.names[one.key] = given[old].name
    absent = {old: given[old] for old in known.values()}
    fresh = [one for one in operations if one.key not in result.names]
    for one, old in _moved(fresh, wanted, pages, absent):
        result.names[one.key] = absent.pop(old).name
        result.moved[normal(old)] = one.key
    taken = {*result.names.values(), *(one.name for one in absent.values()), *names.methods}
    _named_anew([one for one in fresh if one.key not in result.names], wanted, taken, names, result)
    return result


def _moved(
    fresh: list[Found],
    wanted: Mapping[str, Given],
    pages: Mapping[str, str],
    absent: Mapping[str, Given],
) -> Iterator[tuple[Found, str]]:
    """Operations at a new address that are known ones: on the page of one, at its address but for
    a version, or of its very name. Evidence that fits several proves nothing."""
    left, open_ = {one.key: one for one in fresh}, dict(absent)
    rounds: list[tuple[Callable[[str], str], Callable[[str], str]]] = [
        (lambda key: pages.get(key, ""), lambda old: open_[old].page),
        (_unversioned, _unversioned),
        (lambda key: wanted[key].name, lambda old: open_[old].name),
    ]
    for of_new, of_old in rounds:
        news, olds = _unique(left, of_new), _unique(open_, of_old)
        for evidence in sorted(news.keys() & olds.keys() - {""}):
            key, old = news[evidence], olds[evidence]
            verbs = {key.partition(" ")[0], old.partition(" ")[0]}
            if len(verbs) == 1 or verbs <= _WRITING:
                yield left.pop(key), old
                del open_[old]


def _unique(keys: Iterable[str], evidence: Callable[[str], str]) -> dict[str, str]:
    """The key of each piece of evidence that one alone has."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        found[evidence(key)].append(key)
    return {told: one[0] for told, one in found.items() if len(one) == 1}


def _unversioned(key: str) -> str:
    verb, _, path = normal(key).partition(" ")
    parts = [part for part in path.split("/") if not _PREFIX.fullmatch(part)]
    return f"{verb} {'/'.join(parts)}"


def _named_anew(
    fresh: list[Found],
    wanted: Mapping[str, Given],
    taken: set[str],
    names: Names,
    result: Settled,
) -> None:
    """A new operation goes to the resource of those that it stands beside in the document."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, name in result.names.items():
        votes[wanted[key].resource][name.partition(".")[0]] += 1
    homes = {resource: max(sorted(one), key=lambda name: one[name])
             for resource, one in votes.items()}  # fmt: skip
    resources = {name.partition(".")[0] for name in taken} | names.resources.keys()
    for one in sorted(fresh, key=lambda one: (one.path, one.key)):
        want = wanted[one.key]
        if want.resource not in homes:
            homes[want.resource] = _free(want.resource, resources)
            resources.add(homes[want.resource])
        home = homes[want.resource]
        hints = [f"{home}.{hint}" for hint in
                 clientnames.method_hints(one.verb.lower(), one.path)]  # fmt: skip
        name = _free(f"{home}.{want.method}", taken, hints)
        taken.add(name)
        result.names[one.key] = name
        if name != want.name:
            result.changed[one.key] = want.name


def _free(name: str, taken: set[str], hints: Iterable[str] = ()) -> str:
    """A name that nobody has: the wanted one, a hint, or one with a number."""
    number = 1
    for one in (name, *hints):
        if one not in taken:
            return one
    while f"{name}{number + 1}" in taken:
        number += 1
    return f"{name}{number + 1}"
