"""Fields become JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docmill.api import pointer
from docmill.page import Place
from docmill.spec import Fact, FieldSpec
from docmill.typewords import Shape, shape_of

_KEY_ORDER = (
    "$ref", "anyOf", "type", "format", "default", "description", "deprecated", "readOnly",
    "writeOnly", "x-docmill-secret", "x-docmill-type", "x-docmill-inferred", "x-docmill-seen",
    "required", "properties", "items",
)  # fmt: skip
Origins = dict[str, tuple[Place, ...]]


@dataclass(frozen=True, slots=True)
class EnumLink:
    """The component schema of a field's values, and whether the page itself links them."""

    ref: str
    at: Place
    basis: str


class SchemaBuilder:
    """Builds the schemas of one operation; `links` gives the enums of its fields by name."""

    def __init__(self, links: Mapping[str, EnumLink]) -> None:
        self.links = links

    def object_of(self, fields: tuple[FieldSpec, ...]) -> tuple[dict[str, Any], Origins]:
        """An object schema with the fields as its properties, and the origins of its nodes."""
        origins: Origins = {}
        properties: dict[str, Any] = {}
        for field in fields:
            name = field.name.value
            properties[name], inner = self.schema_of(field)
            at = pointer("properties", name)
            origins.update({at + below: places for below, places in inner.items()})
        required = [f.name.value for f in fields if f.required and f.required.value]
        schema: dict[str, Any] = {"type": "object"}
        if required:
            schema["required"] = required
        if properties:
            schema["properties"] = properties
        return schema, origins

    def schema_of(self, field: FieldSpec) -> tuple[dict[str, Any], Origins]:
        """The schema of one field, and the origins of its nodes; "" is the schema itself."""
        origins: Origins = {"": tuple(fact.at for fact in _facts(field))}
        shape = self._shape(field, origins)
        inferred = _inferred(field)
        link = self.links.get(field.name.value) if not field.children else None
        if link and "items" not in shape:
            shape = _linked(link, nullable=bool(field.nullable))
            origins["/$ref"] = (link.at,)
            inferred = [*inferred, "enum"] if link.basis == "inferred" else inferred
        if field.default:
            kind = shape_of(field.type.value) if field.type else None
            word = "array" if kind and kind.depth else kind.base if kind else ""
            value = value_of(field.default.value, word or None)
            shape["default"] = field.default.value if value is None else value
        if field.description:
            shape["description"] = field.description.value
        for fact, key in ((field.deprecated, "deprecated"), (field.secret, "x-docmill-secret")):
            if fact:
                shape[key] = True
        if field.access:
            shape["readOnly" if field.access.value == "read-only" else "writeOnly"] = True
        if field.type and shape_of(field.type.value) is None:
            shape["x-docmill-type"] = field.type.value
        if inferred:
            shape["x-docmill-inferred"] = inferred
        if field.seen == "example":
            shape["x-docmill-seen"] = "example"
        return {key: shape[key] for key in sorted(shape, key=_rank)}, origins

    def _shape(self, field: FieldSpec, origins: Origins) -> dict[str, Any]:
        shape = (shape_of(field.type.value) if field.type else None) or Shape("")
        inner: dict[str, Any] = {"type": shape.base} if shape.base else {}
        form = field.format.value if field.format else shape.format
        if form:
            inner["format"] = form
        if field.children:
            inner, found = self.object_of(field.children)
            below = "/items" * shape.depth
            origins.update({below + at: places for at, places in found.items()})
        for _ in range(shape.depth):
            inner = {"type": "array", "items": inner}
        if (field.nullable or shape.nullable) and "type" in inner:
            inner["type"] = [inner["type"], "null"]
        return inner


def _rank(key: str) -> int:
    """What a reader asks first stands first; the inner shape comes last."""
    return _KEY_ORDER.index(key) if key in _KEY_ORDER else len(_KEY_ORDER)


def _linked(link: EnumLink, *, nullable: bool) -> dict[str, Any]:
    ref = {"$ref": f"#{link.ref}"}
    return {"anyOf": [ref, {"type": "null"}]} if nullable else dict(ref)


def _facts(field: FieldSpec) -> list[Fact[Any]]:
    """The facts of a field in the page's order."""
    rest = (field.type, field.default, field.required, field.deprecated, field.description)
    return sorted((field.name, *(f for f in rest if f is not None)), key=lambda fact: fact.at)


def _inferred(field: FieldSpec) -> list[str]:
    """The keywords of the schema that docmill inferred rather than read."""
    pairs: tuple[tuple[str, Fact[Any] | None], ...] = (
        ("type", field.type),
        ("format", field.format),
        ("required", field.required),
        ("nullable", field.nullable),
        ("secret", field.secret),
    )
    found = [key for key, fact in pairs if fact and fact.basis == "inferred"]
    if field.access and field.access.basis == "inferred":
        found.append("readOnly" if field.access.value == "read-only" else "writeOnly")
    return found if field.seen == "section" else []


def value_of(text: str, kind: Any) -> Any:
    """The JSON value of a default as a page writes it: `"25"` of an integer is 25.

    None where it is no value of the type.
    """
    if kind == "string" or kind is None:
        return text
    try:
        value = json.loads(text.lower() if kind == "boolean" else text, parse_constant=_none)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(value, _PYTHON.get(kind, object))
    finite = not isinstance(value, float) or math.isfinite(value)
    return value if fits and finite and isinstance(value, bool) == (kind == "boolean") else None


def _none(word: str) -> None:
    raise ValueError(word)


_PYTHON: dict[Any, Any] = {
    "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list,
}  # fmt: skip


def enum_schema(members: list[tuple[int | str, str]]) -> dict[str, Any]:
    """A named enum: values in the page's order, their names beside them."""
    values = [value for value, _ in members]
    kind = "integer" if all(isinstance(value, int) for value in values) else "string"
    return {"type": kind, "enum": values, "x-enum-varnames": [name for _, name in members]}
