"""The rules: every kind of change that is told apart, with its severity and its words.

A rule is a place in the grid: an area (whose object changed), an aspect of it, a kind of change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docmill.diff.grid import (
    ANNOTATED,
    OPERATIONS,
    RECEIVED,
    SCHEMA,
    SCHEMA_AREAS,
    SENT,
    WHOLE,
    WORDS,
    D,
    Direction,
    Kind,
    Severity,
    parameters,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change. `words` may name `{old}` and `{new}`, the values on both sides."""

    area: str
    aspect: str
    kind: Kind
    direction: Direction
    severity: Severity
    words: str

    @property
    def id(self) -> str:
        """The name of the rule: `request-property-max-length-narrowed`."""
        return (
            f"{self.area}-{self.aspect}-{self.kind}" if self.aspect else f"{self.area}-{self.kind}"
        )


def _rules() -> Iterator[Rule]:
    for area, direction in SCHEMA_AREAS.items():
        for aspect, kind, sent, received, words in SCHEMA:
            severity = sent if direction == "request" else received
            yield Rule(area, aspect, kind, direction, severity, words)
    for one in (*SENT, *parameters(), *RECEIVED, *OPERATIONS, *WHOLE):
        yield Rule(*one)
    kinds: tuple[Kind, ...] = ("added", "removed", "changed")
    for area, aspects in ANNOTATED.items():
        for aspect in aspects:
            for kind in kinds:
                words = f"{WORDS[aspect]} {'was ' if kind != 'changed' else ''}{kind}"
                yield Rule(area, aspect, kind, SCHEMA_AREAS.get(area, "both"), D, words)


RULES: dict[tuple[str, str, Kind], Rule] = {
    (rule.area, rule.aspect, rule.kind): rule for rule in _rules()
}
"""Every rule by area, aspect and kind."""
