"""The document with the names that were given out, and the names that it has then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from docmill import clientnames
from docmill.api import Api, pointer
from docmill.document import Reader
from docmill.draft import Change, Draft
from docmill.findings import Finding
from docmill.given import ALIASES, Formers, Given, Names, former_of
from docmill.naming import operations as operation_names
from docmill.naming import schemas as schema_names
from docmill.naming.uses import Found, Uses, operations_in
from docmill.values import listing, mapping


def named(api: Api, names: Names, pages: Collection[str] = ()) -> tuple[Api, Names]:
    """The API under the names that were given out, with former names in `x-docmill-aliases`; and
    the names of all that it has now. `pages` are the pages among the inputs.

    What is there keeps its name whatever comes or goes around it, and whatever its page, its title
    or its address are; what is new takes a name that nobody has.
    """
    reader = Reader(api)
    found = list(operations_in(reader))
    wanted = operation_names.wanted_names(found)
    alone = _pages_of(api, found, pages)
    settled = operation_names.settled(found, wanted, alone, names)
    components = mapping(mapping(api.document.get("components")).get("schemas"))
    schemas = schema_names.settled(Uses(found, components), settled, names)
    given = _given(found, settled, alone, names)
    now = replace(
        names,
        operations=given,
        schemas=schemas.uses,
        classes=schemas.classes,
        gone=_gone(names, settled, given),
        gone_schemas=schemas.gone,
    )
    for key, want in settled.changed.items():
        at = next(one.at for one in found if one.key == key)
        told = f"the method is called {settled.names[key]!r}: {want!r} is a name in use"
        reader.report(at, "name-changed", told)
    renaming = _Renaming(
        {one.at: given[one.key] for one in found},
        {one.at: wanted[one.key] for one in found},
        {one.at: one.path for one in found},
        _ids(found, wanted, given),
        {old: new for old, new in schemas.names.items() if old in components},
        now,
    )
    findings = (*api.findings, *_told(reader.findings, api))
    if not renaming.changes():
        return replace(api, findings=findings), now
    draft = Draft(api.document, api.origins).changed(renaming.visit)
    return replace(api, document=draft.document, origins=draft.origins, findings=findings), now


def _told(findings: set[Finding], api: Api) -> list[Finding]:
    """What is new: what the reader notes on the way is told by those who use the document."""
    return sorted(one for one in findings if one.code == "name-changed" and one not in api.findings)


def _pages_of(api: Api, found: list[Found], pages: Collection[str]) -> dict[str, str]:
    """The page of each operation that is alone on its page."""
    homes = {one.key: place[0].page for one in found if (place := api.origin(one.at))}
    count = Counter(homes.values())
    return {key: page for key, page in homes.items() if page in pages and count[page] == 1}


def _given(
    found: list[Found],
    settled: operation_names.Settled,
    alone: Mapping[str, str],
    names: Names,
) -> dict[str, Given]:
    """A run on spec files alone does not know the pages, and keeps what is known of them."""
    before = {one.name: one.page for one in (*names.gone.values(), *names.operations.values())}
    return {
        one.key: Given(name, alone.get(one.key) or before.get(name, ""))
        for one in found
        if (name := settled.names[one.key])
    }


def _gone(
    names: Names, settled: operation_names.Settled, given: Mapping[str, Given]
) -> dict[str, Given]:
    """Operations that are not documented any more: nobody else gets their names."""
    there = {one.name for one in given.values()}
    known = {**names.gone, **names.operations}
    return {key: one for key, one in known.items() if one.name not in there}


def _ids(
    found: list[Found], wanted: Mapping[str, Given], given: Mapping[str, Given]
) -> dict[str, str]:
    """The new id of each operation whose id changes, for links that refer to it."""
    return {
        str(one.node.get("operationId")): _id_of(given[one.key])
        for one in found
        if wanted[one.key].name != given[one.key].name and "operationId" in one.node
    }


def _id_of(name: Given) -> str:
    return f"{name.resource}_{name.method}"


@dataclass(frozen=True, slots=True)
class _Renaming:
    """Changes the objects of a document: operations by pointer, schemas by name."""

    operations: Mapping[str, Given]
    wanted: Mapping[str, Given]
    paths: Mapping[str, str]
    ids: Mapping[str, str]
    schemas: Mapping[str, str]
    names: Names

    def changes(self) -> bool:
        """Whether anything is other than it was."""
        renamed = any(one.name != self.wanted[at].name for at, one in self.operations.items())
        formers = self.names.methods or self.names.resources or self.names.classes
        return renamed or bool(formers) or any(old != new for old, new in self.schemas.items())

    def visit(self, node: dict[str, Any], kind: str, at: str) -> Change:
        if kind == "operation" and at in self.operations:
            return Change(self._operation(node, at))
        if kind == "link" and node.get("operationId") in self.ids:
            return Change({**node, "operationId": self.ids[node["operationId"]]})
        if kind == "components" and at == "/components" and "schemas" in node:
            return self._components(node)
        if kind == "document" and "tags" in node:
            return Change({**node, "tags": self._tags(listing(node["tags"]))})
        return Change(node)

    def _operation(self, node: dict[str, Any], at: str) -> dict[str, Any]:
        given, found = self.operations[at], dict(node)
        if given.resource != self.wanted[at].resource:
            found["tags"] = [given.resource, *listing(node.get("tags"))[1:]]
        if given.name != self.wanted[at].name:
            found["operationId"] = _id_of(given)
        return _with_formers(found, self.names.methods, given.name)

    def _components(self, node: dict[str, Any]) -> Change:
        renamed = {
            self.schemas[old]: _with_formers(schema, self.names.classes, self.schemas[old])
            for old, schema in node["schemas"].items()
        }
        moved = {
            pointer("schemas", new): pointer("schemas", old)
            for old, new in self.schemas.items()
            if old != new
        }
        return Change({**node, "schemas": renamed}, moved)

    def _tags(self, tags: list[Any]) -> list[Any]:
        """The resources of the API under their names; those that no operation has any more go."""
        homes = {self.wanted[at].resource: one.resource for at, one in self.operations.items()}
        found: dict[str, Any] = {}
        for tag in tags:
            resource = clientnames.resource_of({"tags": [mapping(tag).get("name")]}, "")
            home = homes.get(resource, resource)
            named = mapping(tag) if home == resource else {**mapping(tag), "name": home}
            found.setdefault(home, _with_formers(named, self.names.resources, home))
        return list(found.values())


def _with_formers(node: dict[str, Any], formers: Formers, name: str) -> dict[str, Any]:
    found = former_of(formers, name)
    return {**node, ALIASES: found} if found else node
