"""The JSON values that the texts of a request mean: in a path, a query, a header, a form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn
from urllib.parse import unquote

from docmill.document import Node, Reader
from docmill.fitting import fits
from docmill.mock.operations import Parameter, node_at
from docmill.values import is_listing, is_mapping, listing, mapping

Pairs = Sequence[tuple[str, str]]
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_DEEPEST = 6


class Texts:
    """Reads texts by the schemas of one document."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def node(self, at: str) -> Node:
        """The schema at a pointer."""
        return self.reader.node(node_at(self.reader.api, at), at)

    def simple(self, one: Parameter, text: str) -> Any:
        """The value of a parameter in a path or a header."""
        unescaped = unquote if one.location == "path" else str
        node = self.node(one.at)
        if one.style == "json":
            return parsed(unescaped(text))
        sign = ","
        if one.style == "label":
            text, sign = text.removeprefix("."), "." if one.explode else ","
        elif one.style == "matrix":
            text, sign = text.removeprefix(f";{one.name}=").removeprefix(";"), ","
            if one.explode:
                text, sign = text.replace(f";{one.name}=", ";"), ";"
        kinds = self.kinds(node)
        if one.explode and "object" in kinds and "=" in text:
            pairs = [part.partition("=")[::2] for part in text.split(sign)]
            return self.members(node, [(unescaped(k), unescaped(v)) for k, v in pairs])
        if kinds & {"array", "object"}:
            return self.split(node, text, sign, unescaped)
        return self.typed(node, unescaped(text))

    def paired(self, one: Parameter, pairs: Pairs, known: set[str]) -> Iterator[Any]:
        """The value of a parameter in a query, cookies or a form, if one is there.

        `known` are the keys of other parameters: an object of any properties takes all others.
        """
        node = self.node(one.at)
        kinds = self.kinds(node)
        texts = [text for key, text in pairs if key == one.name]
        if one.style == "json":
            yield from map(parsed, texts[:1])
        elif one.style == "deepObject":
            yield from filter(None, [self._deep(node, one.name, pairs)])
        elif self.is_scattered(one):
            own = self.properties(node)
            taken = [
                (k, v) for k, v in pairs if k in own or (self.is_open(node) and k not in known)
            ]
            if taken:
                yield self.members(node, taken)
        elif texts and one.style == "brackets":
            text = texts[0]
            inner = text[1:-1] if text[:1] == "[" and text[-1:] == "]" else text
            yield self.split(node, inner, ",") if inner else []
        elif texts and kinds & {"array", "object"} and not one.explode:
            yield self.split(node, texts[0], _SEPARATORS.get(one.style, ","))
        elif texts:
            yield self.typed(node, texts[0], texts)

    def keys(self, one: Parameter) -> set[str]:
        """The keys of a query that a parameter may show under."""
        return {one.name, *(self.properties(self.node(one.at)) if self.is_scattered(one) else ())}

    def is_scattered(self, one: Parameter) -> bool:
        """Whether an object shows under the names of its properties, not under its own."""
        form = one.style == "form" and one.explode and one.location in ("query", "cookie")
        return form and "object" in self.kinds(self.node(one.at))

    def is_open(self, node: Node) -> bool:
        """Whether an object takes properties beside those that are documented."""
        return node.schema.get("additionalProperties", not self.properties(node)) is not False

    def members(self, node: Node, pairs: Pairs) -> dict[str, Any]:
        """The object that pairs of texts mean."""
        own = self.properties(node)
        return {
            key: self.typed(self._inner(own.get(key, "")), text, [t for k, t in pairs if k == key])
            for key, text in dict(pairs).items()
        }

    def split(self, node: Node, text: str, sign: str, unescaped: Callable[[str], str] = str) -> Any:
        """The array or object that stands in one text."""
        parts = [unescaped(part) for part in text.split(sign)] if text else []
        if "array" in self.kinds(node):
            return self.typed(node, unescaped(text), parts)
        return self.members(node, list(zip(parts[::2], parts[1::2], strict=False)))

    def _deep(self, node: Node, name: str, pairs: Pairs) -> dict[str, Any]:
        """The object whose keys stand between brackets."""
        found: dict[str, Any] = {}
        for key, text in pairs:
            if not (key.startswith(f"{name}[") and key.endswith("]")):
                continue
            *steps, last = key[len(name) + 1 : -1].split("][")
            inner, of = found, node
            for step in steps:
                inner = mapping(inner.setdefault(step, {}))
                of = self._inner(self.properties(of).get(step, ""))
            texts = [t for k, t in pairs if k == key]
            inner[last] = self.typed(self._inner(self.properties(of).get(last, "")), text, texts)
        return found

    def _inner(self, at: str) -> Node:
        return self.node(at) if at else Node("", {})

    def typed(self, node: Node, text: str, texts: Sequence[str] | None = None) -> Any:
        """A text as the value that its schema means; `texts` where it may be one of several."""
        kinds = self.kinds(node)
        if "array" in kinds and texts is not None:
            items = self._inner(self._items_at(node))
            if texts == [""] and "string" not in self.kinds(items):
                return []  # how many clients write an empty array
            return [self.typed(items, item) for item in texts]
        if not kinds or kinds <= {"string", "null"}:
            return text
        value = _parsed_or_text(text)
        if "string" in kinds and not (fits(self.reader.api, node.at, value, "request")):
            return text
        if "string" in kinds and fits(self.reader.api, node.at, text, "request"):
            return text
        return value

    def _items_at(self, node: Node) -> str:
        if "items" in node.schema:
            return node.place("items")
        for branch in self._branches(node):
            if "items" in branch.schema:
                return branch.place("items")
        return ""

    def _branches(self, node: Node) -> Iterator[Node]:
        for key in ("oneOf", "anyOf"):
            for index, branch in enumerate(listing(node.schema.get(key))):
                yield self.reader.node(branch, node.place(key, index))

    def kinds(self, node: Node, depth: int = 0) -> set[str]:
        """The JSON types that a schema speaks of, itself or in its branches."""
        found = {*node.types, *(["null"] if node.nullable else [])}
        values = listing(node.schema.get("enum"))
        values = [*values, node.schema["const"]] if "const" in node.schema else values
        if not found:
            found |= {_kind(value) for value in values}
        if depth < _DEEPEST:
            for branch in self._branches(node):
                found |= self.kinds(branch, depth + 1)
        return found

    def properties(self, node: Node, depth: int = 0) -> dict[str, str]:
        """The pointers of the properties of an object, by name, its branches' with them."""
        found = {prop.name: prop.at for prop in node.properties}
        if depth < _DEEPEST:
            for branch in self._branches(node):
                found |= self.properties(branch, depth + 1)
        return found


def parsed(text: str) -> Any:
    """The value of a JSON text. Raises ValueError where it is none."""
    return json.loads(text, parse_constant=_no_number)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


def _parsed_or_text(text: str) -> Any:
    try:
        return parsed(text)
    except (ValueError, RecursionError):
        return text


_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number"}


def _kind(value: object) -> str:
    if is_mapping(value):
        return "object"
    if is_listing(value):
        return "array"
    return next((name for kind, name in _KINDS.items() if isinstance(value, kind)), "null")
