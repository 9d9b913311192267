"""The records of a running server, in memory: by the path of their collection, then by key."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

from docmill.document import Reader
from docmill.fitting import fits
from docmill.mock.operations import Media, Operation
from docmill.mock.resources import Resource, Role, plain
from docmill.mock.texts import Texts
from docmill.mock.values import Values
from docmill.values import is_listing, is_mapping, mapping

SEEDS = 3
Record = dict[str, Any]


class Store:
    """Collections of records; one that is looked at for the first time has a few from samples."""

    def __init__(
        self, reader: Reader, values: Values, samples: Callable[[Resource], list[Record]]
    ) -> None:
        """`samples` gives the records of a resource that documented answers show."""
        self._api = reader.api
        self._texts = Texts(reader)
        self._values = values
        self._samples = samples
        self._collections: dict[str, dict[str, Record]] = {}
        self._gone: dict[str, set[str]] = {}

    def collection(self, resource: Resource, path: str) -> dict[str, Record]:
        """The records of the collection at a concrete path, by key as text."""
        if path not in self._collections:
            self._collections[path] = {}
            self._gone[path] = set()
            self._seed(resource, path)
        return self._collections[path]

    def _seed(self, resource: Resource, path: str) -> None:
        samples = self._samples(resource) or [self.template(resource)]
        records = self._collections[path]
        for sample in samples[:SEEDS]:
            records.setdefault(str(sample.get(resource.key, 1)), copy.deepcopy(sample))
        while len(records) < SEEDS and not resource.open:
            self.add(resource, path, copy.deepcopy(samples[0]))

    def template(self, resource: Resource) -> Record:
        """A record as the document shows it."""
        if samples := self._samples(resource):
            return copy.deepcopy(samples[0])
        return mapping(self._values.made(resource.record_at))

    def find(self, resource: Resource, path: str, key: str) -> Record | None:
        """A record by its key; of an open resource, any that was not deleted."""
        records = self.collection(resource, path)
        if key not in records and resource.open and key not in self._gone[path]:
            record = self.template(resource)
            if resource.key:
                record[resource.key] = self._texts.typed(self._texts.node(resource.key_at), key)
            records[key] = record
        return records.get(key)

    def create(self, resource: Resource, path: str, body: Any, key: str = "") -> Record:
        """A new record: what was sent, over the sample's other properties."""
        self.collection(resource, path)
        record = self.template(resource)
        own = self._own(resource, body)
        wanted = key or str(own.get(resource.key) or "")
        record |= own
        if wanted:
            if resource.key:
                typed = self._texts.typed(self._texts.node(resource.key_at), wanted)
                record[resource.key] = own.get(resource.key) or typed
            self._gone[path].discard(wanted)
            self._collections[path][wanted] = record
            return record
        return self.add(resource, path, record)

    def add(self, resource: Resource, path: str, record: Record) -> Record:
        """Put a record under a key that is new."""
        records = self._collections[path]
        sample = record.get(resource.key, 1)
        key = self._fresh(resource, sample, records.keys() | self._gone[path])
        if resource.key:
            record[resource.key] = key
        records[str(key)] = record
        return record

    def _fresh(self, resource: Resource, sample: Any, taken: set[str]) -> Any:
        """A key that no record has or had, in the form of a sample."""
        number, sized = len(taken) + 1, len(str(sample))
        numbers = [int(key) for key in taken if key.isdecimal()]
        for n in (max([*numbers, 0]) + 1, *range(number, number + 100)):
            forms: list[Any] = [n] if isinstance(sample, int) else []
            forms += [f"00000000-0000-4000-8000-{n:012d}", f"{str(sample)[: -len(str(n))]}{n}"]
            forms += [str(n), f"{n:0{sized}d}", f"{n:x}".zfill(sized), n]
            for form in forms:
                fitting = not resource.key_at or fits(self._api, resource.key_at, form, "response")
                if str(form) not in taken and fitting:
                    return form
        return sample

    def update(self, resource: Resource, record: Record, body: Any) -> Record:
        """Change of a record what was sent, but never its key."""
        key = record.get(resource.key)
        record |= self._own(resource, body)
        if resource.key:
            record[resource.key] = key
        return record

    def delete(self, resource: Resource, path: str, key: str) -> None:
        """Take a record away for good."""
        self._collections[path].pop(key, None)
        self._gone[path].add(key)

    def _own(self, resource: Resource, body: Any) -> Record:
        """What was sent of a record's properties, under the names that the record has for them."""
        node = self._texts.node(resource.record_at)
        known = {plain(name): name for name in self._texts.properties(node)}
        sent = mapping(body)
        if len(sent) == 1 and not {plain(key) for key in sent} & known.keys():
            inner = next(iter(sent.values()))  # {"thing": {...}}
            sent = inner if is_mapping(inner) else sent
        return {
            known.get(plain(key), key): copy.deepcopy(value)
            for key, value in sent.items()
            if plain(key) in known or not known
        }


class Samples:
    """The records that documented answers show."""

    def __init__(self, operations: Iterable[Operation], roles: dict[str, Role], values: Values):
        self._values = values
        self._known: dict[str, list[Record]] = {}
        self._answers: dict[str, list[tuple[Role, Media]]] = {}
        for operation in operations:
            role, answer = roles.get(operation.at), operation.success
            if role and role.where is not None and answer and answer.json and role.act in _TELLING:
                told = self._answers.setdefault(role.resource.base, [])
                told.append((role, answer.json))

    def __call__(self, resource: Resource) -> list[Record]:
        """The records of a resource, that of `get` first; none where none is shown."""
        if resource.base not in self._known:
            self._known[resource.base] = self._found(resource)
        return self._known[resource.base]

    def _found(self, resource: Resource) -> list[Record]:
        found: list[Record] = []
        answers = self._answers.get(resource.base, [])
        for role, media in sorted(answers, key=lambda one: _TELLING.index(one[0].act)):
            part = self._values.sample(media)
            for step in role.where or ():
                part = mapping(part).get(step)
            for shown in part if is_listing(part) else [part]:
                if not is_mapping(shown) or (resource.key and resource.key not in shown):
                    continue
                whole = {**(found[0] if found else {}), **shown}
                if all(whole.get(resource.key) != one.get(resource.key) for one in found):
                    found.append(mapping(self._values.mended(whole, resource.record_at)))
        return found


_TELLING = ("get", "list", "update", "create")
"""The acts whose answers show records, the most telling first."""
