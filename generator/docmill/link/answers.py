"""What an operation takes and answers, as a client sees it: references followed, `allOf` merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docmill.api import Document, pointer, steps_of
from docmill.names import words_of
from docmill.values import is_listing, is_mapping, listing, mapping

_DEEPEST = 3
"""Envelopes hold what they say of the page at most this deep: `paging.cursors.after`."""


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter or a property: its name, its merged schema, where it stands in the document.

    `at` is its JSON pointer in the value that is sent or answered. `properties` are those of an
    object: by name, each with its own place. `shown` are values that examples have for it.
    """

    name: str
    at: str
    place: str
    schema: Mapping[str, Any]
    properties: Mapping[str, tuple[Any, str]] = field(default_factory=dict[str, tuple[Any, str]])
    shown: tuple[Any, ...] = ()

    @property
    def word(self) -> str:
        """The name without casing and separators: `page[size]` and `pageSize` give `pagesize`."""
        return "".join(words_of(self.name))

    @property
    def owner(self) -> str:
        """The word of the property that it stands in, "" at the top."""
        return "".join(words_of(steps_of(self.at)[-2])) if self.at.count("/") > 1 else ""

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that it may have, but null; none where nothing is said of it."""
        stated = self.schema.get("type")
        types = {str(one) for one in listing(stated)} or ({str(stated)} if stated else set[str]())
        if not types and self.properties:
            types = {"object"}
        if not types and "items" in self.schema:
            types = {"array"}
        return frozenset(types - {"null"})

    @property
    def text(self) -> str:
        """What the document says of it."""
        said = self.schema.get("description")
        return said if isinstance(said, str) else ""

    def may_be(self, *types: str) -> bool:
        """Whether it is of one of these types, or may be of any."""
        return not self.types or bool(self.types & set(types))


class Answers:
    """Reads parameters, bodies and answers of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def followed(self, node: Any, place: str) -> tuple[dict[str, Any], str]:
        """The object at the end of the references of `node`, and its pointer."""
        seen: set[str] = set()
        while isinstance(target := mapping(node).get("$ref"), str):
            if target in seen or not target.startswith("#/"):
                return {}, place
            seen.add(target)
            node, place = self._node(target[1:]), target[1:]
        return mapping(node), place

    def _node(self, at: str) -> Any:
        found: Any = self.document
        for step in steps_of(at):
            if is_listing(found):
                found = found[int(step)] if step.isdecimal() and int(step) < len(found) else None
            else:
                found = mapping(found).get(step)
        return found

    def part(self, name: str, at: str, node: Any, place: str, shown: tuple[Any, ...] = ()) -> Part:
        """A schema as a part; what stands beside a reference goes before what it refers to."""
        schema, properties = self._flat(node, place, frozenset())
        return Part(name, at, place, schema, properties, shown)

    def _flat(
        self, node: Any, place: str, above: frozenset[str]
    ) -> tuple[dict[str, Any], dict[str, tuple[Any, str]]]:
        own = mapping(node)
        schema: dict[str, Any] = {}
        properties: dict[str, tuple[Any, str]] = {}
        if place in above:
            return schema, properties
        above |= {place}
        for part, at in self._merged(own, place):
            inner, found = self._flat(part, at, above)
            schema |= inner
            properties |= found
        schema |= {key: item for key, item in own.items() if key not in ("$ref", "allOf")}
        for name, item in mapping(own.get("properties")).items():
            properties[name] = (item, place + pointer("properties", name))
        return schema, properties

    def _merged(self, own: dict[str, Any], place: str) -> Iterator[tuple[Any, str]]:
        """What a schema is made of: its reference, its `allOf`, the only choice beside null."""
        if "$ref" in own:
            yield self.followed(own, place)
        for index, part in enumerate(listing(own.get("allOf"))):
            yield part, place + pointer("allOf", index)
        for key in ("anyOf", "oneOf"):
            choices = [
                (part, place + pointer(key, index))
                for index, part in enumerate(listing(own.get(key)))
                if mapping(part).get("type") != "null"
            ]
            if len(choices) == 1:
                yield choices[0]

    def inside(self, part: Part, deepest: int = _DEEPEST) -> Iterator[Part]:
        """The properties of a part and those of its objects, outer ones first."""
        level = [part]
        for _ in range(deepest):
            level = [inner for one in level for inner in self._properties(one)]
            yield from level

    def _properties(self, part: Part) -> Iterator[Part]:
        for name, (node, place) in part.properties.items():
            shown = tuple(one[name] for one in part.shown if is_mapping(one) and name in one)
            found = self.part(name, part.at + pointer(name), node, place, shown)
            own = (found.schema.get(key) for key in ("example", "default"))
            told = (
                *listing(found.schema.get("examples")),
                *(one for one in own if one is not None),
            )
            yield Part(name, found.at, place, found.schema, found.properties, (*shown, *told))

    def parameters(self, item: Mapping[str, Any], method: str, at: str) -> list[Part]:
        """The query parameters of the operation at `at`, with those of its path."""
        found: dict[str, Part] = {}
        for owner, place in ((item, at.rpartition("/")[0]), (mapping(item.get(method)), at)):
            for index, one in enumerate(listing(owner.get("parameters"))):
                node, where = self.followed(one, f"{place}/parameters/{index}")
                name = node.get("name")
                if node.get("in") != "query" or not isinstance(name, str):
                    continue
                part = self.part(name, "", node.get("schema"), f"{where}/schema")
                said = ("description", "deprecated")
                schema = {**part.schema, **{key: node[key] for key in said if key in node}}
                found[name] = Part(name, "", where, schema, part.properties)
        return list(found.values())

    def body(self, operation: Mapping[str, Any], at: str) -> list[Part]:
        """The properties of the JSON body that the operation takes."""
        node, place = self.followed(operation.get("requestBody"), f"{at}/requestBody")
        whole = self._json(node, place)
        return list(self._properties(whole)) if whole else []

    def answer(self, operation: Mapping[str, Any], at: str) -> tuple[Part | None, dict[str, Any]]:
        """What the operation answers with where it worked, and the response that says it."""
        for status in successes(operation):
            place = at + pointer("responses", status)
            response, place = self.followed(mapping(operation.get("responses"))[status], place)
            whole = self._json(response, place)
            if whole:
                return whole, response
        return None, {}

    def errors(self, operation: Mapping[str, Any], at: str) -> Iterator[Part]:
        """What the operation answers with where it did not work."""
        for status, node in mapping(operation.get("responses")).items():
            if not status.startswith(("1", "2", "3")):
                response, place = self.followed(node, at + pointer("responses", status))
                whole = self._json(response, place)
                if whole:
                    yield whole

    def _json(self, owner: Mapping[str, Any], place: str) -> Part | None:
        """The JSON content of a body or a response, with its examples."""
        for media, content in mapping(owner.get("content")).items():
            if not is_json(media) or "schema" not in mapping(content):
                continue
            named = (self.followed(one, "")[0] for one in mapping(content.get("examples")).values())
            shown = [one["value"] for one in named if "value" in one]
            shown += [content["example"]] if "example" in content else []
            at = place + pointer("content", media, "schema")
            return self.part("", "", content["schema"], at, tuple(shown))
        return None


def first_of(
    parts: Iterable[Part], names: Iterable[str], fits: Callable[[Part], bool]
) -> Part | None:
    """The part with the first of some names; what is deprecated comes after all others."""
    order = {name: rank for rank, name in reversed([*enumerate(names)])}
    fitting = [part for part in parts if part.word in order and fits(part)]

    def rank(part: Part) -> tuple[bool, int]:
        return part.schema.get("deprecated") is True, order[part.word]

    return min(fitting, key=rank, default=None)


def successes(operation: Mapping[str, Any]) -> list[str]:
    """The statuses with which the operation tells that it worked, the lowest first."""
    statuses = mapping(operation.get("responses"))
    return sorted(status for status in statuses if status.startswith("2"))


def is_json(media: str) -> bool:
    """Whether a media type is JSON: `application/json; charset=utf-8`, `application/hal+json`."""
    kind = media.partition(";")[0].strip().lower()
    return kind in ("application/json", "*/*") or kind.endswith("+json")
