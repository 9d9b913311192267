"""Objects of a document, each on its own, held against the specification's own JSON Schema.

A fault is told at the smallest object that has it: the objects inside of the one that is looked at
are hidden behind references, so that their faults are theirs alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from docmill.api import Document, pointer
from docmill.nodes import child_of, named_by_standard
from docmill.values import is_listing, is_mapping

REFERABLE = frozenset({
    *("parameter", "response", "request-body", "header", "example", "link", "callbacks"),
    *("security-scheme", "path-item"),
})  # fmt: skip
"""The kinds of objects that may be a reference instead; in 3.1 a schema has its own `$ref`."""

_SMALLEST: dict[str, dict[str, Any]] = {
    "info": {"title": "", "version": ""},
    "server": {"url": "/"},
    "license": {"name": ""},
    "external-documentation": {"url": "/"},
}
_IN_30 = {
    "header": "Header",
    "path-item": "PathItem",
    "request-body": "RequestBody",
    "media-type": "MediaType",
    "security-scheme": "SecurityScheme",
    "security-requirement": "SecurityRequirement",
    "external-documentation": "ExternalDocumentation",
    "callbacks": "Callback",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an object: the steps to the value, the keyword that says so, its words.

    `keys` are those that are not allowed, or the one that is missing; `types` what was asked for.
    """

    steps: tuple[str | int, ...]
    keyword: str
    message: str
    keys: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


def faults_of(node: Any, kind: str, version: str) -> list[Fault]:
    """The faults of one object against OpenAPI `version`, unexpected keys last.

    Whether a key is unexpected cannot be told for sure before the other faults are mended.
    """
    referable = kind in REFERABLE or (kind == "schema" and version == "3.0")
    if is_mapping(node) and "$ref" in node and referable:
        kind = "reference"
    found = {
        Fault(
            tuple(error.instance_path),
            error.kind.name,
            error.message[:200],
            tuple(map(str, getattr(error.kind, "unexpected", ())))
            or tuple(filter(None, [getattr(error.kind, "property", "")])),
            tuple(getattr(error.kind, "types", ())),
        )
        for error in _validator(kind, version).iter_errors(_alone(node, kind, version))
        # a reference is a URI only where it is encoded, and nobody minds
        if error.kind.name != "format" or list(error.instance_path) == ["pattern"]
    }
    return sorted(found, key=lambda one: (one.keyword == "unevaluatedProperties", *_order(one)))


def document_faults(document: Document) -> list[Fault]:
    """The faults of a whole document against OpenAPI 3.1."""
    errors = _validator("document", "3.1").iter_errors(document)
    found = {Fault(tuple(one.instance_path), one.kind.name, one.message[:200]) for one in errors}
    return sorted(found, key=_order)


def _order(fault: Fault) -> tuple[str, ...]:
    return (pointer(*fault.steps), fault.keyword, fault.message)


@cache
def _validator(kind: str, version: str) -> Any:
    # imported here: only OpenAPI inputs need it
    import openapi_spec_validator.schemas as schemas
    from jsonschema_rs import Draft4Validator, Draft202012Validator

    if version == "3.0":
        old: dict[str, Any] = dict(getattr(schemas, "schema_v30"))  # noqa: B009 - not typed
        name = _IN_30.get(kind, kind.capitalize())
        return Draft4Validator(old if kind == "document" else _only(old, f"definitions/{name}"))
    if kind == "schema":
        meta = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
        # formats tell whether a pattern is one
        return Draft202012Validator(meta, validate_formats=True)
    new: dict[str, Any] = dict(getattr(schemas, "schema_v31"))  # noqa: B009 - not typed
    return Draft202012Validator(new if kind == "document" else _only(new, f"$defs/{kind}"))


def _only(schema: Mapping[str, Any], inner: str) -> dict[str, Any]:
    kept = ("$schema", "$defs", "definitions")
    return {"$ref": f"#/{inner}", **{key: schema[key] for key in kept if key in schema}}


def _alone(node: Any, kind: str, version: str) -> Any:
    """An object with the smallest valid ones in the places of those that it holds."""
    if not is_mapping(node):
        return node
    found: dict[str, Any] = {}
    for key, value in node.items():
        slot = child_of(kind, key)
        if slot is None:
            found[key] = value
        elif slot[0] == "one":
            found[key] = _smallest(value, slot[1], version, key)
        elif slot[0] == "list" and is_listing(value):
            found[key] = [_smallest(v, slot[1], version, str(n)) for n, v in enumerate(value)]
        elif slot[0] == "map" and is_mapping(value):
            found[key] = {
                name: (
                    item
                    if name.startswith("x-") and named_by_standard(key)
                    else _smallest(item, slot[1], version, name)
                )
                for name, item in value.items()
            }
        else:
            found[key] = value
    return found


def _smallest(value: Any, kind: str, version: str, unique: str) -> Any:
    if not is_mapping(value):
        return value
    if kind in REFERABLE:
        return {"$ref": pointer(unique)}
    if kind == "operation" and version == "3.0":
        return {"responses": {"default": {"$ref": ""}}}
    return {"name": unique} if kind == "tag" else _SMALLEST.get(kind, {})
