"""Former names: what code that was written against an earlier client still calls things."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docmill import names
from docmill.document import Reader, text_of
from docmill.emit.modules import module_of
from docmill.emit.plan import Alias, Operation, Plan, Resource
from docmill.emit.testviews import AliasesView, FormerName
from docmill.given import ALIASES
from docmill.literals import docstring, python_literal
from docmill.values import listing, mapping

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_THIRD_PARTY = (
    "from typing_extensions import deprecated as _deprecated"  # a method may be called so
)


@dataclass(frozen=True, slots=True)
class AliasLine:
    """A former name in a module: itself, what it stands for, what is told of it as a literal."""

    old: str
    new: str
    told: str
    doc: str = ""


def told_of(alias: Alias, new: str, old: str = "") -> str:
    """The words of a warning: which name to use, and how long the old one stays."""
    until = f"; the old name goes on {alias.until}" if alias.until else ""
    return f"{old or alias.name} is called {new} now{until}"


def method_lines(resource: Resource, one: Operation) -> tuple[AliasLine, ...]:
    """The former names of a method, for both classes of its resource."""
    home, new = resource.module, f"{resource.module}.{one.method}"
    return tuple(
        AliasLine(
            alias.name,
            one.method,
            python_literal(told_of(alias, new, f"{home}.{alias.name}")),
            docstring(f"As `{one.method}`, under its former name.", indent=8),
        )
        for alias in one.aliases
    )


def resource_lines(resource: Resource) -> tuple[AliasLine, ...]:
    """The former names of a resource, for both clients."""
    new = resource.module
    return tuple(
        AliasLine(
            alias.name,
            new,
            python_literal(told_of(alias, f"client.{new}", f"client.{alias.name}")),
            docstring(f"As `{new}`, under its former name.", indent=8),
        )
        for alias in resource.aliases
    )


def module_lines(plan: Plan, module: str) -> tuple[AliasLine, ...]:
    """The former names of the classes of a module, `models.users`."""
    return tuple(
        AliasLine(one.name, one.stands_for, python_literal(told_of(one, one.stands_for)))
        for one in plan.aliases.get(module, ())
    )


def has_any(plan: Plan) -> bool:
    """Whether the client has former names at all."""
    return bool(plan.aliases) or any(
        resource.aliases or any(one.aliases for one in resource.operations)
        for resource in plan.resources
    )


def tests_view(plan: Plan) -> AliasesView:
    """The former names as the tests of the client call them."""
    methods = [
        FormerName(f"{home.module}.{alias.name}", f"{home.module}.{one.method}")
        for home in plan.resources
        for one in home.operations
        for alias in one.aliases
    ]
    methods += [
        FormerName(f"{alias.name}.{home.operations[0].method}",
                   f"{home.module}.{home.operations[0].method}")
        for home in plan.resources
        for alias in home.aliases
    ]  # fmt: skip
    classes = [
        FormerName(alias.name, alias.stands_for, module)
        for module, every in sorted(plan.aliases.items())
        for alias in every
    ]
    return AliasesView(tuple(methods), tuple(classes))


def import_lines(*, deprecated: object) -> tuple[str, ...]:
    """The import of the decorator, where it is needed."""
    return (_THIRD_PARTY,) if deprecated else ()


def helper_lines(methods: bool, classes: bool) -> Iterator[str]:
    """The import of the client's own helpers, for a module with such former names."""
    used = [*(["former"] if methods else []), *(["renamed"] if classes else [])]
    if used:
        yield f"from .._deprecated import {', '.join(used)}"


def listed(node: Any) -> list[Alias]:
    """The former names that an object of the document lists; whatever is none is passed over."""
    found: list[Alias] = []
    for item in listing(mapping(node).get(ALIASES)):
        name, until = text_of(item, "name"), text_of(item, "until")
        if name:
            found.append(Alias(name, until if _DAY.fullmatch(until) else ""))
    return found


def of_methods(reader: Reader, resource: str, operations: Iterable[Operation]) -> dict[str, Any]:
    """The former names of the methods of a resource, by the operations' keys."""
    every = list(operations)
    taken = {one.method for one in every}
    found: dict[str, tuple[Alias, ...]] = {}
    for one in every:
        named: list[Alias] = []
        for alias in listed(reader.api.node(one.at)):
            home, _, method = alias.name.partition(".")
            if home == resource and method not in taken and names.identifier(method) == method:
                taken.add(method)
                named.append(Alias(method, alias.until, one.method))
            else:
                _lost(reader, one.at, alias.name)
        found[one.key] = tuple(named)
    return found


def _lost(reader: Reader, at: str, name: str) -> None:
    told = f"the former name {name!r} is not in the client: it is no name, or in use"
    reader.report(at, "name-changed", told)


def of_classes(reader: Reader, plan: Plan) -> dict[str, tuple[Alias, ...]]:
    """The former names of classes by module: of the schemas that have some, of what is inside of
    them, and of the arguments of methods and resources that have some."""
    taken = set(plan.names.values())
    found: defaultdict[str, list[Alias]] = defaultdict(list)
    owners = dict(_owners(reader, plan))
    for key, module in _classes(plan):
        name = plan.names[key]
        beginnings = (name[:length] for length in range(len(name), 0, -1))
        owner = next((one for one in beginnings if one in owners), "")
        for old, until in owners.get(owner, ()):
            former = old + name.removeprefix(owner)
            if former not in taken:
                taken.add(former)
                found[module].append(Alias(former, until, name))
    return {module: tuple(sorted(one, key=lambda a: a.name)) for module, one in found.items()}


def _classes(plan: Plan) -> Iterator[tuple[str, str]]:
    """The keys of the public classes, and their modules."""
    keys = [one.key for one in (*plan.models, *plan.inputs) if one.key in plan.homes]
    for key in (*keys, *(one.key for one in plan.enums)):
        yield key, module_of(plan, key)
    for resource in plan.resources:
        for one in resource.operations:
            if one.keywords:
                yield f"params {one.key}", f"resources.{resource.module}"


def _owners(reader: Reader, plan: Plan) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """How the names of classes begin, and how they began before: the name of a schema, or of a
    resource and a method."""
    schemas = mapping(mapping(reader.api.document.get("components")).get("schemas"))
    for name, schema in schemas.items():
        former = [(names.class_name(one.name), one.until) for one in listed(schema)]
        yield names.class_name(name), former
    for resource in plan.resources:
        home = names.pascal(resource.module)
        homes = [(names.pascal(one.name), one.until) for one in resource.aliases]
        for one in resource.operations:
            method = names.pascal(one.method)
            former = [(old + method, until) for old, until in homes]
            methods = [(names.pascal(a.name), a.until) for a in one.aliases]
            former += [(home + old, until) for old, until in methods]
            former += [
                (first + second, min(filter(None, (day, other)), default=""))
                for first, day in homes
                for second, other in methods
            ]
            yield home + method, former


def of_resources(
    reader: Reader, docs: Mapping[str, int], modules: Iterable[str]
) -> dict[str, tuple[Alias, ...]]:
    """The former names of resources; `docs` gives the place of each in the document's tags."""
    taken = set(modules)
    found: dict[str, tuple[Alias, ...]] = {}
    for module in list(taken):
        at = f"/tags/{docs[module]}" if module in docs else ""
        named: list[Alias] = []
        for alias in listed(reader.api.node(at)) if at else ():
            if alias.name in taken or names.identifier(alias.name) != alias.name:
                _lost(reader, at, alias.name)
                continue
            taken.add(alias.name)
            named.append(Alias(alias.name, alias.until, module))
        found[module] = tuple(named)
    return found
