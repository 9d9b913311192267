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
from docmill.typewords import Shape, outline_of, shape_of

_KEY_ORDER = (
    "$ref", "anyOf", "type", "format", "default", "description", "deprecated", "readOnly",
    "writeOnly", "enum", "x-docmill-secret", "x-docmill-type", "x-docmill-linked-by",
    "x-docmill-inferred", "x-docmill-seen", "required", "properties", "items",
)  # fmt: skip
Origins = dict[str, tuple[Place, ...]]


@dataclass(frozen=True, slots=True)
class EnumLink:
    """The component schema of a field's values, the evidence, and whether pages state it."""

    ref: str
    at: Place
    evidence: str
    stated: bool


@dataclass(frozen=True, slots=True)
class Links:
    """The enums of a resource's fields by name, and the names of all its own fields.

    An object takes the links where it is the resource: a body that is sent, or an object of whose
    fields at least half are the resource's own. The envelope of an answer is none, whatever its
    fields are called.
    """

    by_name: Mapping[str, EnumLink]
    own: frozenset[str]

    def apply_to(self, fields: tuple[FieldSpec, ...]) -> bool:
        """Whether an object with these fields is the resource."""
        return 2 * sum(f.name.value in self.own for f in fields) >= len(fields) > 0


class SchemaBuilder:
    """Builds the schemas of one operation; `links` gives the enums of its fields."""

    def __init__(self, links: Links) -> None:
        self.links = links

    def object_of(
        self, fields: tuple[FieldSpec, ...], *, own: bool = False
    ) -> tuple[dict[str, Any], Origins]:
        """An object schema with the fields as its properties, and the origins of its nodes.

        `own` where it is the resource itself that is sent.
        """
        own = own or self.links.apply_to(fields)
        origins: Origins = {}
        properties: dict[str, Any] = {}
        for field in fields:
            name = field.name.value
            properties[name], inner = self.schema_of(field, own=own)
            at = pointer("properties", name)
            origins.update({at + below: places for below, places in inner.items()})
        required = [f.name.value for f in fields if f.required and f.required.value]
        schema: dict[str, Any] = {"type": "object"}
        if required:
            schema["required"] = required
        if properties:
            schema["properties"] = properties
        return schema, origins

    def schema_of(self, field: FieldSpec, *, own: bool) -> tuple[dict[str, Any], Origins]:
        """The schema of one field, and the origins of its nodes; "" is the schema itself."""
        origins: Origins = {"": tuple(fact.at for fact in _facts(field))}
        shape = self._shape(field, origins)
        link = self.links.by_name.get(field.name.value) if own and not field.children else None
        inferred = _inferred(field)
        if link and _is_integer(shape):
            shape = _linked(link, shape, origins, nullable=bool(field.nullable))
            inferred = inferred if link.stated else [*inferred, "enum"]
        if field.default:
            shape |= _default(field, field.default.value)
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
        shape = outline_of(field.type.value) if field.type else Shape("")
        inner: dict[str, Any] = {"type": shape.base} if shape.base else {}
        form = field.format.value if field.format else shape.format
        if form:
            inner["format"] = form
        if field.values and not field.children:
            inner["enum"] = [value.value for value in field.values]
        below = "/items" * shape.depth
        if shape.choices:
            inner = {"anyOf": [self._choice(one, field, origins, f"{below}/anyOf/{n}")
                               for n, one in enumerate(shape.choices)]}  # fmt: skip
        elif field.children:
            inner = self._object(field, origins, below)
        for _ in range(shape.depth):
            inner = {"type": "array", "items": inner}
        return _with_null(inner) if field.nullable or shape.nullable else inner

    def _choice(self, one: Shape, field: FieldSpec, origins: Origins, below: str) -> dict[str, Any]:
        """One shape of a union: the described properties are those of the object among them."""
        inner: dict[str, Any] = {"type": one.base} if one.base else {}
        if one.format:
            inner["format"] = one.format
        if one.values:
            inner["enum"] = list(one.values)
        if one.base == "object" and field.children:
            inner = self._object(field, origins, below + "/items" * one.depth)
        for _ in range(one.depth):
            inner = {"type": "array", "items": inner}
        return inner

    def _object(self, field: FieldSpec, origins: Origins, below: str) -> dict[str, Any]:
        """The object of the properties of a field, with their origins below a pointer."""
        inner, found = self.object_of(field.children)
        origins.update({below + at: places for at, places in found.items()})
        return inner


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that takes null, too."""
    if "anyOf" in schema:
        return {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "type" not in schema:
        return schema
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **values}


def _rank(key: str) -> int:
    """What a reader asks first stands first; the inner shape comes last."""
    return _KEY_ORDER.index(key) if key in _KEY_ORDER else len(_KEY_ORDER)


def _default(field: FieldSpec, text: str) -> dict[str, Any]:
    """The default of a schema; none where it is no value of the field's type, which is told. An
    empty one is kept as it stands."""
    kind = (shape_of(field.type.value) if field.type else None) or Shape("")
    if kind.nullable and text.lower() in ("null", "none"):
        return {"default": None}
    words = ["array" if one.depth else one.base for one in kind.choices or (kind,)]
    for word in sorted(words, key="string".__eq__):  # any text is a string
        value = value_of(text, word or None)
        if value is not None:
            return {"default": value}
    return {} if text else {"default": text}


def _is_integer(shape: dict[str, Any]) -> bool:
    kind: Any = shape.get("items", shape).get("type")
    return kind in ("integer", ["integer", "null"])


def _linked(
    link: EnumLink, shape: dict[str, Any], origins: Origins, *, nullable: bool
) -> dict[str, Any]:
    """The reference to an enum, in an array where the field is one."""
    ref: dict[str, Any] = {"$ref": f"#{link.ref}"}
    if "items" in shape:
        origins["/items/$ref"] = (link.at,)
        return {**shape, "items": ref, "x-docmill-linked-by": link.evidence}
    origins["/$ref"] = (link.at,)
    found = {"anyOf": [ref, {"type": "null"}]} if nullable else ref
    return {**found, "x-docmill-linked-by": link.evidence}


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
