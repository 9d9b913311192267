"""Values that fit a schema: the documented sample where there is one, else made of the schema."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import chain, count
from typing import Any

from docmill import names
from docmill.api import pointer
from docmill.document import HIDDEN, Node, Reader, text_of
from docmill.fitting import fits, misfits
from docmill.mock.operations import Media, node_at
from docmill.sampletexts import text_for
from docmill.values import is_listing, is_mapping, listing, mapping

_DEEPEST = 3
"""Objects within objects; deeper, only what is required is made."""
_ROUNDS = 30


class Values:
    """Makes what a server answers, by the schemas of one document."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._api = reader.api

    def sample(self, media: Media, name: str = "") -> Any:
        """The documented sample of a body, the one called `name` if any, else a made value.

        A sample that does not fit the schema is mended in the places that do not fit.
        """
        found = list(self._samples(media, name))
        at = media.schema_at
        if not at:
            return found[0] if found else None
        fitting = (one for one in found if fits(self._api, at, one, "response"))
        value = next(fitting, None)
        if value is not None:
            return copy.deepcopy(value)
        return self.mended(found[0], at) if found else self.made(at)

    def _samples(self, media: Media, name: str) -> Iterator[Any]:
        node = media.node
        named = {
            key: self._reader.followed(one, f"{media.at}/examples{pointer(key)}")[0]
            for key, one in mapping(node.get("examples")).items()
        }
        chosen = [named[name]] if name in named else list(named.values())
        if "example" in node and name not in named:
            yield node["example"]
        yield from (one["value"] for one in chosen if "value" in one)
        yield from listing(node.get("x-docmill-invalid-examples"))

    def made(self, at: str) -> Any:
        """A value of the schema at a pointer; the same in every call."""
        value = _Maker(self._reader).value(node_at(self._api, at), at, "value", frozenset())
        return self._without_faults(value, at, None)

    def mended(self, value: Any, at: str) -> Any:
        """`value` with made parts where it does not fit; all made where it never does."""
        if not at:
            return value
        value = self._received(value, self._reader.node(node_at(self._api, at), at))
        if fits(self._api, at, value, "response"):
            return value
        made = self.made(at)
        mended = self._without_faults(copy.deepcopy(value), at, made)
        return mended if fits(self._api, at, mended, "response") else made

    def _received(self, value: Any, node: Node) -> Any:
        """A value without what is only ever sent, such as a password."""
        if is_listing(value) and mapping(node.schema.get("items")):
            item = self._reader.node(node.schema["items"], node.place("items"))
            return [self._received(one, item) for one in value]
        if not is_mapping(value):
            return value
        found = dict(value)
        for prop in node.properties:
            if prop.name in found:
                inner = self._reader.node(prop.schema, prop.at)
                if inner.schema.get(HIDDEN["response"]) is True:
                    del found[prop.name]
                else:
                    found[prop.name] = self._received(found[prop.name], inner)
        return found

    def _without_faults(self, value: Any, at: str, made: Any) -> Any:
        for _ in range(_ROUNDS):
            faults = misfits(self._api, at, value, "response")
            if not faults:
                break
            for fault in faults:
                if not fault.path:
                    if made is not None:
                        value = copy.deepcopy(made)
                    break
                _replace(value, fault.path, made)
        return value


def _replace(value: Any, path: tuple[str | int, ...], made: Any) -> None:
    """Put the made part in the place at `path`, or take the place away where none was made."""
    *above, last = path
    owner = value
    for step in above:
        owner = _step(owner, step)
    part, is_made = made, made is not None
    for step in path:
        inner = _step(part, 0 if isinstance(step, int) else step)
        is_made = is_made and inner is not None
        part = inner
    if is_mapping(owner):
        if is_made:
            owner[str(last)] = copy.deepcopy(part)
        else:
            owner.pop(str(last), None)
    elif is_listing(owner) and isinstance(last, int) and last < len(owner):
        owner[last : last + 1] = [copy.deepcopy(part)] if is_made else []


def _step(value: Any, step: str | int) -> Any:
    if is_listing(value) and isinstance(step, int):
        return value[step] if step < len(value) else None
    return mapping(value).get(str(step))


def _is_choice(node: Node) -> bool:
    """Whether of the values made for a schema one may fit and another not."""
    branches = len(listing(node.schema.get("oneOf")))
    return branches > 1 or bool(node.properties and "anyOf" in node.schema) or not node.types


class _Maker:
    """Makes one value; parts of it differ from one another."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._counter = count(1)

    def value(self, schema: Any, at: str, name: str, above: frozenset[str]) -> Any:
        """A value of the schema `schema`, which stands at `at`, for a field called `name`."""
        node = self._reader.node(schema, at)
        for shown in self._shown(node.schema):
            if fits(self._reader.api, at, shown, "response"):
                return shown
        # to compile the rules of an object means to compile all that it refers to: only where
        # there is a choice
        candidates = self._candidates(node, name, above)
        first = next(candidates, None)
        if not _is_choice(node):
            return first
        fitting = (one for one in chain([first], candidates) if self._fits(at, one))
        return next(fitting, first)

    def _fits(self, at: str, value: Any) -> bool:
        return fits(self._reader.api, at, value, "response")

    def _shown(self, schema: dict[str, Any]) -> Iterator[Any]:
        """What a schema itself gives as its values, null last."""
        keys = ("const", "example", "default")
        told = [schema[key] for key in keys if key in schema]
        told += [*listing(schema.get("examples")), *listing(schema.get("enum"))]
        yield from sorted(told, key=lambda value: value is None)

    def _candidates(self, node: Node, name: str, above: frozenset[str]) -> Iterator[Any]:
        own = self._object(node, above) if node.properties else None
        branches = [
            (at, branch, self._reader.node(branch, at))
            for key in ("oneOf", "anyOf")
            for index, branch in enumerate(listing(node.schema.get(key)))
            for at in [node.place(key, index)]
        ]
        # the smallest first: an id before the record that it stands for
        for at, branch, inner in sorted(branches, key=lambda one: bool(one[2].properties)):
            if inner.at in above:
                continue
            value = self.value(branch, at, name, above | {node.at})
            if is_mapping(value):
                yield {**mapping(own), **value, **self._told_apart(node, branch)}
            else:
                yield value
        for kind in node.types or self._implied(node):
            yield self._typed(kind, node, name, above)
        if node.nullable:
            yield None

    def _implied(self, node: Node) -> tuple[str, ...]:
        numeric = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
        return ("number",) if numeric & node.schema.keys() else ("string", "object", "array")

    def _told_apart(self, node: Node, branch: Any) -> dict[str, Any]:
        """The property of a discriminator, with the word for the branch."""
        rule = mapping(node.schema.get("discriminator"))
        target = text_of(branch, "$ref")
        if not target or not text_of(rule, "propertyName"):
            return {}
        words = mapping(rule.get("mapping"))
        named = target.rpartition("/")[2]
        word = next((key for key, to in words.items() if to in (target, named)), named)
        return {text_of(rule, "propertyName"): word}

    def _typed(self, kind: str, node: Node, name: str, above: frozenset[str]) -> Any:
        match kind:
            case "object":
                return self._object(node, above)
            case "array":
                return self._array(node, name, above)
            case "string":
                return text_for(node.schema, name, self._counter)
            case "integer" | "number":
                return self._number(node.schema, kind)
            case _:
                return kind == "boolean"

    def _object(self, node: Node, above: frozenset[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        above |= {node.at}
        for prop in node.properties:
            inner = self._reader.node(prop.schema, prop.at)
            again = inner.at in above or len(above) > _DEEPEST or self._ends_in(inner, above)
            hidden = inner.schema.get(HIDDEN["response"]) is True
            if not hidden and (prop.required or not again):
                found[prop.name] = self.value(prop.schema, prop.at, prop.name, above)
        required = [key for key in listing(node.schema.get("required")) if key not in found]
        known = {prop.name for prop in node.properties}
        for key in required:
            if key not in known:
                at = node.place("additionalProperties")
                found[key] = self.value(node.schema.get("additionalProperties"), at, key, above)
        return found

    def _ends_in(self, node: Node, above: frozenset[str]) -> bool:
        """Whether an array or map of this schema holds an object that is being made."""
        for key in ("items", "additionalProperties"):
            if mapping(node.schema.get(key)):
                inner = self._reader.node(node.schema[key], node.place(key))
                return inner.at in above or self._ends_in(inner, above | {node.at})
        return False

    def _array(self, node: Node, name: str, above: frozenset[str]) -> list[Any]:
        schema = node.schema
        low, high = schema.get("minItems", 0), schema.get("maxItems", 1)
        first = listing(schema.get("prefixItems"))
        made = [
            self.value(part, f"{node.at}/prefixItems/{index}", name, above)
            for index, part in enumerate(first)
        ]
        more = max(low, min(high, 1)) - len(made) if "items" in schema or low else 0
        one, at = names.singular(name), node.place("items")
        made += [self.value(schema.get("items"), at, one, above) for _ in range(more)]
        return made

    def _number(self, schema: dict[str, Any], kind: str) -> int | float:
        low = schema.get("minimum", schema.get("exclusiveMinimum"))
        high = schema.get("maximum", schema.get("exclusiveMaximum"))
        step = schema.get("multipleOf", 1)
        if low is None:
            low = 0 if high is None or high > 0 else high - 1000 * step
        value = -(-low // step) * step + next(self._counter) % 100 * step
        limit = high if high is not None else value
        if value > limit or (value == limit and "exclusiveMaximum" in schema):
            value = (low + limit) / 2 if kind == "number" else -(-low // step) * step
        if value == schema.get("exclusiveMinimum"):
            value += step
        return int(value) if float(value).is_integer() else value
