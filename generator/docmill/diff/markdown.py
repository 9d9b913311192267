"""The changes as Markdown, for the description of a pull request."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docmill.diff.changes import Change
from docmill.diff.grid import MEANINGS, SEVERITIES
from docmill.diff.report import Compared, grouped, heading, lines, plain, sentence


def markdown_of(every: Sequence[Compared]) -> str:
    """A heading for each API, its counts and version, and a table for each severity.

    Page text stands in code spans: it mentions nobody, links nowhere and ends no table.
    """
    out: list[str] = []
    for compared in every:
        out += [f"## API changes{f': {code(compared.name)}' if compared.name else ''}", ""]
        out += [f"{code(compared.old)} → {code(compared.new)}", ""]
        out += [line for note in compared.notes for line in (f"> {code(note)}", "")]
        if not compared.changes:
            out += ["No changes.", ""]
            continue
        counts = ", ".join(f"**{n} {severity}**" for severity, n in compared.counts.items() if n)
        out += [f"{counts}. Suggested version: **{compared.bump}**.", ""]
        for severity in SEVERITIES:
            changes = [c for c in compared.changes if c.rule.severity == severity]
            if changes:
                title = f"{severity.capitalize()} ({len(changes)}): {MEANINGS[severity]}"
                out += _section(title, changes, compared.operations, folded=severity == "docs")
    return "\n".join(out)


def _section(title: str, changes: Sequence[Change], of: int, *, folded: bool) -> list[str]:
    rows = ["| operation | change | page lines | rule |", "|---|---|---|---|"]
    for operations, group in grouped(changes):
        for change in group:
            cells = heading(operations, of, code), sentence(change, code), lines(change, code)
            rows.append(f"| {' | '.join(cells)} | `{change.rule.id}` |")
    if folded:
        return ["<details>", f"<summary>{title}</summary>", "", *rows, "", "</details>", ""]
    return [f"### {title}", "", *rows, ""]


def code(text: str) -> str:
    """Page text in a code span, where it means nothing to Markdown and mentions nobody."""
    safe = plain(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", safe)), default=0)
    gap = " " if longest else ""
    return f"{'`' * (longest + 1)}{gap}{safe}{gap}{'`' * (longest + 1)}"
