"""The changes for people and programs: grouped by operation, the worst first."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docmill.diff.bump import Bump
from docmill.diff.changes import Change, Side
from docmill.diff.grid import SEVERITIES
from docmill.safetext import printable

_VALUE = 120
"""How many characters of a text are shown."""
_SHOWN = 3
"""How many lines of one side, and how many operations of a group, are named."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What came out for one API. `name` is that of its site, if it has one.

    `old` and `new` say what was compared; `notes` what there is to know about it.
    """

    name: str
    old: str
    new: str
    changes: tuple[Change, ...]
    bump: Bump
    operations: int
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many changes of each severity."""
        found = [change.rule.severity for change in self.changes]
        return {severity: found.count(severity) for severity in SEVERITIES}


def text_of(every: Sequence[Compared]) -> str:
    """For a terminal: a line for the change, a line for the places."""
    out: list[str] = []
    for compared in every:
        name = f"{printable(compared.name)}: " if compared.name else ""
        out.append(f"{name}{printable(compared.old)} -> {printable(compared.new)}")
        out += [f"  {printable(note)}" for note in compared.notes]
        for operations, changes in grouped(compared.changes):
            out += ["", heading(operations, compared.operations)]
            for change in changes:
                out.append(f"  {change.rule.severity:<10} {sentence(change)}")
                out.append(f"             {change.rule.id}  {lines(change)}")
        out += ["", f"{summary(compared)}", ""]
    return "\n".join(out)


def grouped(changes: Sequence[Change]) -> list[tuple[tuple[str, ...], list[Change]]]:
    """The changes by the operations that they are changes of, those with the worst first."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:  # which come in the order of their severity
        groups.setdefault(change.operations, []).append(change)
    return list(groups.items())


def plain(text: str) -> str:
    """Text of a page as a terminal shows it."""
    return printable(text, _VALUE)


Quote = Callable[[str], str]
"""How text that comes from pages is set off from the words around it."""


def heading(operations: tuple[str, ...], of: int, quote: Quote = plain) -> str:
    """What a group of changes has in common."""
    if not operations:
        return "the API as a whole"
    if len(operations) == of and of > 1:
        return f"all {of} operations"
    named = [quote(name) for name in operations]
    if len(named) <= _SHOWN + 1:
        return ", ".join(named)
    return ", ".join(named[:_SHOWN]) + f" and {len(named) - _SHOWN} more"


def sentence(change: Change, quote: Quote = plain) -> str:
    """The change in words: `body Email: is required now`."""
    sides = {"old": change.old, "new": change.new}
    values = {key: quote(shown(side.value)) if side else "" for key, side in sides.items()}
    words = change.rule.words.format_map(values)
    return f"{quote(change.subject)}: {words}" if change.subject else words


def shown(value: Any) -> str:
    """A value on one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.split())


def lines(change: Change, quote: Quote = plain) -> str:
    """The lines on both sides: `users.txt:60-64 -> users.txt:60-65`."""
    return f"{_lines(change.old, quote)} -> {_lines(change.new, quote)}"


def _lines(side: Side | None, quote: Quote) -> str:
    if side is None:
        return "(absent)"
    if not side.places:
        return "(no line)"
    more = len(side.places) - _SHOWN
    named = [quote(str(place)) for place in side.places[:_SHOWN]]
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def summary(compared: Compared) -> str:
    """How many of what, and the version to go to."""
    if not compared.changes:
        return "no changes"
    counts = ", ".join(f"{n} {severity}" for severity, n in compared.counts.items() if n)
    return f"{counts}; suggested version: {compared.bump}"


def json_of(every: Sequence[Compared]) -> str:
    """For programs: `{"apis": [{"name", "old", "new", "notes", "counts", "bump", "changes"}]}`."""
    return json.dumps({"apis": [_api(compared) for compared in every]}, indent=1) + "\n"


def _api(compared: Compared) -> dict[str, Any]:
    bump = compared.bump
    return {
        "name": compared.name,
        "old": compared.old,
        "new": compared.new,
        "notes": list(compared.notes),
        "counts": compared.counts,
        "bump": {
            "part": bump.part,
            "below_1": bump.unstable,
            "old": bump.old or None,
            "new": bump.new or None,
        },
        "changes": list(_changes(compared.changes)),
    }


def _changes(changes: Sequence[Change]) -> Iterator[dict[str, Any]]:
    for change in changes:
        yield {
            "rule": change.rule.id,
            "severity": change.rule.severity,
            "direction": change.rule.direction,
            "operations": list(change.operations),
            "subject": change.subject,
            "message": sentence(change),
            "old": _side(change.old),
            "new": _side(change.new),
        }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    places = [{"page": p.page, "first": p.first, "last": p.last} for p in side.places]
    return {"pointer": side.at, "value": side.value, "lines": places}
