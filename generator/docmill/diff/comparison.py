"""Two documents of one API compared: every change once, with its severity and both its places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from docmill.api import Api, steps_of
from docmill.diff.access import renamed_schemes
from docmill.diff.changes import Change, Side, Spot
from docmill.diff.grid import ANNOTATED, SEVERITIES
from docmill.diff.messages import messages
from docmill.diff.objects import Told, joined
from docmill.diff.operations import Operation, operations_of, pairs_of
from docmill.diff.rules import RULES, Rule
from docmill.diff.schemas import Schemas
from docmill.diff.views import COMPONENT, View
from docmill.diff.whole import itself, presence, whole


def compare(old: Api, new: Api) -> tuple[Change, ...]:
    """What changed from one document to the other: the worst first, then by operation.

    A change that several operations share, because they refer to one schema, is told once.
    """
    return _Comparison(old, new).changes()


@dataclass(slots=True)
class _Found:
    """A change and the operations that it was found in, in the order of the document."""

    rule: Rule
    subject: str
    old: Spot | None
    new: Spot | None
    operations: dict[str, None] = field(default_factory=dict[str, None])


class _Comparison:
    def __init__(self, old: Api, new: Api) -> None:
        self.views = View(old), View(new)
        self.schemas = Schemas(*self.views)
        self.schemes = renamed_schemes(*self.views)
        self.found: dict[tuple[str, ...], _Found] = {}

    def changes(self) -> tuple[Change, ...]:
        before, after = (operations_of(view) for view in self.views)
        for old, new in pairs_of(before, after):
            label = new.label if new else old.label if old else ""
            for told in self._operation(old, new):
                self._add(told, label)
        for told in whole(self.views, self.schemas, self.schemes):
            self._add(told, "")
        changes = [self._change(found) for found in self.found.values()]
        rank = {severity: n for n, severity in enumerate(SEVERITIES)}
        return tuple(sorted(changes, key=lambda change: rank[change.rule.severity]))

    def _operation(self, old: Operation | None, new: Operation | None) -> Iterator[Told]:
        if old is None or new is None:
            yield "operation", "", presence(old, new)
            return
        for delta in itself(self.views, self.schemes, old, new):
            yield "operation", "", delta
        yield from messages(self.schemas, old, new)

    def _add(self, told: Told, operation: str) -> None:
        area, subject, delta = told
        area = delta.area or area
        aspect = delta.aspect
        if area in ANNOTATED and aspect in ("example", "external-docs", "provenance"):
            aspect = aspect if aspect in ANNOTATED[area] else "extension"
        rule = RULES[area, aspect, delta.kind]
        if area in ("api", "security-scheme", "operation"):
            subject = joined(subject, delta.step)
        sides = [
            f"{spot.at} {json.dumps(spot.value, sort_keys=True)}" if spot else ""
            for spot in (delta.old, delta.new)
        ]
        found = self.found.setdefault(
            (rule.id, *sides), _Found(rule, subject, delta.old, delta.new)
        )
        if operation:
            found.operations[operation] = None

    def _change(self, found: _Found) -> Change:
        old, new = (
            Side(spot.at, spot.value, view.api.origin(spot.at)) if spot else None
            for view, spot in zip(self.views, (found.old, found.new), strict=True)
        )
        subject = found.subject
        if len(found.operations) > 1:
            here = new or old
            subject = (_in_component(here.at) if here else "") or subject
        return Change(found.rule, subject, old, new, tuple(found.operations))


def _in_component(at: str) -> str:
    """A place in a schema that has a name: `User.Addresses[].Street`."""
    if not at.startswith(COMPONENT):
        return ""
    path, *steps = steps_of(at)[2:]
    named = iter(steps)
    for step in named:
        if step == "properties":
            path = joined(path, next(named, ""))
        elif step in ("items", "additionalProperties"):
            path = joined(path, "[]" if step == "items" else "{*}")
        elif step in ("allOf", "oneOf", "anyOf"):
            next(named, "")
        else:
            break
    return path
