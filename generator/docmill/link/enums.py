"""Which fields take the values of which table, by the evidence of all pages of a resource.

From strong to weak: the title of the table, or a description that lists its values or names it;
the names of its members in a description; the words of its name; elimination. What two fields could
take is linked to none. Filters of a list take the enum of the field that they filter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from docmill.findings import Finding
from docmill.link.candidates import could_be_enum
from docmill.link.naming import Key, OperationName
from docmill.memory import Same, recall
from docmill.names import words_of
from docmill.page import Place
from docmill.spec import EnumSpec, Fact, FieldSpec, PageSpec

Members = tuple[tuple[int | str, str], ...]


@dataclass(slots=True)
class Table:
    """One enum of a resource, from however many pages, and the fields that take its values.

    `fields` maps a field's name to the evidence: `title`, `description`, `order`, `members`,
    `words` or `elimination`; the first two are stated, the others inferred.
    """

    members: Members
    specs: list[EnumSpec]
    fields: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def name(self) -> str | None:
        """The name of the enum, where a title or a description has it."""
        return next((spec.name.value for spec in self.specs if spec.name), None)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the table stands, a place a page."""
        return tuple(dict.fromkeys(spec.at for spec in self.specs))


STATED = frozenset({"title", "description"})


@dataclass(slots=True)
class Resource:
    """The pages of one resource, their fields by name, and their tables."""

    tag: str
    specs: dict[Key, PageSpec] = field(default_factory=dict[Key, PageSpec])
    tables: list[Table] = field(default_factory=list[Table])

    def fields(self) -> dict[str, FieldSpec]:
        """The fields of the bodies and the answers; the parameters; the first of a name counts."""
        found: dict[str, FieldSpec] = {}
        for spec in self.specs.values():
            for one in (*spec.request, *(f for r in spec.responses for f in r.fields)):
                if one.seen == "section":
                    found.setdefault(one.name.value, one)
        return found

    def record(self) -> frozenset[str]:
        """The names of the resource's own fields: those of its bodies; where nothing is sent,
        those of what `GET /things/{id}` answers with."""
        return recall(("own fields", Same(self)), self._own)

    def _own(self) -> frozenset[str]:
        sent = frozenset(f.name.value for one in self.specs.values() for f in one.body())
        items = (one for (method, path), one in self.specs.items() if _is_item(method, path))
        return sent or frozenset(
            f.name.value for one in items for r in one.responses for f in r.fields
        )


def resources_of(
    specs: Mapping[Key, PageSpec], names: Mapping[Key, OperationName]
) -> tuple[dict[str, Resource], list[Finding]]:
    """The resources with their tables linked, and what is to be told of the links."""
    grouped: dict[str, dict[Key, PageSpec]] = {}
    for key, spec in specs.items():
        grouped.setdefault(names[key].tag, {})[key] = spec
    resources: dict[str, Resource] = {}
    findings: list[Finding] = []
    for tag, members in grouped.items():
        known = ("resource", tag, *map(Same, members.values()))
        resources[tag], told = recall(known, partial(_resource, tag, members))
        findings += told
    return resources, findings


def _resource(tag: str, specs: dict[Key, PageSpec]) -> tuple[Resource, list[Finding]]:
    resource = Resource(tag, specs, _tables(specs.values()))
    return resource, _link(resource)


def _tables(specs: Iterable[PageSpec]) -> list[Table]:
    tables: dict[Members, Table] = {}
    for spec in specs:
        for enum in spec.enums:
            members = tuple((value.value, name.value) for value, name in enum.members)
            key = tuple(sorted(members, key=repr))  # a page may list them in another order
            tables.setdefault(key, Table(members, [])).specs.append(enum)
    return list(tables.values())


def _link(resource: Resource) -> list[Finding]:
    fields = resource.fields()
    for table in resource.tables:
        for spec in table.specs:
            if spec.field and spec.field.value in fields:
                evidence = spec.told_by if spec.field.basis == "stated" else "order"
                table.fields.setdefault(spec.field.value, evidence)
    for infer in (_by_members, _by_words, _by_elimination):
        infer([table for table in resource.tables if not table.fields], _free(resource))
    left = list(_free(resource))
    told = [_told(table, fields, left) for table in resource.tables]
    return [finding for findings in told for finding in findings]


def _free(resource: Resource) -> dict[str, FieldSpec]:
    """The fields that are sent, could take an enum and have none: those of bodies, where there are
    any, else the parameters."""
    taken = {name for table in resource.tables for name in table.fields}
    sent = [f for spec in resource.specs.values() for f in spec.body()]
    sent = sent or [f for spec in resource.specs.values() for f in spec.parameters()]
    return {f.name.value: f for f in sent if f.name.value not in taken and could_be_enum(f)}


def _by_members(tables: list[Table], free: dict[str, FieldSpec]) -> None:
    """A description that names every member of a table, and of one table alone."""
    for table in tables:
        names = [name for _, name in table.members]
        found = [
            field_name
            for field_name, one in free.items()
            if one.description and all(name in one.description.value for name in names)
        ]
        if len(found) == 1 and len(names) > 1:
            table.fields[found[0]] = "members"


def _by_words(tables: list[Table], free: dict[str, FieldSpec]) -> None:
    """The name of the enum ends in the words of one field: `eOrderStatus` and `Status`."""
    for table in tables:
        words = words_of(table.name.removeprefix("e")) if table.name else []
        found = [name for name in free if words and words[-len(words_of(name)) :] == words_of(name)]
        if len(found) == 1:
            table.fields[found[0]] = "words"


def _by_elimination(tables: list[Table], free: dict[str, FieldSpec]) -> None:
    """One table is left, and one field."""
    if len(tables) == 1 and len(free) == 1:
        tables[0].fields[next(iter(free))] = "elimination"


def _told(table: Table, fields: dict[str, FieldSpec], left: list[str]) -> list[Finding]:
    """Links by inference, and tables that nobody takes, are told at each place of the table."""
    shown = ", ".join(f"`{name}`" for _, name in table.members[:3])
    what = f"the table of {shown}" + (", ..." if len(table.members) > 3 else "")
    if not table.fields:
        names = ", ".join(f"`{name}`" for name in left)
        could = f"could belong to {names}" if names else "belongs to no field that is known"
        return [Finding(at, "enum-unlinked", f"{what} {could}") for at in table.places]
    findings: list[Finding] = []
    for name, evidence in table.fields.items():
        if evidence not in STATED:
            at = fields[name].name.at
            told = f"{what} is linked to `{name}` ({at}), {_WHY[evidence]}"
            findings += [Finding(place, "enum-link-inferred", told) for place in table.places]
    return findings


_WHY = {
    "order": "as the descriptions refer to as many tables as there are, in one order",
    "members": "the only field whose description names its members",
    "words": "the only integer field in whose words the name of the enum ends",
    "elimination": "the only integer field that is no id, count, order, date or amount",
}


def linked_names(resource: Resource, spec: PageSpec) -> dict[str, tuple[Table, str]]:
    """The tables of an operation's fields by name, with the evidence; filters of a list among
    them, which are called after the resource and the field: `User_Language`."""
    links = {
        name: (table, evidence)
        for table in resource.tables
        for name, evidence in table.fields.items()
    }
    for one in spec.parameters():
        prefix, _, name = one.name.value.rpartition("_")
        called = prefix and name in links and _is_called(resource.tag, prefix)
        if one.location == "query" and called and could_be_enum(one):
            links.setdefault(one.name.value, (links[name][0], "filter"))
    return links


def _is_item(method: str, path: str) -> bool:
    return method == "GET" and path.endswith("}")


def _is_called(tag: str, prefix: str) -> bool:
    """Whether a prefix is the name of the resource, in singular or plural."""
    return "".join(words_of(tag)).startswith("".join(words_of(prefix)))


def by_members(resources: Iterable[Resource]) -> dict[Members, list[tuple[Resource, Table]]]:
    """The tables of all resources that are one enum: those of equal members."""
    found: dict[Members, list[tuple[Resource, Table]]] = {}
    for resource in resources:
        for table in resource.tables:
            key = tuple(sorted(table.members, key=repr))
            found.setdefault(key, []).append((resource, table))
    return found


def facts_of(table: Table) -> list[Fact[int | str]]:
    """The values of a table with their lines, in the order of the page that lists them first."""
    return [value for value, _ in table.specs[0].members]
