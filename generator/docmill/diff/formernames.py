"""What a client calls an operation, a resource, a schema, and what it called them before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docmill import clientnames
from docmill.api import Document, pointer
from docmill.diff.changes import Delta, Spot
from docmill.diff.operations import Operation
from docmill.given import ALIASES
from docmill.values import listing, mapping

Formers = dict[str, str]
"""Former names with the day until which they stay, "" for none."""


def formers_of(node: Mapping[str, Any]) -> Formers:
    """The former names that an object lists."""
    found = [mapping(item) for item in listing(node.get(ALIASES))]
    return {str(one["name"]): str(one.get("until", "")) for one in found if "name" in one}


def name_of(operation: Operation) -> str:
    """The method of the client, `users.update`."""
    method, _, path = operation.label.partition(" ")
    resource = clientnames.resource_of(operation.node, path)
    return f"{resource}.{clientnames.method_of(operation.node, resource, method.lower(), path)}"


def resources_of(document: Document) -> dict[str, Formers]:
    """The former names of each resource."""
    found: dict[str, Formers] = {}
    for tag in listing(document.get("tags")):
        resource = clientnames.resource_of({"tags": [mapping(tag).get("name")]}, "")
        found.setdefault(resource, formers_of(mapping(tag)))
    return found


def callable_as(operation: Operation, document: Document) -> set[str]:
    """All that the client of a document calls an operation, its present name and former ones."""
    name = name_of(operation)
    resource = name.partition(".")[0]
    homes = [resource, *resources_of(document).get(resource, {})]
    methods = {one.partition(".")[2] for one in (name, *formers_of(operation.node))}
    return {f"{home}.{method}" for home in homes for method in methods}


def stays(old: Operation, new: Operation, document: Document) -> bool:
    """Whether the client of the new document has another name for an operation, and keeps the old
    one as a former name."""
    was, now = name_of(old), name_of(new)
    return was != now and was in callable_as(new, document)


def of_operation(old: Operation, new: Operation, document: Document) -> Iterator[Delta]:
    """Former names of an operation that came, went, or stay until another day."""
    at = old.at + pointer(ALIASES), new.at + pointer(ALIASES)
    left = callable_as(new, document)
    yield from _of("alias", (formers_of(old.node), formers_of(new.node)), at, left)


def of_resources(old: Document, new: Document) -> Iterator[Delta]:
    """The same of resources."""
    before, after = resources_of(old), resources_of(new)
    formers = [{k: v for one in side.values() for k, v in one.items()} for side in (before, after)]
    yield from _of("resource-alias", (formers[0], formers[1]), ("/tags", "/tags"), set(after))


def of_schemas(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Delta]:
    """The same of component schemas."""
    formers = [
        {k: v for one in side.values() for k, v in formers_of(mapping(one)).items()}
        for side in (old, new)
    ]
    at = pointer("components", "schemas")
    yield from _of("schema-alias", (formers[0], formers[1]), (at, at), set(new))


def _of(
    aspect: str, formers: tuple[Formers, Formers], at: tuple[str, str], left: set[str]
) -> Iterator[Delta]:
    """`left` are the names that still call something: a former name that is one is not gone."""
    old, new = formers
    for name in old:
        if name not in new and name not in left:
            yield Delta(aspect, "removed", Spot(at[0], name), None, step=name)
    for name, day in new.items():
        if name not in old:
            yield Delta(aspect, "added", None, Spot(at[1], name), step=name)
        elif old[name] != day:
            values = [f"{name} until {one or 'any day'}" for one in (old[name], day)]
            yield Delta(aspect, "changed", Spot(at[0], values[0]), Spot(at[1], values[1]))
