"""The keys of the configuration: their values, what they are for, and how mistakes are told.

`SHAPE` is JSON Schema (2020-12), and the one place where keys are declared: `config` checks the
configuration against it, and `docmill schema config` prints it. The `title` of a value is what a
message says that it must be. Only the keywords that `fits` knows are used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from docmill.values import is_listing, is_mapping

Shape = dict[str, Any]

_PATH: Shape = {
    "type": "string",
    "title": "a path in quotes, of at least one character and no zero byte",
    "pattern": r"^[^\x00]+$",
}
_ADDRESS: Shape = {
    "type": "string",
    "title": "an address: https://...",
    "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://(\[[0-9A-Fa-f:.]+\]|[^\s\\%/?#:@\[\]]+)(:[0-9]{1,5})?"
    r"([/?#][^\n]*)?$",
}
_TEXT: Shape = {"type": "string", "minLength": 1}
_TEXTS: Shape = {
    "title": "a text in quotes, or a list of them",
    "anyOf": [_TEXT, {"type": "array", "items": _TEXT}],
}
_ADDRESSES: Shape = {
    "title": "an address: https://..., or a list of them",
    "anyOf": [_ADDRESS, {"type": "array", "items": _ADDRESS}],
}
_HOST: Shape = {"type": "string", "pattern": r"^([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$"}
_HOSTS: Shape = {
    "title": "a host as addresses have it (docs.acme.com), or a list of them",
    "anyOf": [_HOST, {"type": "array", "items": _HOST}],
}


def _number(least: float, most: float, kind: str = "number") -> Shape:
    told = f"a number from {least} to {most}"
    return {"type": kind, "title": told, "minimum": least, "maximum": most}


FETCH: Shape = {
    "type": "object",
    "description": "Where `docmill fetch` has the pages of the site from, and how far it goes.",
    "additionalProperties": False,
    "anyOf": [
        {"required": [key], "properties": {key: {"minItems": 1}}} for key in ("source", "pages")
    ],
    "properties": {
        "source": {
            **_ADDRESSES,
            "description": "A list of the pages: llms.txt or a sitemap; or several of them.",
            "examples": ["https://docs.acme.com/llms.txt"],
        },
        "pages": {
            **_ADDRESSES,
            "description": "Single pages.",
            "examples": [["https://docs.acme.com/api/openapi.json"]],
        },
        "include": {
            **_TEXTS,
            "description": "Patterns of paths, or of addresses: only these pages are fetched.",
            "examples": [["/api/*"]],
        },
        "exclude": {
            **_TEXTS,
            "description": "Patterns of paths, or of addresses: these pages are not fetched.",
            "examples": [["*/changelog"]],
        },
        "hosts": {
            **_HOSTS,
            "description": "The hosts that may be asked; by default those of `source` and `pages`.",
            "examples": [["docs.acme.com"]],
        },
        "loss": {
            **_number(0, 1),
            "description": "The share of fields, enum values, operations and pages that may vanish "
            "at once.",
            "default": 0.3,
        },
        "private": {
            "type": "boolean",
            "title": "true or false",
            "description": "Whether the hosts may lie in a private network.",
            "default": False,
        },
        "concurrency": {
            **_number(1, 32, "integer"),
            "description": "Requests at a time, for each host.",
            "default": 4,
        },
        "page_seconds": {
            **_number(0.01, 3600),
            "description": "The longest that a page may take, in seconds.",
            "default": 30,
        },
        "run_seconds": {
            **_number(0.01, 86400),
            "description": "The longest that a whole run may take, in seconds.",
            "default": 3600,
        },
    },
}

SITE: Shape = {
    "type": "object",
    "description": "One API: where its pages are, where its spec and its output go.",
    "additionalProperties": False,
    "properties": {
        "docs": {
            **_PATH,
            "description": "The folder of the pages as saved; by default specs/NAME/docs.",
            "examples": ["specs/acme/docs"],
        },
        "spec": {
            **_PATH,
            "description": "The folder of the spec files, which are committed; by default "
            "specs/NAME/spec. What people decide (corrections, ...) lies beside it.",
            "examples": ["specs/acme/spec"],
        },
        "output": {
            **_PATH,
            "description": "The folder of the OpenAPI document, the client and its tests; by "
            "default generated/NAME.",
            "examples": ["generated/acme"],
        },
        "templates": {**_PATH, "description": "A folder of templates that go before docmill's."},
        "trust": {
            "type": "array",
            "title": "a list of patterns of page names",
            "items": {"type": "string"},
            "description": "Which page is believed where two disagree, the most trusted first.",
            "examples": [["*.md", "*.txt"]],
        },
        "docs_url": {
            **_ADDRESS,
            "description": "Where the pages are published, by their names.",
            "examples": ["https://docs.acme.com"],
        },
        "version": {
            "type": "string",
            "title": 'a version in quotes: "1.4.0"',
            "pattern": r"^([0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?(\.(post|dev)[0-9]+)*"
            r"|[0-9]+\.[0-9]+\.[0-9]+-[0-9A-Za-z.-]+)$",
            "description": "The version of the client, to which `docmill diff` suggests the next.",
            "default": "0.1.0",
            "examples": ["1.4.0"],
        },
        "failure": {
            "title": "the name of a property, or false",
            "anyOf": [{"type": "string"}, {"type": "boolean", "enum": [False]}],
            "description": "The property of answers that says whether a request worked; false "
            "where there is none.",
            "examples": ["WasSuccessful"],
        },
        "fetch": FETCH,
    },
}

SHAPE: Shape = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "docmill",
    "description": "The configuration: [tool.docmill] of pyproject.toml, or docmill.toml.",
    "type": "object",
    "additionalProperties": False,
    "required": ["sites"],
    "properties": {
        "sites": {
            "type": "object",
            "description": "The APIs by name; the name is that of the client's package.",
            "minProperties": 1,
            "propertyNames": {"pattern": r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"},
            "additionalProperties": SITE,
        }
    },
}


def _whole(value: Any) -> bool:
    return _is_number(value) and value == int(value)


def _is_number(value: object) -> bool:
    finite = isinstance(value, int) or (isinstance(value, float) and abs(value) < float("inf"))
    return finite and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": _is_number,
    "integer": _whole,
    "array": is_listing,
    "object": is_mapping,
}


def fits(value: Any, shape: Shape) -> bool:
    """Whether a value that is no table is one of its shape, as JSON Schema has it."""
    if "type" in shape and not _TYPES[shape["type"]](value):
        return False
    if isinstance(value, str) and not _fits_text(value, shape):
        return False
    if is_listing(value) and not all(fits(item, shape.get("items", {})) for item in value):
        return False
    if "minimum" in shape and not shape["minimum"] <= value <= shape["maximum"]:
        return False
    if "enum" in shape and value not in shape["enum"]:
        return False
    return "anyOf" not in shape or any(fits(value, one) for one in shape["anyOf"])


def _fits_text(value: str, shape: Shape) -> bool:
    if len(value) < shape.get("minLength", 0):
        return False
    # all patterns are of whole texts; `$` of Python would let a line end after them
    return "pattern" not in shape or bool(re.fullmatch(shape["pattern"][1:-1], value))
