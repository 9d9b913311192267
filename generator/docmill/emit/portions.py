"""What a module of the client and of its tests is made of, as a key for what is made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from docmill.emit.types import Type, classes_in
from docmill.memory import Key, Same, recall

if TYPE_CHECKING:
    from docmill.emit.plan import ObjectClass, Operation, Plan

_IN_PARTS = ("api", "resources", "enums", "models", "inputs", "errors", "names", "homes", "aliases")
"""What of a plan a module has a part of; of all else, it may know all."""


class Portions:
    """The keys of the modules of one plan.

    A module is made of its operations, of the classes that stand in it and of those that these
    name, directly or through others, with their names. What these are made of is told by their
    identity, as they are recalled where nothing of theirs has changed (`docmill.emit.classes`).
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        told = {one.name: getattr(plan, one.name) for one in fields(plan)}
        rest = [(name, value) for name, value in told.items() if name not in _IN_PARTS]
        errors = tuple((error.status, error.name) for error in plan.errors)
        custom = tuple(sorted(plan.api.custom.items()))
        general = (*rest, errors, custom, plan.security, plan.casing)
        self._general = Same(recall(("plan", *general), object))
        self._keys: dict[str, Key] = {}
        self._classes: dict[str, Any] = {one.key: one for one in plan.enums} | plan.records
        self._resources = {one.module: one for one in plan.resources}
        self._homes: dict[str, list[ObjectClass]] = defaultdict(list)
        for one in (*plan.models, *plan.inputs):
            self._homes[plan.homes.get(one.key, "")].append(one)

    def key(self, module: str) -> Key:
        """All that the module of a resource, or `shared`, is made of."""
        if module not in self._keys:
            self._keys[module] = self._key(module)
        return self._keys[module]

    def _key(self, module: str) -> Key:
        names = self._plan.names
        own = self._homes[module]
        resource = self._resources.get(module)
        operations = resource.operations if resource else ()
        told: list[object] = [module, resource and resource.doc]
        if resource:
            told += [names[f"resource {module}"], names[f"async {module}"], resource.aliases]
        told += [self._plan.aliases.get(f"{home}.{module}") for home in ("models", "resources")]
        told += [(Same(one), names[f"params {one.key}"]) for one in operations]
        told += [Same(one) for one in own]
        for key in sorted(self._reached(operations, own)):
            settled = (names[key], names.get(f"table {key}"), self._plan.homes.get(key))
            told.append((key, Same(self._classes[key]), *settled))
        return (self._general, *told)

    def _reached(self, operations: Iterable[Operation], own: Iterable[ObjectClass]) -> set[str]:
        waiting = [*own]
        found = {one.key for one in own}
        new = {key for one in operations for key in operation_classes(one)}
        while True:
            waiting += [self._classes[key] for key in new - found]
            found |= new
            if not waiting:
                return found
            new = set(record_classes(waiting.pop()))


def operation_classes(one: Operation) -> frozenset[str]:
    """The keys of the classes that an operation names."""
    items = [one.paging.item] if one.paging else []
    return recall(("classes in", Same(one)), lambda: _classes_in([*one.types(), *items]))


def record_classes(one: Any) -> frozenset[str]:
    """The keys of the classes that the fields of a class name; an enum has none."""
    return recall(
        ("classes in", Same(one)), lambda: _classes_in(f.type for f in getattr(one, "fields", ()))
    )


def _classes_in(types: Iterable[Type]) -> frozenset[str]:
    return frozenset(classes_in(types))
