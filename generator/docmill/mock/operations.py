"""The operations of a document as a server needs them: references followed, path items merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docmill.api import Api, pointer
from docmill.document import Reader, text_of
from docmill.nodes import METHODS
from docmill.values import is_listing, is_mapping, listing, mapping

IGNORED_HEADERS = frozenset({"accept", "authorization", "content-type"})
"""Header parameters that OpenAPI says to ignore: security and media types tell them."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, or a field of a form; `at` is the pointer of its schema.

    `style` is OpenAPI's word, or `json` for a value that is JSON text, or `brackets` for an array
    in square brackets.
    """

    name: str
    location: str
    at: str
    style: str
    explode: bool
    required: bool
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """A media type or range, and the pointers of its object and of its schema."""

    name: str
    at: str
    node: dict[str, Any]

    @property
    def schema_at(self) -> str:
        """The pointer of the schema, or nothing where there is none."""
        return f"{self.at}/schema" if "schema" in self.node else ""

    @property
    def is_json(self) -> bool:
        """Whether bodies of the type are JSON."""
        return is_json(self.name)


@dataclass(frozen=True, slots=True)
class Answer:
    """A documented response under its key: a status, a class of them such as `4XX`, `default`."""

    key: str
    at: str
    node: dict[str, Any]
    media: tuple[Media, ...]

    @property
    def json(self) -> Media | None:
        """The first of its media types that is JSON and has a schema."""
        return next((one for one in self.media if one.is_json and one.schema_at), None)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `security` lists alternatives, each the names of the schemes it needs."""

    at: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: tuple[Media, ...]
    body_required: bool
    answers: dict[str, Answer]
    security: tuple[tuple[str, ...], ...]
    pagination: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def success(self) -> Answer | None:
        """What it answers when all is well: the lowest documented 2xx, else `default`, else 3xx."""
        for kind in ("2", "default", "3"):
            if keys := sorted(key for key in self.answers if key.startswith(kind)):
                return self.answers[keys[0]]
        return None


def is_json(media_type: str) -> bool:
    """Whether a media type, with or without parameters, is JSON."""
    name = media_type.partition(";")[0].strip().lower()
    return name in ("application/json", "text/json", "*/*", "application/*") or name.endswith(
        "+json"
    )


def operations_of(api: Api) -> list[Operation]:
    """All operations of a document, in its order."""
    reader = Reader(api)
    found: list[Operation] = []
    for path, value in mapping(api.document.get("paths")).items():
        item, at = reader.followed(value, pointer("paths", path))
        found += [
            _operation(reader, path, method, f"{at}/{method}", item, at)
            for method in METHODS
            if is_mapping(item.get(method))
        ]
    return found


def _operation(
    reader: Reader, path: str, method: str, at: str, item: dict[str, Any], item_at: str
) -> Operation:
    node = mapping(item[method])
    body, body_at = reader.followed(node.get("requestBody"), f"{at}/requestBody")
    stated = node.get("security", reader.api.document.get("security"))
    return Operation(
        at,
        method.upper(),
        path,
        tuple(_parameters(reader, node, at, item, item_at)),
        _media(body, body_at),
        body.get("required") is True,
        {answer.key: answer for answer in _answers(reader, node, at)},
        tuple(tuple(mapping(one)) for one in listing(stated)),
        mapping(node.get("x-docmill-pagination")),
    )


def _answers(reader: Reader, node: dict[str, Any], at: str) -> Iterator[Answer]:
    for key, value in mapping(node.get("responses")).items():
        if not key.startswith("x-"):
            answer, place = reader.followed(value, f"{at}/responses/{key}")
            yield Answer(key, place, answer, _media(answer, place))


def _media(owner: dict[str, Any], at: str) -> tuple[Media, ...]:
    return tuple(
        Media(name, at + pointer("content", name), mapping(node))
        for name, node in mapping(owner.get("content")).items()
    )


def _parameters(
    reader: Reader, node: dict[str, Any], at: str, item: dict[str, Any], item_at: str
) -> Iterator[Parameter]:
    found: dict[tuple[str, str], Parameter] = {}
    for owner, place in ((item, item_at), (node, at)):
        for index, value in enumerate(listing(owner.get("parameters"))):
            one, where = reader.followed(value, f"{place}/parameters/{index}")
            name, location = text_of(one, "name"), text_of(one, "in")
            if name and not (location == "header" and name.lower() in IGNORED_HEADERS):
                found[location, name] = _parameter(one, where, name, location)
    return iter(found.values())


def _parameter(one: dict[str, Any], at: str, name: str, location: str) -> Parameter:
    required, empty = one.get("required") is True, one.get("allowEmptyValue") is True
    if content := mapping(one.get("content")):
        kind = next(iter(content))
        place = at + pointer("content", kind, "schema")
        return Parameter(name, location, place, "json", False, required, empty)
    usual = "form" if location in ("query", "cookie") else "simple"
    style = text_of(one, "style") or usual
    explode = one.get("explode", style == "form") is True
    if one.get("x-docmill-array") == "brackets":
        style = "brackets"
    return Parameter(name, location, f"{at}/schema", style, explode, required, empty)


def node_at(api: Api, at: str) -> Any:
    """The node at a pointer, or None where the document has none."""
    try:
        return api.node(at) if at else None
    except KeyError:
        return None


def at_pointer(value: Any, at: str) -> Any:
    """The part of a JSON value at a pointer into it, or None."""
    for step in at.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if is_listing(value):
            value = value[int(key)] if key.isdecimal() and int(key) < len(value) else None
        else:
            value = mapping(value).get(key)
    return value
