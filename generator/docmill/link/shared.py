"""Components of several documents: which are one and the same, and what each is called."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from docmill.api import pointer, steps_of
from docmill.draft import with_references
from docmill.link.trunk import Trunk
from docmill.names import settle, snake
from docmill.nodes import CHILDREN
from docmill.page import Page
from docmill.values import is_listing, is_mapping


def named_components(trunk: Trunk, kept: Iterable[str]) -> dict[str, str]:
    """The final pointer of each component, by its pointer in the trunk.

    Those of one name and one meaning become one; of one name and several meanings, each is
    called after its document.
    """
    classes = _classes(trunk, sorted(kept))
    first: dict[int, str] = {}
    for at, number in classes.items():
        first.setdefault(number, at)
    suffixes = suffixes_of(trunk)
    wanted: dict[str, str] = {}
    hints: dict[str, list[str]] = {}
    for at in first.values():
        index, _, section, name = steps_of(at)
        wanted[at] = f"{section}/{name}"
        hints[at] = [f"{section}/{name}_{suffixes[int(index)]}"]
    settled = settle(wanted, hints)
    for at, name in settled.items():
        if name != wanted[at]:
            told = f"the component is called {name!r}: other documents have {wanted[at]!r}, too"
            trunk.tell(at, "name-changed", told)
    final = {at: settled[first[number]].split("/", 1) for at, number in classes.items()}
    return {at: pointer("components", *parts) for at, parts in final.items()}


def _classes(trunk: Trunk, components: list[str]) -> dict[str, int]:
    """A number for each component: equal for those of equal name and equal meaning.

    All of one name are taken as equal until their text, or what they refer to, sets them apart.
    """
    names = {at: "/".join(steps_of(at)[2:]) for at in components}
    classes = _numbered(names)
    while True:
        signatures = {at: (classes[at], _text(trunk, at, classes)) for at in components}
        refined = _numbered(signatures)
        if len(set(refined.values())) == len(set(classes.values())):
            return classes
        classes = refined


def _numbered(keys: dict[str, Any]) -> dict[str, int]:
    numbers: dict[Any, int] = {}
    return {at: numbers.setdefault(key, len(numbers)) for at, key in keys.items()}


def _text(trunk: Trunk, at: str, classes: dict[str, int]) -> str:
    """A component as text in which references name classes."""
    kind = CHILDREN["components"][steps_of(at)[2]][1]
    node = with_references(trunk.node(at), lambda ref: f"#{classes.get(ref[1:], ref[1:])}", kind)
    return json.dumps(node, sort_keys=True)


def named_operations(trunk: Trunk, kept: Iterable[str]) -> dict[str, str]:
    """The final id of each operation by its marked id: unique in the merged document."""
    wanted = {str(trunk.node(at)["operationId"]): at for at in kept}
    suffixes = suffixes_of(trunk)
    names = {marked: steps_of(marked)[1] for marked in wanted}
    hints = {marked: [f"{names[marked]}_{suffixes[int(steps_of(marked)[0])]}"] for marked in wanted}
    settled = settle(names, hints)
    for marked, name in settled.items():
        if name != names[marked]:
            told = f"the operationId is {name!r}: other documents have {names[marked]!r}, too"
            trunk.tell(wanted[marked], "name-changed", told)
    return settled


def suffixes_of(trunk: Trunk) -> list[str]:
    """A word for each document: its file's name, or the API's where it is made of several pages."""
    pages: defaultdict[int, set[str]] = defaultdict(set)
    for at, places in trunk.origins.items():
        pages[int(steps_of(at)[0])] |= {place.page for place in places}
    words: list[str] = []
    for index, name in enumerate(trunk.names):
        files = sorted(pages[index])
        words.append(snake(Page(files[0], "").stem.rpartition("/")[2] if len(files) == 1 else name))
    settled = settle({str(n): word for n, word in enumerate(words)}, {})
    return [settled[str(n)] for n in range(len(words))]


def reached(trunk: Trunk, roots: Iterable[str]) -> set[str]:
    """The components that the nodes at `roots` refer to, directly or through others."""
    found: set[str] = set()
    waiting = [trunk.node(at) for at in roots]
    while waiting:
        node = waiting.pop()
        for target in _targets(node):
            at = "/" + "/".join(target[1:].split("/")[1:5])
            if at not in found and trunk.node(at) is not None:
                found.add(at)
                waiting.append(trunk.node(at))
    return found


def _targets(node: Any) -> list[str]:
    """Everything in a node that names a component: references and marked names."""
    found: list[str] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if is_mapping(one):
            for key, item in one.items():
                steps = steps_of(key) if key.startswith("#/") else []
                if len(steps) == 2:
                    found.append("#" + pointer(steps[0], "components", "securitySchemes", steps[1]))
                waiting.append(item)
        elif is_listing(one):
            waiting += one
        elif isinstance(one, str) and one.startswith("#/"):
            found.append(one)
    return [one for one in found if one.split("/")[2:3] == ["components"]]


def security_name(marked: str, names: dict[str, str]) -> str:
    """The final name of a security scheme by its marked name; one that is nowhere keeps its own."""
    index, name = steps_of(marked)
    final = names.get(pointer(index, "components", "securitySchemes", name))
    return steps_of(final)[-1] if final else name
