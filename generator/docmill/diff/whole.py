"""What belongs to an operation as such, and what belongs to the API as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docmill.api import VERSION, pointer, steps_of
from docmill.diff import formernames
from docmill.diff.access import credentials, schemes, servers
from docmill.diff.changes import Delta, Spot, difference
from docmill.diff.objects import Placed, Told, flags_of, items, members, told_of
from docmill.diff.operations import Operation
from docmill.diff.schemas import Schemas
from docmill.diff.views import View
from docmill.given import ALIASES
from docmill.nodes import METHODS
from docmill.values import listing, mapping

_OPERATION = {
    *("parameters", "requestBody", "responses", "callbacks", "security", "servers", "$ref"),
    *("tags", "operationId", "deprecated"),
    ALIASES,
    *("x-docmill-roles", "x-docmill-pagination", "x-docmill-failure"),
}
_ITEM = {"parameters", "servers", "$ref", *METHODS}
_WHOLE = {"openapi", "info", "servers", "paths", "webhooks", "components", "security", "tags"}
_PACKAGE = "x-docmill-package"
_DIALECT = "jsonSchemaDialect"


def presence(old: Operation | None, new: Operation | None) -> Delta:
    """An operation that one side has."""
    before = Spot(old.at, old.label) if old else None
    after = Spot(new.at, new.label) if new else None
    return Delta("", "added" if old is None else "removed", before, after)


def itself(
    views: tuple[View, View], names: dict[str, str], old: Operation, new: Operation
) -> Iterator[Delta]:
    """What differs in an operation apart from what it is sent and what it answers."""

    def of(key: str) -> tuple[Any, Any]:
        return old.node.get(key), new.node.get(key)

    def at(key: str) -> tuple[str, str]:
        return old.at + pointer(key), new.at + pointer(key)

    if old.key != new.key:
        yield from difference("address", (old.label, new.label), (old.at, new.at))
    tags = [[str(tag) for tag in listing(value)] for value in of("tags")]
    document = views[1].api.document
    if not formernames.stays(old, new, document):
        yield from difference("id", (old.name or None, new.name or None), at("operationId"))
        yield from difference("resource", [_resource(tag) for tag in tags], at("tags"))
    yield from formernames.of_operation(old, new, document)
    yield from items("tag", [tag[1:] for tag in tags], at("tags"))
    two = Placed(old.node, old.at), Placed(new.node, new.at)
    yield from flags_of("deprecated", "deprecated", two)
    yield from items(
        "role", [listing(value) for value in of("x-docmill-roles")], at("x-docmill-roles")
    )
    for aspect in ("pagination", "failure"):
        key = f"x-docmill-{aspect}"
        yield from difference(aspect, [value or None for value in of(key)], at(key))
    yield from servers(views, old, new)
    yield from credentials(views, old, new, names)
    yield from members("callback", of("callbacks"), at("callbacks"))
    yield from told_of(two, _OPERATION)
    yield from told_of((Placed(old.item, old.item_at), Placed(new.item, new.item_at)), _ITEM)


def _resource(tags: list[str]) -> str:
    """The first tag names the resource that a method belongs to."""
    return tags[0] if tags else "no resource"


def whole(views: tuple[View, View], schemas: Schemas, names: dict[str, str]) -> Iterator[Told]:
    """What differs in the API as a whole, once its operations are compared."""
    old, new = (view.api.document for view in views)
    for part in (_root(old, new), _info(old, new), _components(old, new, schemas.renamed)):
        for delta in part:
            yield "api", "", delta
    for delta in schemes(*views, names):
        yield "security-scheme", "", delta


def _root(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Delta]:
    yield from difference(
        "package", (old.get(_PACKAGE), new.get(_PACKAGE)), [pointer(_PACKAGE)] * 2
    )
    dialects = [one.get(_DIALECT) or "JSON Schema 2020-12" for one in (old, new)]
    yield from difference("dialect", dialects, [pointer(_DIALECT)] * 2)
    hooks = old.get("webhooks"), new.get("webhooks")
    yield from members("webhook", hooks, ["/webhooks"] * 2)
    yield from told_of((Placed(old, ""), Placed(new, "")), {*_WHOLE, _PACKAGE, _DIALECT, VERSION})


def _info(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Delta]:
    before, after = (mapping(one.get("info")) for one in (old, new))
    for key in sorted(before.keys() | after.keys()):
        aspect = "extension" if key.startswith("x-") else "description"
        values, at = (before.get(key), after.get(key)), [pointer("info", key)] * 2
        yield from difference(aspect, values, at, step=f"info {key}")
    yield from formernames.of_resources(old, new)
    tags = [
        {str(mapping(tag).get("name")): _told_of_tag(tag) for tag in listing(one.get("tags"))}
        for one in (old, new)
    ]
    for name in sorted(tags[0].keys() | tags[1].keys()):
        values = tags[0].get(name), tags[1].get(name)
        yield from difference("description", values, ["/tags"] * 2, step=f"tag {name}")


def _told_of_tag(tag: Any) -> Any:
    return {key: value for key, value in mapping(tag).items() if key != ALIASES}


def _components(
    old: dict[str, Any], new: dict[str, Any], corresponding: dict[str, str]
) -> Iterator[Delta]:
    """Schemas that came, went, or have another name: clients call their classes after them."""
    before, after = (mapping(mapping(one.get("components")).get("schemas")) for one in (old, new))
    moved: set[str] = set()
    for at, now in corresponding.items():
        name, other = steps_of(at)[-1], steps_of(now)[-1]
        if name in formernames.formers_of(mapping(after.get(other))):
            moved |= {name, other}
        elif name not in after and other not in before and not {name, other} & moved:
            moved |= {name, other}
            yield Delta("schema", "changed", Spot(at, name), Spot(now, other), step=name)
    yield from formernames.of_schemas(before, after)
    for delta in members("schema", (before, after), ["/components/schemas"] * 2, changes=False):
        if delta.step not in moved:
            yield delta
