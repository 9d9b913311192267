"""Where a document uses its component schemas: what identifies a schema whose name may change.

A use is a message of an operation and the way to the schema in it: `PUT /users body`,
`GET /users 200 Records[].Language`, `GET /users query:language`. It goes through references, and
through `anyOf` and the like, so that it stays the same when a part becomes a schema of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from docmill.api import pointer
from docmill.document import Reader
from docmill.memory import digest, recall
from docmill.nodes import METHODS
from docmill.values import listing, mapping

KEPT = 4
"""How many uses of a schema are written down; which ones, the shortest ways decide."""
SCHEMAS = "#/components/schemas/"
_STEP = re.compile(r"\[\]|\{\}|\+|\.?(\"(?:[^\"\\]|\\.)*\"|[^.\[\]{}+\"]+)")
_PLAIN = re.compile(r"[^.\[\]{}+\"\s\\]+")
_MARKS = ("[", "{", "+", ".")
_BRANCHES = ("anyOf", "oneOf", "allOf")
_HOLDING = frozenset({"$ref", "properties", "items", "additionalProperties", *_BRANCHES})
"""The keywords of a schema that may lead to another one."""
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """An operation of the document: its key `GET /users`, its pointer, itself."""

    key: str
    at: str
    node: dict[str, Any]
    messages: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def verb(self) -> str:
        """`GET`."""
        return self.key.partition(" ")[0]

    @property
    def path(self) -> str:
        """`/users`."""
        return self.key.partition(" ")[2]


def operations_in(reader: Reader) -> Iterator[Found]:
    """The operations of a document in its order, each with the schemas of its messages."""
    for path, value in mapping(reader.api.document.get("paths")).items():
        item, at = reader.followed(value, pointer("paths", path))
        for method in METHODS:
            if method in item and not path.startswith("x-"):
                key = f"{method.upper()} {'%20'.join(path.split())}"
                node = mapping(item[method])
                place = at + pointer(method)
                messages = dict(_messages(reader, [(item, at), (node, place)], node, place))
                yield Found(key, place, node, messages)


def _messages(
    reader: Reader, owners: list[tuple[dict[str, Any], str]], node: dict[str, Any], at: str
) -> Iterator[tuple[str, Any]]:
    for owner, place in owners:
        for value in listing(owner.get("parameters")):
            one, _ = reader.followed(value, place)
            name = "%20".join(str(one.get("name", "")).split())
            yield f"{one.get('in')}:{name}", one.get("schema")
    body, _ = reader.followed(node.get("requestBody"), at)
    yield "body", _media(body)
    for status, value in mapping(node.get("responses")).items():
        response, _ = reader.followed(value, at)
        yield status, _media(response)


def _media(message: dict[str, Any]) -> Any:
    found = (mapping(media).get("schema") for media in mapping(message.get("content")).values())
    return next((schema for schema in found if schema is not None), None)


def normal(key: str) -> str:
    """An operation's key without the names of path variables."""
    return re.sub(r"\{[^{}]*\}", "{}", key)


class Uses:
    """The uses of all component schemas of a document."""

    def __init__(self, operations: Iterable[Found], schemas: dict[str, Any]) -> None:
        self.operations = {normal(one.key): one for one in operations}
        self.schemas = schemas

    def shortest(self) -> dict[str, list[str]]:
        """Of each schema that is used, its uses: the shortest ways first, `KEPT` at most."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        inside = {name: _inside(schema) for name, schema in self.schemas.items()}
        waiting = [
            (f"{one.key} {message}", "", list(_references(schema, "", 0)))
            for one in self.operations.values()
            for message, schema in one.messages.items()
        ]
        while waiting:
            further: list[tuple[str, str, list[tuple[str, str]]]] = []
            for message, way, references in waiting:
                for inner, name in references:
                    if name not in self.schemas or len(found[name]) == KEPT:
                        continue
                    whole = _joined(way, inner)
                    use = f"{message} {whole}" if whole else message
                    if use not in found[name]:
                        found[name].append(use)
                        further.append((message, whole.removesuffix("+"), inside[name]))
            waiting = further
        return {name: uses for name, uses in found.items() if uses}

    def at(self, use: str) -> set[str]:
        """The schemas that a use comes to; none where the document has no such place."""
        verb, path, message, way = [*use.split(" ", 3), "", "", "", ""][:4]
        one = self.operations.get(normal(f"{verb} {path}"))
        if one is None or message not in one.messages:
            return set()
        nodes = [one.messages[message]]
        for match in _STEP.finditer(way):
            if match[0] == "+":
                bases = [part for node in self._alternatives(nodes)
                         for part in listing(node.get("allOf"))]  # fmt: skip
                return _names(bases) & self.schemas.keys()
            nodes = [inner for node in self._alternatives(nodes) for inner in _stepped(node, match)]
        return _names(nodes) & self.schemas.keys()

    def _alternatives(self, nodes: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The nodes, what they refer to and the forms that they may have."""
        waiting, seen = list(nodes), set[str]()
        while waiting:
            node = mapping(waiting.pop(0))
            name = _name(node)
            if name in seen:
                continue
            if name:
                seen.add(name)
                waiting.append(self.schemas.get(name))
            yield node
            for key in _BRANCHES:
                waiting += listing(node.get(key))


def _name(node: Any) -> str:
    ref = mapping(node).get("$ref")
    if not isinstance(ref, str) or not ref.startswith(SCHEMAS):
        return ""
    return ref.removeprefix(SCHEMAS).replace("~1", "/").replace("~0", "~")


def _names(nodes: Iterable[Any]) -> set[str]:
    """The schemas that nodes refer to: themselves, or in a form that they may have."""
    found: set[str] = set()
    for node in nodes:
        found |= {_name(node)} - {""}
        for key in ("anyOf", "oneOf"):
            found |= _names(listing(mapping(node).get(key)))
        parts = listing(mapping(node).get("allOf"))
        found |= _names(parts) if len(parts) == 1 and "properties" not in node else set()
    return found


def _stepped(node: dict[str, Any], step: re.Match[str]) -> Iterator[Any]:
    if step[0] == "[]":
        yield node.get("items")
    elif step[0] == "{}":
        yield node.get("additionalProperties")
    else:
        yield mapping(node.get("properties")).get(_unquoted(step[1]))


def _inside(schema: Any) -> list[tuple[str, str]]:
    return recall(("references", digest(schema)), lambda: list(_references(schema, "", 0)))


def _references(node: Any, way: str, depth: int) -> Iterator[tuple[str, str]]:
    """What a schema refers to, and the way there; references are not followed."""
    schema = mapping(node)
    if _HOLDING.isdisjoint(schema) or depth > _DEEPEST:
        return
    if name := _name(schema):
        yield way, name
    for key in ("anyOf", "oneOf"):
        for part in listing(schema.get(key)):
            yield from _references(part, way, depth + 1)
    parts = listing(schema.get("allOf"))
    alone = len(parts) == 1 and "properties" not in schema
    for part in parts:
        for inner, name in _references(part, way, depth + 1):
            yield (f"{inner}+" if inner == way and not alone else inner), name
    for key, value in mapping(schema.get("properties")).items():
        if not _HOLDING.isdisjoint(mapping(value)):
            yield from _references(value, _joined(way, _quoted(key)), depth + 1)
    yield from _references(schema.get("items"), f"{way}[]", depth + 1)
    yield from _references(schema.get("additionalProperties"), f"{way}{{}}", depth + 1)


def _joined(way: str, step: str) -> str:
    return f"{way}.{step}" if way and step and not step.startswith(_MARKS) else way + step


def _quoted(name: str) -> str:
    if _PLAIN.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _unquoted(step: str) -> str:
    return re.sub(r"\\(.)", r"\1", step[1:-1]) if step.startswith('"') else step
