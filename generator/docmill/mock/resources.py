"""What a document's operations do with records: which create, get, list, update and delete them.

A resource is a path that ends in a variable (`/things/{id}`), with the path before it as its
collection (`/things`). Records are found in answers by the property that the variable names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from docmill import names
from docmill.api import pointer
from docmill.document import Node, Reader
from docmill.mock.operations import Answer, Operation
from docmill.mock.texts import Texts
from docmill.values import mapping

Act = Literal["list", "create", "get", "update", "delete", "below"]
_DEEPEST = 3
_LAST_VARIABLE = re.compile(r"(.+)/\{([^{}/]+)\}/?")
_SCALARS = {"string", "integer", "number"}


@dataclass(frozen=True, slots=True)
class Resource:
    """Records of one kind.

    `base` is the path of the collection, `variable` that of a record below it ("" where no path is
    one record's own). `record_at` is the pointer of the schema of a record, `key` its property that
    names it ("" where none does). Of an `open` resource every record is there until it is deleted,
    as nothing tells which there are.
    """

    base: str
    variable: str
    record_at: str
    key: str
    key_at: str
    open: bool


@dataclass(frozen=True, slots=True)
class Role:
    """What an operation does with which resource; `where` is the place of the record or of the
    records in its answer, as property names, or None where the answer has no such place."""

    act: Act
    resource: Resource
    where: tuple[str, ...] | None


def plain(name: str) -> str:
    """A name without case and signs: `User_Id`, `userId` and `user-id` are one."""
    return "".join(char for char in name.lower() if char.isalnum())


def shape_of(path: str) -> str:
    """A path without the names of its variables, which may differ where paths are one."""
    return re.sub(r"\{[^{}]*\}", "{}", path.rstrip("/"))


class Resources:
    """The resources of one document, and the role of each operation in them, by its pointer."""

    def __init__(self, reader: Reader, operations: Iterable[Operation]) -> None:
        self._texts = Texts(reader)
        self.roles: dict[str, Role] = {}
        self._items_by_shape: dict[str, Resource] = {}
        by_shape: dict[str, list[Operation]] = {}
        for operation in operations:
            by_shape.setdefault(shape_of(operation.path), []).append(operation)
        for shape, here in by_shape.items():
            if resource := self._resource(here, by_shape):
                self._items_by_shape[shape] = resource
        for shape, here in by_shape.items():
            for operation in here:
                if role := self._role(shape, operation):
                    self.roles[operation.at] = role

    def parents(self, path: str) -> Iterator[Resource]:
        """The resources whose single records a path leads through, outermost first."""
        steps = shape_of(path).split("/")
        above = ("/".join(steps[:end]) for end in range(2, len(steps)))
        yield from (self._items_by_shape[one] for one in above if one in self._items_by_shape)

    def _resource(
        self, below: list[Operation], by_shape: dict[str, list[Operation]]
    ) -> Resource | None:
        matched = _LAST_VARIABLE.fullmatch(below[0].path)
        if not matched:
            return None
        base, variable = matched.groups()
        above = by_shape.get(shape_of(base), [])
        keys = key_names(base, variable)
        records = [
            self._record(one, keys) for one in below if one.method in ("GET", "PUT", "PATCH")
        ]
        records += [self._record_of_list(one, keys) for one in above if one.method == "GET"]
        records += [self._record(one, keys) for one in above if one.method == "POST"]
        found = [node for node in records if node]
        named = [node for node in found if self._key(node, keys)]
        if not found or not {"GET", "PUT", "PATCH", "DELETE"} & {one.method for one in below}:
            return None
        node = (named or found)[0]
        key, key_at = self._key(node, keys) or ("", "")
        methods = {one.method for one in above if one.method == "POST" or self._items(one, keys)}
        return Resource(base, variable, node.at, key, key_at, not methods)

    def _role(self, shape: str, operation: Operation) -> Role | None:
        if shape in self._items_by_shape:
            return self._role_of_item(self._items_by_shape[shape], operation)
        own = self._items_by_shape.get(shape + "/{}")
        if own and (role := self._role_of_collection(own, operation)):
            return role
        parents = list(self.parents(operation.path))
        if operation.pagination or not parents:
            return self._role_of_list(operation) if operation.pagination else None
        resource = parents[-1]
        return Role("below", resource, self._place_of_same(resource, operation))

    def _role_of_item(self, resource: Resource, operation: Operation) -> Role | None:
        acts: dict[str, Act] = {
            "GET": "get",
            "HEAD": "get",
            "DELETE": "delete",
            **dict.fromkeys(("PUT", "PATCH", "POST"), "update"),
        }
        act = acts.get(operation.method)
        return Role(act, resource, self._place(resource, operation)) if act else None

    def _role_of_collection(self, resource: Resource, operation: Operation) -> Role | None:
        keys = key_names(resource.base, resource.variable)
        if operation.method == "GET" or operation.pagination:
            where = self._items(operation, keys)
            return Role("list", resource, where[0]) if where else None
        if operation.method == "POST" and not self._in_query(operation, keys):
            return Role("create", resource, self._place(resource, operation))
        if operation.method in ("PUT", "PATCH") and self._in_body(resource, operation):
            return Role("update", resource, self._place(resource, operation))
        if operation.method == "DELETE" and self._in_query(operation, keys):
            return Role("delete", resource, self._place(resource, operation))
        return None

    def _role_of_list(self, operation: Operation) -> Role | None:
        """A list whose records have no path of their own, or one below them (`/things/search`)."""
        path = operation.path.rstrip("/")
        resource = self._items_by_shape.get(shape_of(path.rpartition("/")[0]) + "/{}")
        if resource:
            where = self._items(operation, key_names(resource.base, resource.variable))
            if where and where[1].at == resource.record_at:
                return Role("list", resource, where[0])
        keys = key_names(path, "id")
        where = self._items(operation, keys)
        if where is None:
            return None
        key, key_at = self._key(where[1], keys) or ("", "")
        return Role("list", Resource(path, "", where[1].at, key, key_at, False), where[0])

    def _in_body(self, resource: Resource, operation: Operation) -> bool:
        return any(
            resource.key and resource.key in self._texts.properties(self._texts.node(one.schema_at))
            for one in operation.body
            if one.schema_at
        )

    def _in_query(self, operation: Operation, keys: list[str]) -> bool:
        given = [one for one in operation.parameters if one.location == "query" and one.required]
        return any(plain(one.name) in keys for one in given)

    # where in an answer a record stands

    def _place(self, resource: Resource, operation: Operation) -> tuple[str, ...] | None:
        """Where the key of the record stands, or all of a record without a key."""
        answer = _json_of(operation.success)
        if not answer:
            return None
        for where, node in self._objects(answer):
            own = {prop.name for prop in node.properties}
            if resource.key in own or node.at == resource.record_at:
                return where
        return None

    def _place_of_same(self, resource: Resource, operation: Operation) -> tuple[str, ...] | None:
        answer = _json_of(operation.success)
        places = self._objects(answer) if answer else ()
        return next((where for where, node in places if node.at == resource.record_at), None)

    def _record(self, operation: Operation, keys: list[str]) -> Node | None:
        """The record in an answer: the outermost object with a key, else the whole answer."""
        answer = _json_of(operation.success)
        found = [node for _, node in self._objects(answer)] if answer else []
        return next((node for node in found if self._key(node, keys)), next(iter(found), None))

    def _record_of_list(self, operation: Operation, keys: list[str]) -> Node | None:
        found = self._items(operation, keys)
        return found[1] if found else None

    def _items(self, operation: Operation, keys: list[str]) -> tuple[tuple[str, ...], Node] | None:
        """Where the records of a list stand in its answer, and the schema of one."""
        answer = _json_of(operation.success)
        if not answer:
            return None
        found = list(self._arrays(answer))
        told = operation.pagination.get("items")
        if isinstance(told, str):
            found = [one for one in found if pointer(*one[0]) == told] or found
        named = [one for one in found if self._key(one[1], keys)]
        root = [one for one in found if not one[0]]
        return next(iter(named or root or (found if isinstance(told, str) else [])), None)

    def _objects(self, at: str) -> Iterator[tuple[tuple[str, ...], Node]]:
        """The objects of an answer that stand outside of arrays, outermost first."""
        queue: list[tuple[tuple[str, ...], Node]] = [((), self._texts.node(at))]
        while queue:
            where, node = queue.pop(0)
            if not node.properties:
                continue
            yield where, node
            if len(where) < _DEEPEST:
                queue += [
                    ((*where, prop.name), self._texts.reader.node(prop.schema, prop.at))
                    for prop in node.properties
                ]

    def _arrays(self, at: str) -> Iterator[tuple[tuple[str, ...], Node]]:
        """The arrays of objects of an answer, outermost first, with the schema of an item."""
        root = self._texts.node(at)
        nodes: list[tuple[tuple[str, ...], Node]] = []
        if "items" in root.schema:
            nodes.append(((), root))
        for where, node in self._objects(at):
            nodes += [
                ((*where, prop.name), self._texts.reader.node(prop.schema, prop.at))
                for prop in node.properties
            ]
        for where, node in nodes:
            if mapping(node.schema.get("items")):
                item = self._texts.reader.node(node.schema["items"], node.place("items"))
                if item.properties:
                    yield where, item

    def _key(self, node: Node, keys: list[str]) -> tuple[str, str] | None:
        """The property that names a record, and the pointer of its schema."""
        own = {plain(prop.name): prop for prop in reversed(node.properties)}
        for key in keys:
            prop = own.get(key)
            if prop and self._texts.kinds(self._texts.node(prop.at)) & _SCALARS:
                return prop.name, prop.at
        return None


def key_names(base: str, variable: str) -> list[str]:
    """What the key of a record may be called, in plain form, the likeliest first."""
    things = base.rpartition("/")[2]
    thing = plain(names.singular(names.snake(things))) if plain(things) else ""
    own = plain(variable)
    short = own.removeprefix(thing) if thing else own
    return [name for name in dict.fromkeys((own, short, "id", f"{thing}id", "uuid", "key")) if name]


def _json_of(answer: Answer | None) -> str:
    """The pointer of the schema of the JSON that an answer has, or nothing."""
    return answer.json.schema_at if answer and answer.json else ""
