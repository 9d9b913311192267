"""link: all pages together become one API, an OpenAPI document with the lines behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docmill.addresses import host_of
from docmill.api import Api
from docmill.findings import Finding, in_order
from docmill.link.document import DocumentBuilder
from docmill.link.enums import (
    STATED,
    Resource,
    Table,
    by_members,
    facts_of,
    linked_names,
    resources_of,
)
from docmill.link.merge import merge
from docmill.link.naming import Key, casings_of, key_of, names_of, spellings_of
from docmill.link.observe import observed
from docmill.link.schemas import EnumLink, Links, enum_schema
from docmill.link.trust import complemented, in_order_of_trust
from docmill.names import importable, pascal, settle, snake
from docmill.spec import PageSpec

__all__ = ["link", "merge", "observed", "operations_of", "package_name"]

_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})


def link(specs: Iterable[PageSpec], name: str | None = None, trust: Sequence[str] = ()) -> Api:
    """One API of the specs of its pages; `name` is the client's package name.

    Independent of the order of the specs. `trust` gives patterns of page names, the most trusted
    first: which page is believed where two of one operation disagree.
    """
    chosen, findings = operations_of(specs, trust)
    package = importable(snake(name) if name else package_name(chosen.values()))
    pages = chosen.values()
    names = names_of(chosen, casings_of(pages), spellings_of(pages))
    builder = DocumentBuilder(package, names)
    resources, told = resources_of(chosen, names)
    findings += told
    refs = _add_enums(builder, resources.values())
    records = {tag: resource.record() for tag, resource in resources.items()}
    for key, spec in chosen.items():
        resource = resources[names[key].tag]
        links = {
            name: EnumLink(refs[id(table)], table.places[0], evidence, evidence in STATED)
            for name, (table, evidence) in linked_names(resource, spec).items()
        }
        told_here = {e.field.value for e in spec.enums if e.field and e.told_by == "description"}
        builder.add(spec, Links(links, records[resource.tag], frozenset(told_here)))
        if spec.server is None:
            told_of_none = "no sample on the page calls a host"
            findings.append(Finding(spec.path.at, "no-server", told_of_none))
    document = builder.finish()
    every = in_order((*findings, *builder.findings))
    return Api(package, document, builder.tree.origins, every)


def operations_of(
    specs: Iterable[PageSpec], trust: Sequence[str] = ()
) -> tuple[dict[Key, PageSpec], list[Finding]]:
    """One spec an operation, by the order of its most trusted page's name; and disagreements."""
    told: dict[Key, list[PageSpec]] = {}
    for spec in in_order_of_trust(specs, trust):
        told.setdefault(key_of(spec), []).append(spec)
    merged: dict[Key, PageSpec] = {}
    findings: list[Finding] = []
    for key, pages in sorted(told.items(), key=lambda item: (item[1][0].page, item[0])):
        merged[key], differences = complemented(pages)
        findings += differences
    return merged, findings


def _add_enums(builder: DocumentBuilder, resources: Iterable[Resource]) -> dict[int, str]:
    """One schema for each set of members, named after its table or the field that takes it: the
    JSON pointer of each table, by identity."""
    groups = list(by_members(resources).values())
    wanted = {str(n): _enum_name(uses) for n, uses in enumerate(groups)}
    hints = {
        str(n): [pascal(f"{uses[0][0].tag}_{wanted[str(n)]}")] for n, uses in enumerate(groups)
    }
    settled = settle(wanted, hints)
    refs: dict[int, str] = {}
    for n, uses in enumerate(groups):
        table = uses[0][1]
        places = [place for _, one in uses for place in one.places]
        used = any(one.fields for _, one in uses)
        ref = builder.add_enum(
            settled[str(n)], enum_schema(list(table.members)), *places, linked=used
        )
        for row, value in enumerate(facts_of(table)):
            builder.tree.came_from(f"{ref}/enum/{row}", value)
        refs.update({id(one): ref for _, one in uses})
    return refs


def _enum_name(uses: list[tuple[Resource, Table]]) -> str:
    for _, table in uses:
        if table.name:
            return pascal(re.sub(r"^e(?=[A-Z])", "", table.name))
    fields = sorted({name for _, table in uses for name in table.fields})
    return pascal(fields[0]) if fields else pascal(f"{uses[0][0].tag}_enum")


def package_name(specs: Iterable[PageSpec]) -> str:
    """The import name of the client: the registrable part of the API's host, or `api`."""
    hosts = sorted({host_of(s.server.value) for s in specs if s.server})
    for host in hosts:
        labels = host.split(".")[:-1]
        if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
            labels = labels[:-1]
        if labels and not labels[-1].isdigit():
            return snake(labels[-1])
    return "api"
