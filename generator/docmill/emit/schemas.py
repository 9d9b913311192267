"""Schemas to Python types, and the classes that these types name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from docmill import names
from docmill.document import HIDDEN, Node, Reader, Side, text_of
from docmill.emit.classes import Classes
from docmill.emit.plan import EnumClass, Field, Member, ObjectClass
from docmill.emit.types import (
    ANY,
    BYTES,
    NONE,
    STR,
    Type,
    class_type,
    dict_type,
    list_type,
    plain,
    union_type,
)
from docmill.values import listing, mapping

# what a class body cannot call a field: types that annotations name, and what pydantic has taken
_TYPE_NAMES = {"str", "int", "float", "bool", "bytes", "list", "dict", "dt"}
_MODEL_NAMES = _TYPE_NAMES | {
    *("construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw"),
    *("schema", "schema_json", "update_forward_refs", "validate", "model_computed_fields"),
    *("model_config", "model_construct", "model_copy", "model_dump", "model_dump_json"),
    *("model_extra", "model_fields", "model_fields_set", "model_json_schema"),
    *("model_parametrized_name", "model_post_init", "model_rebuild", "model_validate"),
    *("model_validate_json", "model_validate_strings"),
}
_SCALARS = {"integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_OF_VALUES = {kind: plain(kind) for kind in ("bool", "float", "int", "str")} | {
    "dict": dict_type(ANY),
    "list": list_type(ANY),
}
_DATES = {"date-time": "dt.datetime", "date": "dt.date"}


@dataclass(slots=True)
class Schemas:
    """Lowers schemas of one document; collects the classes that they need."""

    reader: Reader
    classes: Classes = field(init=False)
    within: frozenset[str] = frozenset()
    """The schemas that are being lowered, out to the next class."""

    def __post_init__(self) -> None:
        self.classes = Classes(self.reader)

    def type_of(self, schema: Any, at: str, wanted: str, side: Side) -> Type:
        """The type of a schema at `at`; a class made for it would like to be called `wanted`."""
        node = self.reader.node(schema, at)
        if node.at in self.within and not node.properties:
            told = "a value that holds itself without an object between: any value is allowed there"
            self.reader.report(node.at, "schema-unsupported", told)
            return ANY
        outer, self.within = self.within, self.within | {node.at}
        members = self._members(node, wanted, side)
        self.within = outer
        kind = union_type([*members, NONE] if node.nullable else members)
        return _without_maps(kind) if side == "response" else kind

    def fields_of(self, node: Node, wanted: str, side: Side) -> tuple[Field, ...]:
        """The properties of an object as fields, in the document's order, with settled names."""
        shown = [
            self._field(prop, wanted, side)
            for prop in _all_properties(self.reader, node)
            if self.reader.node(prop.schema, prop.at).schema.get(HIDDEN[side]) is not True
        ]
        return self.with_names(shown, _MODEL_NAMES if side == "response" else _TYPE_NAMES)

    def with_names(self, fields: list[Field], reserved: set[str]) -> tuple[Field, ...]:
        """`fields` with Python names that differ: those that clash are told apart, and reported."""
        keys = {f"{one.location} {one.wire}": one for one in fields}
        wanted = {key: names.identifier(one.wire, reserved) for key, one in keys.items()}
        places = Counter((wanted[key], one.location) for key, one in keys.items())
        hints = {
            key: [f"{one.location}_{names.snake(one.wire)}"]
            for key, one in keys.items()
            if places[wanted[key], one.location] == 1
        }
        settled = names.settle(wanted, hints)
        for key, one in keys.items():
            if settled[key] != wanted[key]:
                told = f"{one.wire!r} is called {settled[key]!r}: others want {wanted[key]!r} too"
                self.reader.report(one.at, "name-changed", told)
        return tuple(_renamed(one, settled[key]) for key, one in keys.items())

    def _field(self, prop: Any, wanted: str, side: Side) -> Field:
        if not prop.described:
            told = f"{prop.name!r} is required and no schema describes it: any value is allowed"
            self.reader.report(prop.at, "required-undescribed", told)
        node = self.reader.node(prop.schema, prop.at)
        schema = node.schema
        secret = schema.get("x-docmill-secret") is True or schema.get("format") == "password"
        kind = self.type_of(prop.schema, prop.at, wanted + names.pascal(prop.name), side)
        return Field(prop.name, prop.name, kind, prop.required, prop.at, node.doc, schema, secret)

    def _members(self, node: Node, wanted: str, side: Side) -> list[Type]:
        schema = node.schema
        if "const" in schema and schema["const"] is not None:
            return [_literal(schema["const"])]
        if named := enum_values(schema):
            return [self._enum(node, named, wanted, side)]
        branches = [
            (key, index, branch)
            for key in ("oneOf", "anyOf")
            for index, branch in enumerate(listing(schema.get(key)))
        ]
        if branches and not node.properties:
            return [
                self.type_of(branch, node.place(key, index), f"{wanted}{_ordinal(index)}", side)
                for key, index, branch in branches
            ]
        return [self._typed(kind, node, wanted, side) for kind in node.types] or [
            NONE if node.nullable and "type" in schema else ANY
        ]

    def _typed(self, kind: str, node: Node, wanted: str, side: Side) -> Type:
        schema = node.schema
        if kind == "object":
            return self._object(node, wanted, side)
        if kind == "array":
            at = node.place("items")
            return list_type(self.type_of(schema.get("items"), at, f"{wanted}Item", side))
        if kind == "string":
            return _string(schema, side)
        if kind not in _SCALARS:
            self.reader.report(node.at, "schema-unsupported", f"{kind!r} is no type of JSON")
            return ANY
        return plain(_SCALARS[kind])

    def _object(self, node: Node, wanted: str, side: Side) -> Type:
        extra = node.schema.get("additionalProperties")
        if not _all_properties(self.reader, node):
            at = node.place("additionalProperties")
            value = self.type_of(extra, at, f"{wanted}Value", side) if mapping(extra) else ANY
            return dict_type(value)
        key = f"{side} {node.at}"

        def made() -> ObjectClass:
            outer, self.within = self.within, frozenset()
            fields = self.fields_of(node, "", side)
            self.within = outer
            return ObjectClass(key, "", node.at, self._own_doc(node), fields)

        self.classes.need(key, wanted, node.at, made)
        own = class_type(key)
        # a TypedDict cannot say that other keys are welcome
        open_ended = side == "request" and (extra is True or bool(mapping(extra)))
        return union_type([own, dict_type(ANY)]) if open_ended else own

    def _enum(self, node: Node, named: list[tuple[str, Any, str]], wanted: str, side: Side) -> Type:
        values = [value for _, value, _ in named if value is not None]
        kinds = {type(value).__name__ for value in values}
        if kinds not in ({"int"}, {"str"}):
            told = "an enum of values that are neither all integers nor all strings has no class"
            self.reader.report(node.at, "schema-unsupported", told)
            return union_type(_OF_VALUES[kind] for kind in sorted(kinds)) if kinds else ANY
        key = f"enum {node.at}"
        base = plain(kinds.pop())

        def made() -> EnumClass:
            members = self._enum_members(node, [one for one in named if one[1] is not None])
            return EnumClass(key, "", node.at, self._own_doc(node), members)

        self.classes.need(key, wanted, node.at, made)
        pair = (class_type(key), base)
        return Type("open", inner=pair) if side == "response" else union_type(pair)

    def _own_doc(self, node: Node) -> str:
        """What the schema says of itself, and not a property that refers to it."""
        return self.reader.node(self.reader.api.node(node.at), node.at).doc

    def _enum_members(self, node: Node, named: list[tuple[str, Any, str]]) -> tuple[Member, ...]:
        unique = {str(value): (name, value, doc) for name, value, doc in named}
        wanted = {key: names.constant(name or key) for key, (name, _, _) in unique.items()}
        hints = {
            key: [f"{wanted[key]}_{names.constant(key)}"] if name else []
            for key, (name, _, _) in unique.items()
        }
        settled = names.settle(wanted, hints)
        for key, name in settled.items():
            if name != wanted[key]:
                told = f"{key!r} is called {name}: another member wants {wanted[key]} too"
                self.reader.report(node.at, "name-changed", told)
        return tuple(Member(settled[k], value, doc) for k, (_, value, doc) in unique.items())


def enum_values(schema: dict[str, Any]) -> list[tuple[str, Any, str]]:
    """Member name (or nothing), value, description of each value of an enum, in its order."""
    branches = [mapping(branch) for branch in listing(schema.get("oneOf"))]
    told: dict[str, tuple[str, str]] = {}
    if branches and all("const" in branch for branch in branches):
        told = {
            repr(one["const"]): (text_of(one, "title"), text_of(one, "description"))
            for one in branches
        }
    values = listing(schema.get("enum"))
    if not values and told:
        values = [branch["const"] for branch in branches]
    varnames = listing(schema.get("x-enum-varnames")) or listing(schema.get("x-enumNames"))
    docs = listing(schema.get("x-enum-descriptions"))
    named: list[tuple[str, Any, str]] = []
    for index, value in enumerate(values):
        title, description = told.get(repr(value), ("", ""))
        name = varnames[index] if index < len(varnames) else title
        doc = docs[index] if index < len(docs) else description
        named.append((str(name), value, str(doc)))
    return named


def _all_properties(reader: Reader, node: Node) -> tuple[Any, ...]:
    """The properties of an object, and those that branches beside them add, as optional ones."""
    found = {prop.name: prop for prop in node.properties}
    if found:
        for key in ("oneOf", "anyOf"):
            for index, branch in enumerate(listing(node.schema.get(key))):
                for prop in reader.node(branch, node.place(key, index)).properties:
                    found.setdefault(prop.name, prop)
    return tuple(found.values())


def _renamed(one: Field, name: str) -> Field:
    return Field(
        name,
        one.wire,
        one.type,
        one.required,
        one.at,
        one.doc,
        one.schema,
        one.secret,
        one.location,
        one.style,
    )


def _literal(value: Any) -> Type:
    if isinstance(value, str | int | bool):
        return Type("literal", values=(value,))
    return ANY


def _without_maps(of: Type) -> Type:
    """A union without the object of any keys beside a class: a model keeps unknown keys."""
    if of.kind != "union" or all(one.kind != "class" for one in of.inner):
        return of
    return union_type(one for one in of.inner if one != dict_type(ANY))


def _ordinal(index: int) -> str:
    return f"Option{index + 1}"


def _string(schema: dict[str, Any], side: Side) -> Type:
    form = schema.get("format")
    if _is_raw(schema):
        return BYTES if side == "response" else plain("File")
    if form not in _DATES:
        return STR
    date = plain(_DATES[form])
    return date if side == "response" else union_type([date, STR])


def _is_raw(schema: dict[str, Any]) -> bool:
    """Whether a string is bytes, in the words of OpenAPI 3.0 or 3.1."""
    media_type = schema.get("contentMediaType")
    is_bare = media_type == "application/octet-stream" and "contentEncoding" not in schema
    return schema.get("format") == "binary" or is_bare


def holds_file(reader: Reader, schema: Any, at: str, above: frozenset[str] = frozenset()) -> bool:
    """Whether a value of a schema can have bytes in it, which JSON cannot say."""
    node = reader.node(schema, at)
    if node.at in above or _is_raw(node.schema):
        return node.at not in above
    parts = [(one.schema, one.at) for one in node.properties]
    parts += [(node.schema["items"], node.place("items"))] if "items" in node.schema else []
    for key in ("oneOf", "anyOf"):
        branches = enumerate(listing(node.schema.get(key)))
        parts += [(branch, node.place(key, index)) for index, branch in branches]
    return any(holds_file(reader, *part, above | {node.at}) for part in parts)
