"""Several APIs to one: documents of one API in parts, or pages and OpenAPI files about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docmill.api import Api, Document, pointer, steps_of
from docmill.draft import Change, Draft, with_references
from docmill.link.paths import united_paths
from docmill.link.shared import named_components, named_operations, reached, security_name
from docmill.link.trunk import Trunk
from docmill.names import importable, snake
from docmill.nodes import CHILDREN, walk
from docmill.page import Place
from docmill.values import listing, mapping


def merge(apis: Sequence[Api], name: str | None = None) -> Api:
    """One API of several, in the order of trust: the first that describes a thing is followed.

    Operations are the same where method and path are, whatever the path's variables are called.
    `name` is the client's package name; without one, the first API's is taken.
    """
    package = importable(snake(name)) if name else apis[0].name
    if len(apis) == 1:
        return Api(package, apis[0].document, apis[0].origins, apis[0].findings)
    trunk = Trunk(apis)
    document, origins = _merged(trunk)
    if name or "x-docmill-package" in document:
        document["x-docmill-package"] = package
    told = {finding for api in apis for finding in api.findings} | set(trunk.findings)
    return Api(package, document, origins, tuple(sorted(told)))


class _Result:
    """The merged document while it grows out of parts of the trunk."""

    def __init__(self, trunk: Trunk) -> None:
        self.trunk = trunk
        self.document: Document = {}
        self.origins: dict[str, tuple[Place, ...]] = {}

    def put(self, source: str, *steps: str | int) -> None:
        """Put the node at `source` of the trunk under these steps."""
        owner: Any = self.document
        for step in steps[:-1]:
            owner = owner.setdefault(step, {})
        owner.setdefault(steps[-1], self.trunk.node(source))
        for at, places in self.trunk.origins_of(source, pointer(*steps)).items():
            # one component of several documents stands on the lines of each
            self.origins[at] = tuple(dict.fromkeys((*self.origins.get(at, ()), *places)))

    def append(self, source: str, key: str) -> None:
        """Put the node at `source` at the end of a list of the document."""
        items = self.document.setdefault(key, [])
        self.origins |= self.trunk.origins_of(source, pointer(key, len(items)))
        items.append(self.trunk.node(source))


def _merged(trunk: Trunk) -> tuple[Document, dict[str, tuple[Place, ...]]]:
    all_components = _components(trunk)
    unused = all_components - reached(trunk, _uses(trunk))
    paths = united_paths(trunk)
    webhooks = _first(trunk, "webhooks")
    roots = [*paths.values(), *webhooks.values(), pointer(0, "security")]
    kept = (reached(trunk, roots) & all_components) | unused
    components = named_components(trunk, kept)
    result = _Result(trunk)
    _put_top(result)
    for section, items in (("paths", paths), ("webhooks", webhooks)):
        for name, at in items.items():
            result.put(at, section, name)
    result.document.setdefault("paths", {})
    for at, final in components.items():
        result.put(at, *steps_of(final))
    for index, top in enumerate(trunk.documents):
        for key in mapping(top.get("components")):
            if key.startswith("x-"):
                result.put(pointer(index, "components", key), "components", key)
    inside = [(at, "path-item") for at in (*paths.values(), *webhooks.values())]
    inside += [(at, CHILDREN["components"][steps_of(at)[2]][1]) for at in components]
    identified = [
        place
        for at, kind in inside
        for place, found, node in walk(trunk.node(at), kind, at)
        if found == "operation" and "operationId" in mapping(node)
    ]
    operations = named_operations(trunk, identified)
    moved = components | {at: pointer("paths", path) for path, at in paths.items()}
    return _unmarked(result.document, moved, operations), result.origins


def _components(trunk: Trunk) -> set[str]:
    return {
        pointer(index, "components", section, name)
        for index, document in enumerate(trunk.documents)
        for section in CHILDREN["components"]
        for name in mapping(mapping(document.get("components")).get(section))
    }


def _uses(trunk: Trunk) -> list[str]:
    keys = ("paths", "webhooks", "security")
    return [pointer(index, key) for index, _ in enumerate(trunk.documents) for key in keys]


def _first(trunk: Trunk, section: str) -> dict[str, str]:
    """Where the first of each name in a section of the documents stands; others are told."""
    found: dict[str, str] = {}
    for index, document in enumerate(trunk.documents):
        for name in mapping(document.get(section)):
            at = pointer(index, section, name)
            if found.setdefault(name, at) != at:
                told = f"{name!r} is described at {trunk.place(found[name])} already: left out"
                trunk.tell(at, "pages-disagree", told)
    return found


def _put_top(result: _Result) -> None:
    """What stands beside paths and components: the first document's, and what only others have."""
    own = {"paths", "webhooks", "components", "servers", "tags"}
    for index, document in enumerate(result.trunk.documents):
        for key in document:
            if key in own:
                if key == "servers":
                    _unite(result, index, key, "url")
                elif key == "tags":
                    _unite(result, index, key, "name")
            elif index == 0 or (key not in result.document and key != "security"):
                result.put(pointer(index, key), key)
    servers = result.document.get("servers", [])
    if len(servers) > 1 and servers[0] == {"url": "/"}:  # stands for none
        result.document["servers"] = servers[1:]
        _shift(result.origins, "/servers")


def _shift(origins: dict[str, tuple[Place, ...]], at: str) -> None:
    """The first item of the list at `at` is gone: the others move up."""
    inside = sorted(one for one in origins if one.startswith(f"{at}/"))
    old = {one: origins.pop(one) for one in inside}
    for one, places in old.items():
        index, slash, rest = one.removeprefix(f"{at}/").partition("/")
        if index != "0":
            origins[f"{at}/{int(index) - 1}{slash}{rest}"] = places


def _unite(result: _Result, index: int, key: str, name: str) -> None:
    """A list of named things: each once, with the first description that there is."""
    known = {str(one.get(name)): one for one in listing(result.document.get(key))}
    for n, item in enumerate(listing(result.trunk.documents[index].get(key))):
        first = known.get(str(mapping(item).get(name)))
        if first is None:
            result.append(pointer(index, key, n), key)
        elif "description" in item:
            first.setdefault("description", item["description"])


def _unmarked(document: Document, moved: dict[str, str], operations: dict[str, str]) -> Document:
    """The document with final names in the places of those that say which document they are of."""

    def reference(target: str) -> str:
        head, tail = target[1:], ""
        while head:
            if head in moved:
                return f"#{moved[head]}{tail}"
            head, slash, last = head.rpartition("/")
            tail = slash + last + tail
        return "#/" + "/".join(target.split("/")[2:])

    def visit(node: dict[str, Any], kind: str, _: str) -> Change:
        if kind == "security-requirement":
            return Change({security_name(key, moved): item for key, item in node.items()})
        if kind in ("operation", "link") and "operationId" in node:
            name = node["operationId"]
            return Change({**node, "operationId": operations.get(name, steps_of(name)[-1])})
        return Change(node)

    return Draft(mapping(with_references(document, reference)), {}).changed(visit).document
