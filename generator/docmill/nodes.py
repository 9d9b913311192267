"""Which objects an OpenAPI document is made of.

What stands in examples, defaults, enums and `x-` keys is data: no object of the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from docmill.api import pointer
from docmill.values import listing, mapping

Shape = Literal["one", "list", "map"]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_CONTENT: dict[str, tuple[Shape, str]] = {
    "schema": ("one", "schema"),
    "content": ("map", "media-type"),
    "examples": ("map", "example"),
}
_SCHEMA: dict[str, tuple[Shape, str]] = {
    **dict.fromkeys(
        ("properties", "patternProperties", "dependentSchemas", "$defs"), ("map", "schema")
    ),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), ("list", "schema")),
    **dict.fromkeys(
        (
            *("items", "additionalProperties", "not", "if", "then", "else", "contains"),
            *("propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema"),
        ),
        ("one", "schema"),
    ),
}
_COMPONENTS = {
    "schemas": "schema",
    "responses": "response",
    "parameters": "parameter",
    "examples": "example",
    "requestBodies": "request-body",
    "headers": "header",
    "securitySchemes": "security-scheme",
    "links": "link",
    "callbacks": "callbacks",
    "pathItems": "path-item",
}

CHILDREN: dict[str, dict[str, tuple[Shape, str]]] = {
    "document": {
        "info": ("one", "info"),
        "servers": ("list", "server"),
        "paths": ("map", "path-item"),
        "webhooks": ("map", "path-item"),
        "components": ("one", "components"),
        "security": ("list", "security-requirement"),
        "tags": ("list", "tag"),
        "externalDocs": ("one", "external-documentation"),
    },
    "info": {"contact": ("one", "contact"), "license": ("one", "license")},
    "components": {key: ("map", kind) for key, kind in _COMPONENTS.items()},
    "path-item": {
        "servers": ("list", "server"),
        "parameters": ("list", "parameter"),
        **dict.fromkeys(METHODS, ("one", "operation")),
    },
    "operation": {
        "externalDocs": ("one", "external-documentation"),
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "request-body"),
        "responses": ("map", "response"),
        "callbacks": ("map", "callbacks"),
        "security": ("list", "security-requirement"),
        "servers": ("list", "server"),
    },
    "callbacks": {"*": ("one", "path-item")},
    "parameter": _CONTENT,
    "header": _CONTENT,
    "request-body": {"content": ("map", "media-type")},
    "media-type": {
        "schema": ("one", "schema"),
        "examples": ("map", "example"),
        "encoding": ("map", "encoding"),
    },
    "encoding": {"headers": ("map", "header")},
    "response": {
        "headers": ("map", "header"),
        "content": ("map", "media-type"),
        "links": ("map", "link"),
    },
    "link": {"server": ("one", "server")},
    "tag": {"externalDocs": ("one", "external-documentation")},
    "schema": _SCHEMA,
}
"""By kind of object: under which keys others stand, alone, in a list or by name.

The kinds have the names of the definitions in the specification's own JSON Schema.
"""


def child_of(kind: str, key: str) -> tuple[Shape, str] | None:
    """What stands under `key` of an object, or None where it is data."""
    slots = CHILDREN.get(kind, {})
    if key.startswith("x-"):
        return None
    return slots.get(key) or slots.get("*")


def walk(
    node: Any,
    kind: str = "document",
    at: str = "",
    into: Callable[[str], bool] = lambda at: True,
) -> Iterator[tuple[str, str, Any]]:
    """Pointer, kind and value of each object, outer ones first; also where it is no JSON object.

    What lies at and below a pointer that `into` denies is passed over.
    """
    if not into(at):
        return
    yield at, kind, node
    for key, value in mapping(node).items():
        slot = child_of(kind, key)
        if slot is None:
            continue
        inner = at + pointer(key)
        if slot[0] == "one":
            yield from walk(value, slot[1], inner, into)
        elif slot[0] == "list":
            for index, item in enumerate(listing(value)):
                yield from walk(item, slot[1], f"{inner}/{index}", into)
        else:
            for name, item in mapping(value).items():
                if not (name.startswith("x-") and named_by_standard(key)):
                    yield from walk(item, slot[1], inner + pointer(name), into)


def named_by_standard(key: str) -> bool:
    """Whether the names under `key` are the standard's, so that an `x-` among them is data."""
    return key in ("paths", "responses")
