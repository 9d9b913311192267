"""What all operations of a document have in common: the server, the way to authenticate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docmill import statuses
from docmill.api import pointer
from docmill.findings import Finding
from docmill.link.tree import Tree
from docmill.spec import Fact


def general_server(paths: Mapping[str, Any], servers: Mapping[str, Sequence[Fact[str]]]) -> str:
    """The server of most operations, "" where no page names one. An operation with another server
    keeps its own."""
    if not servers:
        return ""
    general = max(servers, key=lambda url: len(servers[url]))
    for path in paths.values():
        for operation in path.values():
            if operation.get("servers") == [{"url": general}]:
                del operation["servers"]
    return general


def secured(paths: Mapping[str, Any], schemes: Sequence[str], tree: Tree) -> list[Finding]:
    """Where some pages say how to authenticate, the others are taken to mean the same: the client
    may send it, and need not."""
    silent = [
        (pointer("paths", path, method), operation)
        for path, item in paths.items()
        for method, operation in item.items()
        if "security" not in operation
    ]
    for _, operation in silent:
        operation["security"] = [*({name: []} for name in schemes), {}]
        operation["x-docmill-inferred"] = ["security"]
    told = f"{len(silent)} operations do not say how to authenticate, others do: the client sends "
    told += "what they ask for, if it has it"
    places = [place for at, _ in silent[:1] if (place := tree.first(at))]
    return [Finding(place, "auth-inferred", told) for place in places]


def phrase_of(status: str) -> str:
    """The phrase of a status: `400` gives `Bad Request`; unknown ones their number."""
    if status == "default":
        return "Any other status"
    return statuses.phrase_of(int(status)) if status.isdigit() else f"Status {status}"
