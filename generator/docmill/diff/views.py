"""One document as the comparison sees it: each schema read once, whole, with its pointers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from docmill.api import Api, pointer
from docmill.diff.changes import Spot, same
from docmill.document import HIDDEN, Node, Property, Reader, Side
from docmill.values import is_mapping, listing, mapping

COMPONENT = "/components/schemas/"


@dataclass(frozen=True, slots=True)
class Seen:
    """A schema where it stands: `raw` is what is written at `at`, `node` all that it comes to."""

    raw: Any
    at: str
    node: Node

    @property
    def keywords(self) -> dict[str, Any]:
        """The keywords of the schema, references followed."""
        return self.node.schema

    def place(self, keyword: str) -> str:
        """The pointer of a keyword: here, or where the schema that brings it stands."""
        here = self.at if keyword in mapping(self.raw) else self.node.at
        return here + pointer(keyword)

    def spot(self, keyword: str) -> Spot | None:
        """A keyword as one side of a difference, None where it is absent."""
        found = self.keywords.get(keyword)
        return None if found is None else Spot(self.place(keyword), found)

    @property
    def never(self) -> bool:
        """Whether this is the schema that nothing fits."""
        return self.raw is False

    @property
    def values(self) -> tuple[Any, ...] | None:
        """The listed values but null, where there is a list."""
        listed = self.keywords.get("enum")
        if listed is None and "const" in self.keywords:
            listed = [self.keywords["const"]]
        return None if listed is None else tuple(v for v in listing(listed) if v is not None)

    @property
    def union(self) -> str:
        """`oneOf` or `anyOf`, where the schema has one that says more than "or null"."""
        return next((key for key in ("oneOf", "anyOf") if self.branches(key)), "")

    def branches(self, key: str) -> list[tuple[Any, str]]:
        """The forms that a union lists, with their pointers, but null."""
        forms = enumerate(listing(self.keywords.get(key)))
        return [(v, self.node.place(key, n)) for n, v in forms if not _is_null(v)]

    @property
    def types(self) -> tuple[str, ...]:
        """The JSON types that are allowed but null; none where any is."""
        return self.node.types

    @property
    def nullable(self) -> bool:
        """Whether the schema says that null fits."""
        forms = (form for key in ("oneOf", "anyOf") for form in listing(self.keywords.get(key)))
        return self.node.nullable or any(_is_null(form) for form in forms)


def _is_null(schema: Any) -> bool:
    kind = mapping(schema).get("type")
    return kind in ("null", ["null"])


@dataclass(slots=True)
class View:
    """The schemas of one document by the pointer where they stand."""

    api: Api
    reader: Reader = field(init=False)
    _seen: dict[str, Seen] = field(default_factory=dict[str, Seen])

    def __post_init__(self) -> None:
        self.reader = Reader(self.api)

    def schema(self, raw: Any, at: str) -> Seen:
        """The schema `raw`, which stands at `at`."""
        found = self._seen.get(at)
        if found is None or found.raw is not raw:
            node = self.reader.node(raw, at)
            found = Seen(raw, at, node)
            if len(found.branches("oneOf") + found.branches("anyOf")) == 1:
                found = self._unwrapped(found)
            self._seen[at] = found
        return found

    def _unwrapped(self, seen: Seen) -> Seen:
        """A union of one form and null is that form, or null."""
        key = "oneOf" if seen.branches("oneOf") else "anyOf"
        ((form, place),) = seen.branches(key)
        inner = self.reader.node(form, place)
        rest = {k: v for k, v in seen.keywords.items() if k not in ("oneOf", "anyOf")}
        if "type" in rest or seen.node.properties:
            return seen
        schema = inner.schema | rest
        if seen.nullable and not inner.nullable:
            schema["nullable"] = True
        node = Node(inner.at, schema, inner.properties, inner.elsewhere)
        return Seen(seen.raw, seen.at, node)

    def form(self, seen: Seen) -> tuple[Any, str]:
        """A schema as one form of a union: without null, and without what is told of it."""
        told = ("nullable", "title", "description", "default", "example", "examples")
        schema = {key: value for key, value in seen.keywords.items() if key not in told}
        if seen.types:
            schema["type"] = list(seen.types)
        node = Node(seen.node.at, schema, seen.node.properties, seen.node.elsewhere)
        at = seen.at + pointer("-")  # no pointer of the document: its lines are those of the schema
        self._seen[at] = Seen(schema, at, node)
        return schema, at

    def followed(self, value: Any, at: str) -> tuple[dict[str, Any], str]:
        """An object that is no schema, references followed, and its pointer."""
        return self.reader.followed(value, at)

    def shown(self, seen: Seen, side: Side) -> dict[str, Property]:
        """The properties of an object that a side has, by name."""
        found: dict[str, Property] = {}
        for prop in seen.node.properties:
            if self.reader.node(prop.schema, prop.at).schema.get(HIDDEN[side]) is not True:
                found[prop.name] = prop
        return found


def closed(seen: Seen) -> Any:
    """What an object says of properties without a name: True, False or a schema."""
    extra = seen.keywords.get("additionalProperties", True)
    return True if is_mapping(extra) and same(extra, {}) else extra
