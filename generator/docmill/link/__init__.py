"""link: all pages together become one API, an OpenAPI document with the lines behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from docmill.api import Api
from docmill.findings import Finding
from docmill.link.complement import complemented, in_order_of_trust
from docmill.link.document import DocumentBuilder
from docmill.link.enums import Linked, links_of
from docmill.link.naming import Key, key_of, names_of
from docmill.link.schemas import EnumLink, enum_schema
from docmill.names import importable, pascal, settle, snake
from docmill.spec import EnumSpec, PageSpec

_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})


def link(specs: Iterable[PageSpec], name: str | None = None, trust: Sequence[str] = ()) -> Api:
    """One API of the specs of its pages; `name` is the client's package name.

    Independent of the order of the specs. `trust` gives patterns of page names, the most trusted
    first: which page is believed where two of one operation disagree.
    """
    chosen, findings = operations_of(specs, trust)
    package = importable(snake(name) if name else package_name(chosen.values()))
    names = names_of(chosen)
    builder = DocumentBuilder(package, names)
    linked = {key: links_of(spec) for key, spec in chosen.items()}
    for _, unsure in linked.values():
        findings += unsure
    refs = _add_enums(builder, {key: links for key, (links, _) in linked.items()})
    for key, spec in chosen.items():
        builder.add(spec, refs[key])
        if spec.server is None:
            told = "no sample on the page calls a host"
            findings.append(Finding(spec.path.at, "no-server", told))
    document = builder.finish()
    every = tuple(sorted({*findings, *builder.findings}))
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


def _add_enums(
    builder: DocumentBuilder, linked: dict[Key, list[Linked]]
) -> dict[Key, dict[str, EnumLink]]:
    """One schema for each set of members, named after its table or the field that takes it."""
    tables: dict[tuple[tuple[int | str, str], ...], list[tuple[Key, Linked]]] = {}
    for key, links in linked.items():
        for found in links:
            tables.setdefault(_members(found.enum), []).append((key, found))
    wanted = {str(n): _enum_name(uses) for n, uses in enumerate(tables.values())}
    hints = {
        str(n): [pascal(f"{builder.names[uses[0][0]].tag}_{wanted[str(n)]}")]
        for n, uses in enumerate(tables.values())
    }
    settled = settle(wanted, hints)
    refs: dict[Key, dict[str, EnumLink]] = {key: {} for key in linked}
    for n, (members, uses) in enumerate(tables.items()):
        origins = [found.enum.at for _, found in uses]
        ref = builder.add_enum(settled[str(n)], enum_schema(list(members)), *origins)
        for row, (value, _) in enumerate(uses[0][1].enum.members):
            builder.tree.came_from(f"{ref}/enum/{row}", value)
        for key, found in uses:
            for field in found.fields:
                refs[key][field] = EnumLink(ref, found.enum.at, found.basis)
    return refs


def _members(enum: EnumSpec) -> tuple[tuple[int | str, str], ...]:
    return tuple((value.value, name.value) for value, name in enum.members)


def _enum_name(uses: list[tuple[Key, Linked]]) -> str:
    for _, found in uses:
        if found.enum.name:
            return pascal(re.sub(r"^e(?=[A-Z])", "", found.enum.name.value))
    fields = sorted({field for _, found in uses for field in found.fields})
    return pascal(fields[0].rpartition("_")[2]) if fields else "UnlinkedEnum"


def package_name(specs: Iterable[PageSpec]) -> str:
    """The import name of the client: the registrable part of the API's host, or `api`."""
    hosts = sorted({urlsplit(s.server.value).hostname or "" for s in specs if s.server})
    for host in hosts:
        labels = host.split(".")[:-1]
        if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
            labels = labels[:-1]
        if labels and not labels[-1].isdigit():
            return snake(labels[-1])
    return "api"
