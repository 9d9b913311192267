"""What a valid request does: records change, and the documented answer is filled with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docmill.document import Reader
from docmill.mock.checks import Given
from docmill.mock.operations import Media, Operation, node_at
from docmill.mock.paging import Paging
from docmill.mock.resources import Resource, Resources, Role, key_names, plain
from docmill.mock.routes import VARIABLE
from docmill.mock.store import Record, Samples, Store
from docmill.mock.texts import Texts
from docmill.mock.values import Values
from docmill.values import is_listing, is_mapping, mapping


class RecordMissingError(Exception):
    """A record that is not there, or no longer."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a request came to: the body of its answer, the path of a record that was made, and the
    address of the next page where a header tells it."""

    body: Any
    record_path: str = ""
    next_url: str = ""


class Actions:
    """Carries out requests against the records of one server."""

    def __init__(self, reader: Reader, operations: Sequence[Operation], values: Values) -> None:
        self._texts = Texts(reader)
        self._api = reader.api
        self._values = values
        self._resources = Resources(reader, operations)
        samples = Samples(operations, self._resources.roles, values)
        self._store = Store(reader, values, samples)

    def may_miss(self, operation: Operation) -> bool:
        """Whether an operation is about a record that may not be there."""
        role = self._resources.roles.get(operation.at)
        beneath = any(self._resources.parents(operation.path))
        return beneath or bool(role and role.act in ("get", "update", "delete", "below"))

    def carry_out(
        self, operation: Operation, media: Media | None, given: Given, url: str, sample: str
    ) -> Done:
        """Do what an operation does; `sample` names the documented sample to answer with.

        Raises RecordMissingError where a record that the request names is not there.
        """
        for resource in self._resources.parents(operation.path):
            self._existing(resource, operation, given)
        body = self._values.sample(media, sample) if media else None
        role = self._resources.roles.get(operation.at)
        if role is None:
            return Done(body)
        base = _filled(role.resource.base, operation, given)
        if role.act == "list":
            return self._listed(operation, role, given, url, body)
        record, path = self._changed(operation, role, base, given)
        if media and role.where is not None and media.schema_at:
            body = self._with_record(body, role, record, media)
        return Done(body, path)

    def _existing(self, resource: Resource, operation: Operation, given: Given) -> None:
        base, key = _filled(resource.base, operation, given), _key_text(resource, operation, given)
        if self._store.find(resource, base, key) is None:
            raise RecordMissingError(f"no {resource.key or 'record'} {key}")

    def _changed(
        self, operation: Operation, role: Role, base: str, given: Given
    ) -> tuple[Record, str]:
        """The record after what the request does to it, and the path of a new one."""
        resource, sent = role.resource, given.body.value if given.body else None
        if role.act == "create":
            made = self._store.create(resource, base, sent)
            return made, f"{base}/{made[resource.key]}" if resource.key in made else ""
        key = _key_text(resource, operation, given) or str(mapping(sent).get(resource.key, ""))
        record = self._store.find(resource, base, key)
        if record is None and operation.method == "PUT" and not self._is_made(resource):
            record = self._store.create(resource, base, sent, key)
        if record is None:
            raise RecordMissingError(f"no {resource.key or 'record'} {key}")
        if role.act == "update":
            self._store.update(resource, record, sent)
        elif role.act == "delete":
            self._store.delete(resource, base, key)
        return record, ""

    def _is_made(self, resource: Resource) -> bool:
        """Whether an operation makes records, so that an update makes none."""
        roles = self._resources.roles.values()
        return any(role.act == "create" and role.resource is resource for role in roles)

    def _with_record(self, body: Any, role: Role, record: Record, media: Media) -> Any:
        """The sample of an answer with a record in its place."""
        where = role.where or ()
        node = self._texts.node(media.schema_at)
        made: Any = self._values.made(media.schema_at) if where else None
        filled: Record = mapping(body) or mapping(made)
        owner = filled
        for step in where:
            node = self._texts.node(self._texts.properties(node)[step])
            made = mapping(made).get(step)
            owner[step] = mapping(owner.get(step)) or mapping(made)
            owner = owner[step]
        own = self._texts.properties(node)
        owner |= {key: value for key, value in record.items() if key in own or not own}
        return filled

    # lists

    def _listed(self, operation: Operation, role: Role, given: Given, url: str, body: Any) -> Done:
        records = self._store.collection(
            role.resource, _filled(role.resource.base, operation, given)
        )
        told = operation.pagination
        arguments = mapping(given.body.value) if given.body and told.get("in") == "body" else {}
        arguments = {**given.query, **arguments}
        paging = Paging(told, dict(self._defaults(operation)))
        found = [one for one in records.values() if self._matches(operation, role, one, given)]
        page = paging.page(found, self._with_hidden(arguments, paging, url))
        shown = paging.fill(body, page, role.where or (), url)
        following = paging.url(page, url) if paging.style == "link" else None
        return Done(shown, next_url=following or "")

    def _with_hidden(self, given: dict[str, Any], paging: Paging, url: str) -> dict[str, Any]:
        """The arguments with the page that an address of our own making asks for."""
        name = paging.parameter({})
        found = re.search(rf"[?&]{re.escape(name)}=(\d+)", url)
        return (
            {name: int(found[1]), **given} if found and paging.style in ("url", "link") else given
        )

    def _defaults(self, operation: Operation) -> Iterator[tuple[str, Any]]:
        for one in operation.parameters:
            schema = self._texts.reader.node(node_at(self._api, one.at), one.at).schema
            if one.location == "query":
                yield one.name, schema.get("default")

    def _matches(self, operation: Operation, role: Role, record: Record, given: Given) -> bool:
        """Whether a record has what those arguments say that are clearly its properties."""
        own = {plain(key): value for key, value in record.items()}
        paging = {str(operation.pagination.get(key)) for key in ("parameter", "size")}
        for name, wanted in given.query.items():
            value = own.get(_property(name, role.resource, own))
            if name in paging or value is None or is_mapping(value) or is_listing(value):
                continue
            allowed = wanted if is_listing(wanted) else [wanted]
            if not any(_same(value, one) for one in allowed):
                return False
        return True


def _property(name: str, resource: Resource, own: dict[str, Any]) -> str:
    """The property, in plain form, that a query parameter filters by: `User_Email` is Email."""
    keys = key_names(resource.base, resource.variable or "id")
    thing = next((key.removesuffix("id") for key in keys if key.endswith("id") and key != "id"), "")
    word = plain(name)
    short = word.removeprefix(thing) if thing else word
    if word.removesuffix("s") == plain(resource.key) and resource.key:
        return plain(resource.key)
    return next((form for form in (word, short, f"{short}id") if form and form in own), "")


def _same(value: Any, wanted: Any) -> bool:
    return value == wanted or str(value).lower() == str(wanted).lower()


def _variables(operation: Operation, given: Given) -> list[str]:
    """The values in the path of a request, in order."""
    return [str(given.path.get(name, "")) for name in VARIABLE.findall(operation.path)]


def _filled(base: str, operation: Operation, given: Given) -> str:
    """The path of a collection that a request leads to or through: variables have their places,
    but not always the same names."""
    values = iter(_variables(operation, given))
    return VARIABLE.sub(lambda _: next(values, ""), base)


def _key_text(resource: Resource, operation: Operation, given: Given) -> str:
    """The key of a record in a request's path, or in its query."""
    values = _variables(operation, given)
    place = len(VARIABLE.findall(resource.base))
    if resource.variable and place < len(values):
        return values[place]
    keys = {plain(resource.variable), plain(resource.key)}
    found = (value for name, value in given.query.items() if plain(name) in keys)
    return str(next(found, ""))
