"""The operations of a document, and which of them correspond to each other in another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docmill.api import pointer
from docmill.diff.objects import Placed
from docmill.diff.views import View
from docmill.nodes import METHODS
from docmill.values import listing, mapping


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, references followed. `key` is equal where nothing on the wire differs."""

    label: str
    key: str
    at: str
    node: dict[str, Any]
    item: dict[str, Any]
    item_at: str

    @property
    def variables(self) -> list[str]:
        """The names of the variables in the path, in order."""
        return re.findall(r"\{([^{}]*)\}", self.label)

    @property
    def name(self) -> str:
        """The operation id, or nothing."""
        found = self.node.get("operationId")
        return found if isinstance(found, str) else ""


def operations_of(view: View) -> dict[str, Operation]:
    """The operations of a document by method and path, the names of path variables left out."""
    found: dict[str, Operation] = {}
    for path, value in mapping(view.api.document.get("paths")).items():
        item, item_at = view.followed(value, pointer("paths", path))
        for method in METHODS:
            if method not in item or path.startswith("x-"):
                continue
            label = f"{method.upper()} {path}"
            node, at = view.followed(item[method], item_at + pointer(method))
            key = re.sub(r"\{[^{}]*\}", "{}", label)
            found[key] = Operation(label, key, at, node, item, item_at)
    return found


Pair = tuple[Operation | None, Operation | None]


def pairs_of(old: dict[str, Operation], new: dict[str, Operation]) -> Iterator[Pair]:
    """Operations of one address, then those of one operation id, then the others alone."""
    gone = {op.name: op for key, op in old.items() if key not in new and op.name}
    fresh = {op.name: op for key, op in new.items() if key not in old and op.name}
    for key, op in old.items():
        moved = fresh.get(op.name)
        if key in new:
            yield op, new[key]
        else:
            yield op, moved if gone.get(op.name) is op else None
    for key, op in new.items():
        moved = gone.get(op.name)
        if key not in old and not (moved and fresh.get(op.name) is op):
            yield None, op


def parameters_of(view: View, operation: Operation) -> dict[tuple[str, str], Placed]:
    """The parameters by place and name; path variables by their position in the path."""
    found: dict[tuple[str, str], Placed] = {}
    positions = {name: str(index) for index, name in enumerate(operation.variables)}
    for node, at in ((operation.item, operation.item_at), (operation.node, operation.at)):
        for index, value in enumerate(listing(node.get("parameters"))):
            parameter, place = view.followed(value, at + pointer("parameters", index))
            where, name = str(parameter.get("in")), str(parameter.get("name"))
            if where == "header":
                name = name.lower()
                if name in ("accept", "content-type", "authorization"):
                    continue  # the standard says that these are not parameters
            if where == "path":
                name = positions.get(name, name)
            found[where, name] = Placed(parameter, place)
    return found


def content_of(view: View, node: dict[str, Any], at: str) -> dict[str, Placed]:
    """The media types of a body, by name in lower case without blanks."""
    found: dict[str, Placed] = {}
    for name, value in mapping(node.get("content")).items():
        media, place = view.followed(value, at + pointer("content", name))
        found["".join(name.lower().split())] = Placed(media, place)
    return found
