"""Sample values that fit a schema and differ from field to field, as JSON and as Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from docmill import names
from docmill.document import HIDDEN, Node, Reader, Side
from docmill.emit.plan import Field, Operation, Plan
from docmill.emit.schemas import enum_values
from docmill.emit.types import ANY, Type, walk
from docmill.fitting import fits
from docmill.literals import python_literal
from docmill.sampletexts import number_for, text_for
from docmill.values import is_listing, is_mapping, listing, mapping

_DEEPEST = 4


@dataclass(slots=True)
class Samples:
    """Makes samples: every value is new, but for components of a response, which are one each.

    Python names classes with `prefix` before them.
    """

    plan: Plan
    prefix: str = ""
    counter: count[int] = field(default_factory=lambda: count(1))
    unfit: set[str] = field(default_factory=set[str])
    reader: Reader = field(init=False)
    _components: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    _cuts: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.reader = Reader(self.plan.api)

    def value(self, schema: Any, at: str, name: str, side: Side) -> Any:
        """A JSON value of the schema at `at`, for a field called `name`."""
        return self._of(self.reader.node(schema, at), name, side, frozenset())

    def _of(self, node: Node, name: str, side: Side, above: frozenset[str]) -> Any:
        schema = node.schema
        if "const" in schema:
            return schema["const"]
        if values := [value for _, value, _ in enum_values(schema) if value is not None]:
            return values[next(self.counter) % len(values)]
        if branch := self._branch(node, frozenset()):
            return self._of(branch, name, side, above)
        if node.types[:1] == ("object",):
            return self._object(node, side, above)
        if node.types[:1] == ("array",):
            return self._array(node, name, side, above)
        return self._scalar(node, name)

    def _branch(self, node: Node, above: frozenset[str]) -> Node | None:
        """The first alternative of a schema that says what a value is, if values are told so."""
        if node.properties or node.at in above:
            return None
        for key in ("oneOf", "anyOf"):
            for index, value in enumerate(listing(node.schema.get(key))):
                branch = self.reader.node(value, node.place(key, index))
                if branch.types or branch.schema.keys() & {"const", "enum"}:
                    return branch
                if inner := self._branch(branch, above | {node.at}):
                    return inner
        return None

    def _scalar(self, node: Node, name: str) -> Any:
        match node.types[0] if node.types else "null" if node.nullable else "any":
            case "string":
                return text_for(node.schema, name, self.counter)
            case "integer" | "number" as kind:
                return number_for(node.schema, kind, self.counter)
            case "boolean":
                return next(self.counter) % 2 == 0
            case "null":
                return None
            case _:
                return f"{names.snake(name)} {next(self.counter)}"

    def _object(self, node: Node, side: Side, above: frozenset[str]) -> dict[str, Any]:
        if node.at in self._components and side == "response":
            return self._components[node.at]
        cuts = len(self._cuts)
        found = self._members(node, side, above)
        # what leaves out a part because of where it stands is no sample for other places
        alone = node.at not in above and above.isdisjoint(set(self._cuts[cuts:]) - {node.at})
        if side == "response" and node.at.startswith("/components/schemas/") and alone:
            self._components[node.at] = found
        return found

    def _members(self, node: Node, side: Side, above: frozenset[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        within_itself = node.at in above
        above |= {node.at}
        for prop in node.properties:
            inner = self.reader.node(prop.schema, prop.at)
            if inner.schema.get(HIDDEN[side]) is True:
                continue
            told = self._branch(inner, frozenset()) or inner
            culprit = min(above) if len(above) > _DEEPEST else self._culprit(told, above)
            if culprit is None or (prop.required and not within_itself):
                found[prop.name] = self._of(inner, prop.name, side, above)
            else:
                self._cuts.append(culprit)
        extra = node.schema.get("additionalProperties")
        if not node.properties and extra is not False and not within_itself:
            at = node.place("additionalProperties")
            inner = self.reader.node(extra, at)
            found[f"key {next(self.counter)}"] = self._of(inner, "value", side, above)
        return found

    def _culprit(self, node: Node, above: frozenset[str]) -> str | None:
        """The object that is being made and would be made again, by itself or in lists and maps."""
        if node.at in above:
            return node.at
        for key in ("items", "additionalProperties"):
            if mapping(node.schema.get(key)):
                inner = self.reader.node(node.schema[key], node.place(key))
                return self._culprit(inner, above | {node.at})
        return None

    def _array(self, node: Node, name: str, side: Side, above: frozenset[str]) -> list[Any]:
        inner = self.reader.node(node.schema.get("items"), node.place("items"))
        if node.at in above:
            return []
        above |= {node.at}
        low, high = node.schema.get("minItems", 0), node.schema.get("maxItems", 2)
        length = max(low, min(high, 2))
        return [self._of(inner, names.singular(name), side, above) for _ in range(length)]

    def python(self, value: Any, of: Type) -> str:
        """The Python that passes a JSON value to an argument of type `of`.

        A value that is not of the type is written as it is.
        """
        match of.kind:
            case "union" | "open":
                return self.python(value, self._member(value, of))
            case "class" if of.text.startswith("enum"):
                enum = next(one for one in self.plan.enums if one.key == of.text)
                member = next((one.name for one in enum.members if one.value == value), None)
                if member is None:
                    return python_literal(value)
                return f"{self.prefix}{self.plan.names[of.text]}.{member}"
            case "class" if is_mapping(value):
                return self._record(value, of.text)
            case "list" if is_listing(value):
                return "[" + ", ".join(self.python(item, of.inner[0]) for item in value) + "]"
            case "dict" if is_mapping(value):
                pairs = (
                    f"{python_literal(k)}: {self.python(v, of.inner[0])}" for k, v in value.items()
                )
                return "{" + ", ".join(pairs) + "}"
            case "plain" if of.text.startswith("dt."):
                return _date(value, of.text)
            case "plain" if of.text in ("bytes", "File") and isinstance(value, str):
                return repr(value.encode())
            case _:
                return python_literal(value)

    def _member(self, value: Any, of: Type) -> Type:
        """The member of a union that reads a value: what holds most of it, then what is exact."""
        fitting = [one for one in of.inner if self._fits(value, one)] or [of.inner[0]]
        if of.kind == "open":
            return fitting[0]
        return max(fitting, key=lambda one: self._exactness(value, one))

    def _exactness(self, value: Any, of: Type) -> int:
        """How many parts of a value a type takes without making something else of them."""
        match of.kind:
            case "class" if is_mapping(value):
                types = {one.wire: one.type for one in self._fields(of.text)}
                return sum(self._exactness(v, types[k]) for k, v in value.items() if k in types)
            case "list" if is_listing(value):
                return sum(self._exactness(item, of.inner[0]) for item in value)
            case "dict" if is_mapping(value):
                return sum(self._exactness(item, of.inner[0]) for item in value.values())
            case "union":
                return self._exactness(value, self._member(value, of))
            case _:
                return int(not of.text.startswith("dt."))

    def _fits(self, value: Any, of: Type) -> bool:
        match of.kind:
            case "class" if of.text.startswith("enum"):
                enum = next(one for one in self.plan.enums if one.key == of.text)
                return any(member.value == value for member in enum.members)
            case "class":
                fields = self._fields(of.text)
                wires = {one.wire for one in fields}
                needed = {one.wire for one in fields if one.required}
                given = mapping(value).keys()
                types = {one.wire: one.type for one in fields}
                fitting = is_mapping(value) and needed <= given <= wires
                return fitting and all(self._fits(v, types[k]) for k, v in value.items())
            case "list":
                return is_listing(value) and all(self._fits(i, of.inner[0]) for i in value)
            case "dict":
                return is_mapping(value) and all(
                    self._fits(item, of.inner[0]) for item in value.values()
                )
            case "union":
                return any(self._fits(value, one) for one in of.inner)
            case "literal":
                return value in of.values
            case "plain" if of.text in _JSON_TYPES:
                return type(value) in _JSON_TYPES[of.text]
            case _:
                return of.kind != "plain" or isinstance(value, str) or of.text == "Any"

    def fits(self, value: Any, at: str, side: Side) -> bool:
        """Whether the schema at JSON pointer `at` allows a value in a request or a response."""
        return fits(self.plan.api, at, value, side)

    def succeeds(self, value: Any, at: str, side: Side) -> bool:
        """Whether a sample made for the schema at `at` fits it; `unfit` notes where not."""
        found = self.fits(value, at, side)
        if not found:
            self.unfit.add(at)
        return found

    def _record(self, value: dict[str, Any], key: str) -> str:
        fields = {one.wire: one for one in self._fields(key)}
        pairs = (
            f"{python_literal(fields[k].name if k in fields else k)}: "
            f"{self.python(v, fields[k].type if k in fields else ANY)}"
            for k, v in value.items()
        )
        return "{" + ", ".join(pairs) + "}"

    def _fields(self, key: str) -> tuple[Field, ...]:
        return self.plan.records[key].fields

    def arguments(self, one: Operation, *, only_required: bool) -> list[tuple[Field, Any]]:
        """The arguments of an operation, each with a JSON value, in the order of a call."""
        given = [one.positional] if one.positional else []
        given += [arg for arg in one.keywords if arg.required or not only_required]
        found: list[tuple[Field, Any]] = []
        for argument in given:
            value = self.value(argument.schema, argument.at, argument.wire, "request")
            found.append((argument, value))
        return found

    def call(self, arguments: Iterable[tuple[Field, Any]]) -> str:
        """The Python of the arguments of a call."""
        return ", ".join(f"{one.name}={self.python(value, one.type)}" for one, value in arguments)

    def enums_in(self, arguments: Iterable[tuple[Field, Any]]) -> set[str]:
        """The class names of the enums that `call` writes for these arguments."""
        return {
            self.plan.names[part.text]
            for one, _ in arguments
            for part in _reached(self.plan, one.type, set())
            if part.text.startswith("enum")
        }


_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "None": (type(None),),
}


def _reached(plan: Plan, of: Type, seen: set[str]) -> Iterable[Type]:
    for part in walk(of):
        yield part
        if part.text.startswith("request") and part.text not in seen:
            seen.add(part.text)
            record = next(one for one in plan.inputs if one.key == part.text)
            for one in record.fields:
                yield from _reached(plan, one.type, seen)


def _date(text: Any, kind: str) -> str:
    """The Python of a date or time; what is none stays as it is."""
    try:
        if kind == "dt.date":
            day = dt.date.fromisoformat(text)
            return f"dt.date({day.year}, {day.month}, {day.day})"
        at = dt.datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return python_literal(text)
    if at.utcoffset() not in (None, dt.timedelta()):
        return f"dt.datetime.fromisoformat({python_literal(text)})"
    parts = [at.year, at.month, at.day, at.hour, at.minute]
    if at.second or at.microsecond:
        parts += [at.second, *([at.microsecond] if at.microsecond else [])]
    zone = ", tzinfo=dt.UTC" if at.tzinfo else ""
    return f"dt.datetime({', '.join(map(str, parts))}{zone})"
