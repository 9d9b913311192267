"""What pages say, counted: operations, fields and enum values, for the guard of `fetch`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docmill.errors import InputError
from docmill.page import Page
from docmill.pages import all_understood, understood_of
from docmill.read.fragments import fragments_of
from docmill.read.openapi import api_of
from docmill.sources import kind_of
from docmill.spec import FieldSpec, PageSpec
from docmill.values import is_listing, is_mapping, mapping

Facts = dict[str, "Counter[str]"]

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def describes_operation(page: Page) -> bool:
    """Whether a page describes an operation, or is an OpenAPI document."""
    if kind_of(page.text) == "openapi" or any(True for _ in fragments_of(page)):
        return True
    return bool(understood_of(page).specs)


def facts_by_page(pages: Mapping[str, Page]) -> dict[str, Facts]:
    """What each page says: `operations`, `fields`, `enum values`, each by a name that does not
    depend on the page."""
    found = {key: _none() for key in pages}
    plain = [key for key, page in pages.items() if kind_of(page.text) != "openapi"]
    texts = {pages[key].name: key for key in plain}
    for understood in all_understood([pages[key] for key in plain]):
        for spec in understood.specs:
            _count(found[texts[understood.page.name]], spec)
    for key, page in pages.items():
        documents = [page] if key not in plain else list(fragments_of(page))
        for document in documents:
            _count_document(found[key], document)
    return found


def _none() -> Facts:
    return {"operations": Counter(), "fields": Counter(), "enum values": Counter()}


def _count(facts: Facts, spec: PageSpec) -> None:
    facts["operations"][_operation(spec.method.value, spec.path.value)] += 1
    for enum in spec.enums:
        facts["enum values"].update(str(value.value) for value, _ in enum.members)
    groups = [(spec.request, "")]
    groups += [(response.fields, f"{response.status.value} ") for response in spec.responses]
    for fields, above in groups:
        for name, field in _flat(fields, above):
            facts["fields"][f"{field.location} {name}"] += 1
            facts["enum values"].update(value.value for value in field.values)


def _flat(fields: Iterable[FieldSpec], above: str) -> Iterator[tuple[str, FieldSpec]]:
    for field in fields:
        name = f"{above}{field.name.value}"
        yield name, field
        yield from _flat(field.children, f"{name}.")


def _operation(method: str, path: str) -> str:
    """What a variable of a path is called makes no other operation of it."""
    return f"{method.upper()} " + re.sub(r"\{[^}]*\}|:\w+", "{}", path)


def _count_document(facts: Facts, page: Page) -> None:
    try:
        document = api_of(page, page.name, None).document
    except InputError:
        return
    for path, item in mapping(document.get("paths")).items():
        for method in mapping(item):
            if method in _METHODS:
                facts["operations"][_operation(method, path)] += 1
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        if is_mapping(node):
            facts["fields"].update(mapping(node.get("properties")).keys())
            if isinstance(node.get("in"), str) and isinstance(node.get("name"), str):
                facts["fields"][f"{node['in']} {node['name']}"] += 1
            values = node.get("enum")
            facts["enum values"].update(str(v) for v in values or () if is_listing(values))
            waiting += node.values()
        elif is_listing(node):
            waiting += node
