"""What one item of a resource is, and the envelope of its lists, by comparing the operations.

The answer of `GET /users/{id}` is the record; what the list, the batch and others show of it refers
to it. A property that neither create nor update takes is read-only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

from docmill.api import pointer
from docmill.findings import Finding
from docmill.link.shapes import HOME, Shapes, Use, required_of, structure_of
from docmill.memory import digest, digest_of, read_back, recall, written
from docmill.names import words_of
from docmill.values import is_listing, mapping

_FEWEST = 2
_SAYS_SO = re.compile(
    r"\bsame (structure|fields|format|properties|shape|object)\b|\bfull list of properties\b",
    re.IGNORECASE,
)
"""Words with which a page itself refers to the record."""
_PAGING = frozenset({"page", "pages", "next", "total", "cursor", "offset", "limit", "previous",
                     "count", "more"})  # fmt: skip


def records_of(shapes: Shapes) -> dict[str, str]:
    """The component of one item of each resource, by the resource's name: the answer of `get`."""
    found: dict[str, str] = {}
    for name, use in shapes.uses.items():
        plain = use.answered and use.method == "get" and not use.item
        if plain and len(mapping(shapes.schemas[name].get("properties"))) >= _FEWEST:
            found.setdefault(use.entity, name)
    for entity, name in found.items():
        shapes.wants(name, entity)
        shapes.schemas[name]["description"] = f"One {entity}."
    return found


def refer_to_records(shapes: Shapes, records: Mapping[str, str]) -> None:
    """Let the answers of a resource's other operations refer to its record."""
    wholes = {name: _Whole(shapes.schemas[name]) for name in records.values()}
    for name, use in list(shapes.uses.items()):
        record = records.get(use.entity)
        if record is None or name == record or not use.answered or name in shapes.dropped:
            continue
        if use.item and wholes[record].takes(shapes.schemas[name]):
            if not _SAYS_SO.search(use.said):
                _tell(shapes, pointer(*HOME, name), "the answer", use)
            shapes.replace(name, record)
            continue
        for key, holder, inner in _held(shapes.schemas[name]):
            if wholes[record].takes(holder[inner]):
                at = pointer(*HOME, name, "properties", key)
                if not _SAYS_SO.search(str(holder.get("description", ""))):
                    _tell(shapes, at, f"`{key}`", use)
                holder[inner] = {"$ref": "#" + pointer(*HOME, record)}
                shapes.tree.moved(f"{at}/items" if inner == "items" else f"{at}/properties")


class _Whole:
    """A record, which learns from what other operations show of it."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self._mark = digest(schema)

    def takes(self, part: Mapping[str, Any]) -> bool:
        """Whether an object shows this record; what it shows of it is in the record then."""

        def made() -> bytes | None:
            if not _is_record(part, self._schema):
                return None
            known: dict[str, Any] = read_back(written(self._schema))
            _absorb(known, part)
            return written(known)

        data = recall(("record", self._mark, digest(part)), made)
        if data is not None and digest_of(data) != self._mark:
            self._mark = digest_of(data)
            self._schema.clear()
            self._schema.update(read_back(data))
        return data is not None


def _held(schema: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The objects that the properties of a schema hold, one each or in an array."""
    properties: dict[str, Any] = mapping(schema.get("properties"))
    for key, node in list(properties.items()):
        if mapping(mapping(node.get("items")).get("properties")):
            yield key, node, "items"
        elif mapping(node.get("properties")):
            yield key, properties, key


def _is_record(part: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Whether an object that only samples show has nothing but the record's own properties."""
    own, whole = mapping(part.get("properties")), mapping(record.get("properties"))
    if len(own) < _FEWEST or not own.keys() <= whole.keys():
        return False
    if not set(required_of(record)) <= own.keys():
        return False
    shown = (node.get("x-docmill-seen") == "example" for node in own.values())
    if not all(shown):
        return bool(structure_of(part) == structure_of(record))
    return all(_agree(node, whole[name]) for name, node in own.items())


def _agree(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    first, second = _types(one), _types(other)
    if "number" in second:
        second |= {"integer"}
    return not first or not second or first <= second or "$ref" in other or "anyOf" in other


def _types(node: Mapping[str, Any]) -> set[str]:
    kind: Any = node.get("type")
    kinds = {str(one) for one in kind} if is_listing(kind) else {str(kind)} if kind else set[str]()
    return kinds - {"null"}


def _absorb(record: dict[str, Any], part: Mapping[str, Any]) -> None:
    """What the sample of another operation shows as null may be null in the record, and what it
    shows inside of a property is in there."""
    for name, shown in mapping(part.get("properties")).items():
        node = record["properties"][name]
        _absorb_inside(node, shown)
        _absorb_inside(mapping(node.get("items")), mapping(shown.get("items")))
        if "type" in shown and "null" not in _kinds(shown):
            continue
        if "$ref" in node:
            rest = {k: v for k, v in node.items() if k != "$ref"}
            node = {"anyOf": [{"$ref": node["$ref"]}, {"type": "null"}], **rest}
        elif "type" in node and "null" not in _kinds(node):
            node = {**node, "type": [*_kinds(node), "null"]}
            if "enum" in node:
                node["enum"] = [*node["enum"], None]
        else:
            continue
        if node.get("x-docmill-seen") != "example":
            node["x-docmill-inferred"] = [*node.get("x-docmill-inferred", ()), "nullable"]
        record["properties"][name] = node


def _absorb_inside(node: dict[str, Any], shown: Mapping[str, Any]) -> None:
    own, other = mapping(node.get("properties")), mapping(shown.get("properties"))
    if own and other:
        own.update({name: inner for name, inner in other.items() if name not in own})
        _absorb(node, shown)


def _kinds(node: Mapping[str, Any]) -> list[str]:
    kind: Any = node.get("type", [])
    return list(kind) if is_listing(kind) else [str(kind)]


def _tell(shapes: Shapes, at: str, what: str, use: Use) -> None:
    told = f"{what} of {use.method} shows properties of {use.entity} alone: taken as that record"
    place = shapes.tree.first(at, at.rpartition("/properties")[0])
    if place:
        shapes.findings.append(Finding(place, "record-inferred", told))


def envelopes(shapes: Shapes, records: Mapping[str, str]) -> None:
    """The page that lists answer with: what all of them have beside their records, once."""
    pages: dict[str, list[tuple[str, str]]] = {}
    for name, use in shapes.uses.items():
        record = records.get(use.entity)
        if not record or not use.answered or name in shapes.dropped:
            continue
        properties = mapping(shapes.schemas[name].get("properties"))
        ref = "#" + pointer(*HOME, record)
        held = [key for key, node in properties.items()
                if mapping(node.get("items")).get("$ref") == ref]  # fmt: skip
        if len(held) != 1:
            continue
        if {word for key in properties for word in words_of(key)} & _PAGING:
            shapes.wants(name, f"{use.entity}Page")
            rest = {k: structure_of(v) for k, v in properties.items() if k != held[0]}
            pages.setdefault(repr([held[0], sorted(rest.items(), key=repr)]), []).append(
                (name, held[0])
            )
    for group in pages.values():
        if len(group) > 1:
            _common_page(shapes, group)


def _common_page(shapes: Shapes, group: list[tuple[str, str]]) -> None:
    first, held = group[0]
    base = "Page" if "Page" not in shapes.schemas else f"{first}Base"
    properties = dict(shapes.schemas[first]["properties"])
    properties.pop(held)
    page: dict[str, Any] = {"type": "object", "description": "A page of a list."}
    shapes.schemas[base] = {**page, "properties": properties}
    shapes.wants(base, "Page")
    places = shapes.tree.under(pointer(*HOME, first)).get("", ())
    shapes.tree.came_from(pointer(*HOME, base), *places)
    for at, found in shapes.tree.under(pointer(*HOME, first, "properties")).items():
        if not at.startswith(pointer(held)):
            shapes.tree.came_from(pointer(*HOME, base, "properties") + at, *found)
    for name, _ in group:
        schema = shapes.schemas[name]
        required = [key for key in required_of(schema) if key != held]
        if required:
            shapes.schemas[base].setdefault("required", required)
        kept = {"required": [held]} if held in required_of(schema) else {}
        shapes.schemas[name] = {
            "type": "object",
            "description": schema["description"],
            "allOf": [{"$ref": "#" + pointer(*HOME, base)}],
            **kept,
            "properties": {held: schema["properties"][held]},
        }


def access(shapes: Shapes, records: Mapping[str, str]) -> None:
    """What a record has and no body takes is read-only; what a body takes and the record, that has
    nearly all the rest, has not, is write-only. Both are inferred."""
    sent_to: dict[str, list[dict[str, Any]]] = {}
    for one, use in shapes.uses.items():
        if not use.status:
            sent_to.setdefault(use.entity, []).append(shapes.schemas[one])
    for entity, name in records.items():
        whole = mapping(shapes.schemas[name].get("properties"))
        bodies = sent_to.get(entity, [])
        sent = {key for body in bodies for key in mapping(body.get("properties"))}
        shared = len(sent & whole.keys())
        if not sent or 2 * shared < len(sent):
            continue  # they speak of different things
        _mark(whole, whole.keys() - sent, "readOnly")
        if 5 * shared >= 4 * len(sent):
            for body in bodies:
                _mark(mapping(body.get("properties")), sent - whole.keys(), "writeOnly")


def _mark(properties: dict[str, Any], names: Set[str], key: str) -> None:
    """Mark properties that nothing is said of."""
    for name, node in properties.items():
        if name in names and "readOnly" not in node and "writeOnly" not in node:
            inferred = [*node.get("x-docmill-inferred", ()), key]
            properties[name] = {**node, key: True, "x-docmill-inferred": inferred}
