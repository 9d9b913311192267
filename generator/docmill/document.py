"""Reading an OpenAPI document: references followed, `allOf` merged, what is lost reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from docmill.api import Api, pointer
from docmill.findings import Finding
from docmill.page import Place
from docmill.values import listing, mapping

Side = Literal["request", "response"]
HIDDEN: dict[Side, str] = {"request": "readOnly", "response": "writeOnly"}
"""The keyword of properties that a side does not have."""

UNSUPPORTED = (
    "not",
    "if",
    "patternProperties",
    "prefixItems",
    "dependentSchemas",
    "dependentRequired",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
    "$dynamicRef",
)
_SHAPING = {
    *("type", "properties", "items", "allOf", "anyOf", "oneOf", "enum", "const", "required"),
    *("additionalProperties", "format"),
}


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an object, with its place; `required` as the object says.

    One that an object requires and no schema describes stands at the object's `required`.
    """

    name: str
    schema: Any
    at: str
    required: bool
    described: bool = True


@dataclass(frozen=True, slots=True)
class Node:
    """A schema with its identity `at`: the pointer of what it refers to, or its own.

    `schema` has neither `$ref` nor `allOf`: what they bring is merged into it; `elsewhere` says
    where those of its keywords stand that hold schemas and came from another place than `at`.
    """

    at: str
    schema: dict[str, Any]
    properties: tuple[Property, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict[str, str])

    def place(self, keyword: str, *steps: int) -> str:
        """The pointer of what `keyword` holds, or of what is `steps` below it."""
        return self.elsewhere.get(keyword, self.at) + pointer(keyword, *steps)

    @property
    def types(self) -> tuple[str, ...]:
        """The JSON types that the schema allows but null, as stated or as its keywords imply."""
        stated = self.schema.get("type", ())
        types = (stated,) if isinstance(stated, str) else tuple(stated)
        if not types and (self.properties or "additionalProperties" in self.schema):
            types = ("object",)
        if not types and "items" in self.schema:
            types = ("array",)
        return tuple(kind for kind in types if kind != "null")

    @property
    def nullable(self) -> bool:
        """Whether null is a value of the schema."""
        stated = self.schema.get("type", ())
        values = self.schema.get("enum", ())
        return (
            (stated == "null" or "null" in stated if stated else False)
            or None in values
            or self.schema.get("nullable") is True
        )

    @property
    def doc(self) -> str:
        """The schema's description, or its title."""
        return text_of(self.schema, "description") or text_of(self.schema, "title")


def text_of(schema: Any, key: str) -> str:
    """The text at `key`, or nothing where there is no text."""
    found = mapping(schema).get(key)
    return found.strip() if isinstance(found, str) else ""


Told = tuple[str, str, str]
"""A finding about a node of the document: its JSON pointer, the code, the message."""


@dataclass(slots=True)
class Reader:
    """Reads nodes of one document and collects the findings on the way."""

    api: Api
    told: set[Told] = field(default_factory=set[Told])
    read: set[str] = field(default_factory=set[str])
    """The pointers of the schemas that were read."""

    def report(self, at: str, code: str, message: str) -> None:
        """Note a finding about the node at JSON pointer `at`."""
        self.told.add((at, code, message))

    @property
    def findings(self) -> set[Finding]:
        """What was told, at the lines behind the nodes."""
        nowhere = (Place("openapi.yaml", 1, 1),)
        return {Finding((self.api.origin(at) or nowhere)[0], *told) for at, *told in self.told}

    def followed(self, value: Any, at: str) -> tuple[dict[str, Any], str]:
        """The object at the end of `value`'s references, and its pointer."""
        seen: set[str] = set()
        node = mapping(value)
        while isinstance(target := node.get("$ref"), str):
            if target in seen or not target.startswith("#"):
                why = "leads back to itself" if target in seen else "leads out of the document"
                self.report(at, "reference-unresolved", f"the reference {target!r} {why}")
                return {}, at
            seen.add(target)
            try:
                node, at = mapping(self.api.node(target[1:])), target[1:]
            except KeyError:
                self.report(at, "reference-unresolved", f"nothing is at the reference {target!r}")
                return {}, at
        return node, at

    def node(self, value: Any, at: str) -> Node:
        """The schema `value`, which stands at `at`, with all that it refers to merged."""
        found = self._node(value, at, frozenset())
        if found.types != ("object",) or not found.properties:
            return found  # an object of any keys has any required ones, too
        described = {prop.name for prop in found.properties}
        missing = [name for name in _required(found.schema) if name not in described]
        others = tuple(Property(name, {}, found.at + "/required", True, False) for name in missing)
        return replace(found, properties=(*found.properties, *others)) if others else found

    def _node(self, value: Any, at: str, above: frozenset[str]) -> Node:
        schema = mapping(value)
        if at in above:
            self.report(at, "reference-unresolved", "the schema is a part of itself")
            return Node(at, {})
        above |= {at}
        self.read.add(at)
        self._report_unsupported(schema, at)
        rest = {key: item for key, item in schema.items() if key not in ("$ref", "allOf")}
        parts: list[Node] = []
        if "$ref" in schema:
            target, place = self.followed(schema, at)
            parts.append(self._node(target, place, above) if place != at else Node(at, {}))
        for index, part in enumerate(listing(schema.get("allOf"))):
            parts.append(self._node(part, at + pointer("allOf", index), above))
        if not parts:
            return Node(at, rest, _properties(rest, at, ()))
        alone = len(parts) == 1 and not _SHAPING & rest.keys()
        merged: dict[str, Any] = {}
        origins: dict[str, str] = {}
        for part in parts:
            merged |= {
                key: item for key, item in part.schema.items() if alone or key not in _NAMING
            }
            origins |= dict.fromkeys(_HOLDING & part.schema.keys(), part.at)
            origins |= part.elsewhere
        inherited = tuple(prop for part in parts for prop in part.properties)
        required = [name for part in (*parts, Node(at, rest)) for name in _required(part.schema)]
        merged |= rest | ({"required": required} if required else {})
        place = parts[0].at if alone else at
        origins |= dict.fromkeys(_HOLDING & rest.keys(), at)
        elsewhere = {key: origin for key, origin in origins.items() if origin != place}
        found = _properties(rest | {"required": required}, at, inherited)
        return Node(place, merged, found, elsewhere)

    def _report_unsupported(self, schema: dict[str, Any], at: str) -> None:
        for keyword in UNSUPPORTED:
            if keyword in schema and schema[keyword] is not True:
                self.report(
                    at, "schema-unsupported", f"`{keyword}` is not in the types of the client"
                )
        if "mapping" in mapping(schema.get("discriminator")):
            told = "the mapping of the discriminator is not used: what fits best is taken"
            self.report(at, "schema-unsupported", told)


_HOLDING = {"items", "additionalProperties", "oneOf", "anyOf"}
_NAMING = {"title", "description", "example", "examples", "discriminator"}


def _required(schema: dict[str, Any]) -> list[str]:
    return [name for name in listing(schema.get("required")) if isinstance(name, str)]


def _properties(
    schema: dict[str, Any], at: str, inherited: tuple[Property, ...]
) -> tuple[Property, ...]:
    required = set(_required(schema))
    found = {prop.name: prop for prop in inherited}
    for name, value in mapping(schema.get("properties")).items():
        found[name] = Property(name, value, at + pointer("properties", name), False)
    return tuple(
        Property(prop.name, prop.schema, prop.at, prop.required or prop.name in required)
        for prop in found.values()
    )
