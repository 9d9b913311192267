"""Faults of the objects of an OpenAPI document: each mended, or the smallest part left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from docmill.api import pointer
from docmill.draft import Change, Draft, before
from docmill.read.standard import Fault, faults_of
from docmill.typewords import shape_of
from docmill.values import is_listing, listing, mapping

Tell = Callable[[Draft, str, str, str], None]
"""Told a draft, the pointer of a fault in it, the code, and what was made of it."""

_MOST = 200
"""More faults than a sane object has; one with more is left out."""

_DEFAULTS: dict[tuple[str, str], Any] = {
    ("response", "description"): "",
    ("document", "info"): {"title": "API", "version": "0.0.0"},
    ("info", "title"): "API",
    ("info", "version"): "0.0.0",
    ("parameter", "required"): True,
}
"""What stands for a missing key. Without one of these, an object without the key is left out."""

_KEYWORDS = {
    *("type", "format", "items", "default", "enum", "minimum", "maximum", "pattern", "minLength"),
    *("maxLength", "minItems", "maxItems", "uniqueItems", "multipleOf"),
}
_CLASSES: dict[str, Any] = {
    "null": type(None),
    "boolean": bool,
    "integer": int,
    "number": float,
    "string": str,
    "array": list,
    "object": dict,
}
_TYPES = set(_CLASSES)


@dataclass(frozen=True, slots=True)
class _Mended:
    """An object (or None where it is left out), and what was done to it."""

    node: dict[str, Any] | None
    told: str
    moved: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class Mender:
    """Visits the objects of a draft; `busy` once it had something to mend."""

    draft: Draft
    tell: Tell
    busy: bool = False

    def visit(self, node: dict[str, Any], kind: str, at: str) -> Change | None:
        """The object without faults, or None where nothing valid is left of it."""
        change = Change(self._typed_alike(self._lifted(node, at), at) if kind == "schema" else node)
        for _ in range(_MOST):
            faults = faults_of(change.node, kind, "3.1")
            if not faults:
                return change
            done = _mend(change.node, kind, faults[0])
            self._told(at + before(pointer(*place_of(faults[0])), change.moved), done.told)
            if done.node is None:
                return None
            older = {new: before(old, change.moved) for new, old in done.moved.items()}
            change = Change(done.node, {**change.moved, **older})
        self._told(at, f"more than {_MOST} faults: the {kind} is left out")
        return None

    def _told(self, at: str, message: str) -> None:
        self.busy = True
        self.tell(self.draft, at, "document-invalid", message)

    def _lifted(self, node: dict[str, Any], at: str) -> dict[str, Any]:
        """`required: true` on a property belongs into the list of the object round it."""
        found = dict(mapping(node.get("properties")))
        stated = node.get("required")
        required = [stated] if isinstance(stated, str) else list(listing(stated))
        lifted = False
        for name, value in mapping(node.get("properties")).items():
            stated = mapping(value).get("required")
            if not isinstance(stated, bool):
                continue
            lifted = True
            found[name] = {key: item for key, item in value.items() if key != "required"}
            required += [name] if stated and name not in required else []
            told = f"`required` of the property {name!r} is no list: moved to the object round it"
            self._told(at + pointer("properties", name, "required"), told)
        if not lifted:
            return node
        return {**node, "properties": found, **({"required": required} if required else {})}

    def _typed_alike(self, node: dict[str, Any], at: str) -> dict[str, Any]:
        """Values of an enum that lack their quotes, or have too many: none is of the type."""
        values, types = listing(node.get("enum")), _types(node)
        if values and "array" in types and not any(is_listing(value) for value in values):
            self._told(at + "/enum", "no value of the enum is an array: taken as its items'")
            items = {**mapping(node.get("items")), "enum": [v for v in values if v is not None]}
            return {key: v for key, v in node.items() if key != "enum"} | {"items": items}
        fitting = [_coerced(value, types) for value in values]
        if not values or not types or None in fitting or any(_is_of(v, types) for v in values):
            return node
        told = f"no value of the enum is of the type {node['type']!r}: taken as {fitting!r:.100}"
        self._told(at + "/enum", told)
        return {**node, "enum": fitting}


def place_of(fault: Fault) -> tuple[str | int, ...]:
    """The steps to what a reader should look at."""
    extra = fault.keyword in ("unevaluatedProperties", "additionalProperties")
    return (*fault.steps, *fault.keys[:1]) if extra else fault.steps


def _mend(node: dict[str, Any], kind: str, fault: Fault) -> _Mended:
    if fault.keyword in ("unevaluatedProperties", "additionalProperties"):
        return _unexpected(node, kind, fault)
    if fault.keyword == "propertyNames" and kind == "components":
        return _renamed(node, str(fault.steps[0]))
    if fault.keyword == "required" and not fault.steps:
        return _missing(node, kind, fault.keys[0])
    if kind == "schema" and fault.steps[:1] == ("type",):
        return _typed(node)
    if fault.keyword == "anyOf" and kind == "document":
        return _Mended({**node, "paths": {}}, "the document has no paths: taken as one without")
    if fault.keyword == "oneOf" and not fault.steps and kind in ("parameter", "header"):
        return _described(node, kind)
    if fault.keyword == "type":
        value = _at(node, fault.steps)
        fitting = _coerced(value, fault.types)
        if fitting is not None:
            told = f"{fault.message}: taken as {json.dumps(fitting)[:100]}"
            return _Mended(_with(node, fault.steps, fitting), told)
    if not fault.steps:
        return _Mended(None, f"{fault.message}: the {kind} is left out")
    return _Mended(*_without(node, fault.steps, f"{fault.message}: left out"))


def _described(node: dict[str, Any], kind: str) -> _Mended:
    """A parameter has a schema or a content; before OpenAPI 3 it had the schema's keywords."""
    if "schema" in node:
        left = {key: item for key, item in node.items() if key != "content"}
        return _Mended(left, f"the {kind} has both schema and content: content is left out")
    left = {key: item for key, item in node.items() if key not in _KEYWORDS}
    schema = {key: item for key, item in node.items() if key in _KEYWORDS}
    moved = {pointer("schema", key): pointer(key) for key in schema}
    if not schema:
        told = f"the {kind} has neither schema nor content: any value is allowed"
    else:
        told = f"the {kind} has no schema: {', '.join(schema)} are taken as its schema's"
    return _Mended({**left, "schema": schema}, told, moved)


def _missing(node: dict[str, Any], kind: str, key: str) -> _Mended:
    if (kind, key) not in _DEFAULTS:
        return _Mended(None, f"`{key}` is missing: the {kind} is left out")
    value = _DEFAULTS[kind, key]
    told = f"`{key}` of the {kind} is missing: taken as {json.dumps(value)}"
    return _Mended({**node, key: value}, told)


def _unexpected(node: dict[str, Any], kind: str, fault: Fault) -> _Mended:
    owner = "/".join(map(str, fault.steps)) or kind
    key = fault.keys[0]
    inside = mapping(_at(node, fault.steps))
    if kind == "document" and owner == "paths" and key and f"/{key}" not in inside:
        paths = {f"/{key}" if name == key else name: item for name, item in inside.items()}
        moved = {pointer("paths", f"/{key}"): pointer("paths", key)}
        return _Mended(
            {**node, "paths": paths}, f"the path {key!r} does not begin with /: it does now", moved
        )
    told = f"`{key}` is no part of the {owner} that OpenAPI knows: left out"
    return _Mended(*_without(node, (*fault.steps, key), told))


def _renamed(node: dict[str, Any], section: str) -> _Mended:
    """Components whose names are no names, as generators write for generics (`Page<User>`)."""
    named: dict[str, Any] = {}
    moved: dict[str, str] = {}
    taken = set(mapping(node[section]))
    changes: list[str] = []
    for name, item in mapping(node[section]).items():
        fitting = re.sub(r"[^a-zA-Z0-9._-]+", "_", name).strip("_") or "unnamed"
        if fitting == name:
            named[name] = item
            continue
        while fitting in taken or fitting in named:
            fitting += "_"
        named[fitting] = item
        moved[pointer(section, fitting)] = pointer(section, name)
        changes.append(f"{name!r} is called {fitting!r}")
    told = f"a component's name has letters, digits and ._- alone: {', '.join(changes)}"
    return _Mended({**node, section: named}, told, moved)


def _typed(schema: dict[str, Any]) -> _Mended:
    """A `type` in the words of another language."""
    stated = schema["type"]
    left = {key: item for key, item in schema.items() if key != "type"}
    if is_listing(stated):
        known = list(dict.fromkeys(word for word in stated if str(word) in _TYPES))
        told = f"the types {stated} are not all types of JSON: the others are left out"
        return _Mended({**left, **({"type": known} if known else {})}, told)
    word = "null" if stated is None else str(stated)
    shape = shape_of(word)
    left["x-docmill-type"] = word
    if shape is None or not (shape.base or shape.depth):
        return _Mended(left, f"{word!r} is no type of JSON: any value is allowed")
    found: dict[str, Any] = {"type": shape.base} if shape.base else {}
    if shape.format:
        found["format"] = left.pop("format", shape.format)
    for _ in range(shape.depth):
        found = {"type": "array", "items": left.get("items", found)}
    return _Mended(
        {**found, **left, **found}, f"{word!r} is no type of JSON: taken as {found['type']!r}"
    )


def _coerced(value: Any, types: tuple[str, ...]) -> Any:
    """The value as one of the types where it says the same in another type; else None."""
    if "string" in types and isinstance(value, int | float):
        return json.dumps(value)
    if not isinstance(value, str):
        return None
    if "array" in types:
        return [value]
    if "boolean" in types and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if {"integer", "number"} & set(types) and re.fullmatch(r"-?[0-9]{1,15}", value):
        return int(value)
    return None


def _types(schema: dict[str, Any]) -> tuple[str, ...]:
    """The types that a schema states."""
    stated = schema.get("type")
    return (stated,) if isinstance(stated, str) else tuple(map(str, listing(stated)))


def _is_of(value: Any, types: tuple[str, ...]) -> bool:
    kind = next(kind for kind, classes in _CLASSES.items() if isinstance(value, classes))
    return kind in types or (kind == "integer" and "number" in types)


def _at(node: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        node = node[_key(node, step)]
    return node


def _key(owner: Any, step: str | int) -> Any:
    """The validator gives `200` as a number in an object, too."""
    return int(step) if is_listing(owner) else str(step)


def _with(node: Any, steps: tuple[str | int, ...], value: Any) -> Any:
    """A copy of a node with another value at `steps`."""
    if not steps:
        return value
    inner = _with(node[_key(node, steps[0])], steps[1:], value)
    if is_listing(node):
        return [inner if index == steps[0] else item for index, item in enumerate(node)]
    return {**node, str(steps[0]): inner}


def _without(
    node: dict[str, Any], steps: tuple[str | int, ...], told: str
) -> tuple[dict[str, Any], str, dict[str, str]]:
    """A copy of a node without what is at `steps`; what follows in a list moves up."""
    head, last = steps[:-1], str(steps[-1])
    owner = _at(node, head)
    if is_listing(owner):
        index = int(last)
        at = pointer(*head)
        moved = {f"{at}/{n}": f"{at}/{n + 1}" for n in range(index, len(owner) - 1)}
        return _with(node, head, [*owner[:index], *owner[index + 1 :]]), told, moved
    return _with(node, head, {k: item for k, item in owner.items() if k != last}), told, {}
