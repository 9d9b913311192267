"""Which components of a document an operation or a schema refers to, directly or through others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from docmill.api import Api, Document, pointer, steps_of
from docmill.nodes import METHODS
from docmill.values import is_listing, is_mapping, mapping


@dataclass(slots=True)
class Uses:
    """The references of one document; what a component refers to is looked up once."""

    document: Document
    known: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def reached(self, node: Any) -> set[str]:
        """The pointers of all components that a value leads to."""
        seen: set[str] = set()
        waiting = _references(node)
        while waiting:
            one = waiting.pop()
            seen.add(one)
            waiting |= self._of(one) - seen
        return seen

    def count(self, component: str) -> int:
        """How many operations lead to a component."""
        return sum(
            component in self.reached([item[method], item.get("parameters")])
            for item in map(mapping, mapping(self.document.get("paths")).values())
            for method in METHODS
            if method in item
        )

    def _of(self, component: str) -> set[str]:
        if component not in self.known:
            try:
                self.known[component] = _references(Api("", self.document).node(component))
            except KeyError:  # a reference to nowhere
                self.known[component] = set()
        return self.known[component]


def _references(node: Any) -> set[str]:
    """The components that a value itself refers to."""
    if is_listing(node):
        return set[str]().union(*map(_references, node))
    if not is_mapping(node):
        return set()
    ref = node.get("$ref")
    own: set[str] = set()
    if isinstance(ref, str) and ref.startswith("#/"):
        own.add(pointer(*steps_of(ref)[:3]))
    return own.union(*map(_references, node.values()))
