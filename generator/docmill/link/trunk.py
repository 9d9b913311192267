"""Several OpenAPI documents side by side in one tree: nodes can be taken from one to another.

The n-th document stands at `/n`, and its references say so (`#/1/components/schemas/User`): a node
keeps its meaning wherever it is put. Names that hold within one document alone (of security
schemes, of operations) are marked in the same way (`#/1/name`).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from docmill.api import Api, pointer, steps_of
from docmill.draft import Change, Draft, with_references
from docmill.findings import Finding
from docmill.page import Place
from docmill.values import is_listing, is_mapping, listing, mapping


class Trunk:
    """The documents of several APIs, to be changed in place, with the lines behind each node."""

    def __init__(self, apis: Sequence[Api]) -> None:
        self.documents = [_marked(api, index) for index, api in enumerate(apis)]
        self.names = [api.name for api in apis]
        self.origins = {
            f"/{index}{at}": places
            for index, api in enumerate(apis)
            for at, places in api.origins.items()
        }
        self.findings: list[Finding] = []

    def node(self, at: str) -> Any:
        """The node at a pointer, or None where there is none."""
        steps = steps_of(at)
        found: Any = self.documents[int(steps[0])] if steps else None
        for step in steps[1:]:
            if is_listing(found):
                found = found[int(step)] if step.isdecimal() and int(step) < len(found) else None
            else:
                found = mapping(found).get(step)
        return found

    def followed(self, at: str) -> str:
        """The pointer at the end of the references that begin at `at`."""
        seen: set[str] = set()
        while at not in seen:
            seen.add(at)
            target = mapping(self.node(at)).get("$ref")
            if not isinstance(target, str) or not target.startswith("#"):
                break
            if self.node(target[1:]) is None:
                break
            at = target[1:]
        return at

    def place(self, at: str) -> Place:
        """The first lines behind the node at `at`, or behind its nearest ancestor."""
        index = int(steps_of(at)[0])
        while at and at not in self.origins:
            at = at.rpartition("/")[0]
        places = self.origins.get(at, ())
        return places[0] if places else Place(self.names[index], 1, 1)

    def tell(self, at: str, code: str, message: str) -> None:
        """Note a finding about the node at `at`."""
        self.findings.append(Finding(self.place(at), code, message))

    def take(self, source: str, target: str) -> None:
        """Put a copy of the node at `source` where `target` says; `-` is the end of a list."""
        head, _, last = target.rpartition("/")
        owner = self.node(head)
        made = copy.deepcopy(self.node(source))
        if is_listing(owner) and last == "-":
            target = f"{head}/{len(owner)}"
            owner.append(made)
        elif is_listing(owner):
            owner[int(last)] = made
        else:
            mapping(owner)[steps_of("/" + last)[0]] = made
        self.origins[target] = (self.place(source),)
        self.origins |= self.origins_of(source, target)

    def set(self, at: str, key: str, value: Any) -> None:
        """Set a key of the object at `at`, which stands on no lines of its own."""
        mapping(self.node(at))[key] = value

    def origins_of(self, source: str, target: str) -> dict[str, tuple[Place, ...]]:
        """The lines behind the nodes from `source` on, as they are called from `target` on."""
        found: dict[str, tuple[Place, ...]] = {}
        waiting = [(self.node(source), source, target)]
        while waiting:
            node, old, new = waiting.pop()
            if old in self.origins:
                found[new] = self.origins[old]
            pairs = list(node.items()) if is_mapping(node) else list(enumerate(listing(node)))
            waiting += [(item, old + pointer(key), new + pointer(key)) for key, item in pairs]
        return found


def _marked(api: Api, index: int) -> dict[str, Any]:
    """A copy of the document in which every name says which document it is of."""

    def visit(node: dict[str, Any], kind: str, _: str) -> Change:
        if kind == "security-requirement":
            return Change({mark(index, name): scopes for name, scopes in node.items()})
        if kind in ("operation", "link") and isinstance(node.get("operationId"), str):
            return Change({**node, "operationId": mark(index, node["operationId"])})
        return Change(node)

    document = with_references(copy.deepcopy(api.document), lambda ref: f"#/{index}{ref[1:]}")
    return Draft(mapping(document), {}).changed(visit).document


def mark(index: int, name: str) -> str:
    """A name together with the document that it is of."""
    return f"#/{index}{pointer(name)}"
