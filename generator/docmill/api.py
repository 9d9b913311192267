"""The whole API: the OpenAPI document, and the page lines behind each node of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from docmill.findings import Finding
from docmill.page import Place
from docmill.values import is_listing

Document = dict[str, Any]
"""An OpenAPI 3.1 document as plain JSON values: the one type here that a standard gives."""


VERSION = "x-docmill-version"
"""The key of a document that holds the version of its client."""

Custom = Mapping[str, frozenset[str]]
"""The classes that hand-written modules of the client define, by module."""


def pointer(*steps: str | int) -> str:
    """A JSON pointer (RFC 6901) of unescaped steps: `paths`, `/users` gives `/paths/~1users`."""
    return "".join(["/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps])


def steps_of(text: str) -> list[str]:
    """The unescaped steps of a JSON pointer, with or without a leading `#`."""
    parts = text.removeprefix("#").split("/")[1:]
    return [part.replace("~1", "/").replace("~0", "~") for part in parts]


@dataclass(frozen=True, slots=True, eq=False)
class Api:
    """One API, ready to be emitted; equal only to itself, so that what is made of it can be kept.

    `name` is a Python package name. `origins` maps JSON pointers into `document` to the lines that
    made the node; a node without an entry comes from the lines of its nearest ancestor. `custom`
    is what the user has written by hand beside the client.
    """

    name: str
    document: Document
    origins: Mapping[str, tuple[Place, ...]] = field(default_factory=dict[str, tuple[Place, ...]])
    findings: tuple[Finding, ...] = ()
    custom: Custom = field(default_factory=dict[str, frozenset[str]])

    def origin(self, at: str) -> tuple[Place, ...]:
        """The lines behind the node at JSON pointer `at`, or behind its nearest ancestor."""
        while at and at not in self.origins:
            at = at.rpartition("/")[0]
        return self.origins.get(at, ())

    def node(self, at: str) -> Any:
        """The node at JSON pointer `at`. Raises KeyError where the document has none."""
        found: Any = self.document
        for step in steps_of(at):
            try:
                found = found[int(step)] if is_listing(found) else found[step]
            except (ValueError, IndexError, TypeError):
                raise KeyError(at) from None
        return found
