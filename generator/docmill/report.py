"""Reports for people: what a page says, and why the output says what it says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from docmill.api import Api
from docmill.config import sites_near
from docmill.corrections import laid_over, overlays_of
from docmill.errors import DocmillError, UsageError
from docmill.explain import Explanation, explanation_of, lines_shown, pages_of
from docmill.facts import Row, rows_of
from docmill.milling import Milled, mill_sources
from docmill.output import manifest_at
from docmill.page import Place
from docmill.pipeline import choices_of
from docmill.safetext import printable
from docmill.settings import NO_CHOICES, Choices
from docmill.sources import source_of
from docmill.understand import Understood
from docmill.values import is_mapping

_MOST_BELOW = 5
"""How many corrections inside of a node are shown with it."""


def text_report(page: Understood) -> str:
    """Facts (lines, `~` where inferred, path, value), findings, ledger."""
    out: list[str] = []
    for row in _rows(page):
        lines = f"{row.at.first}" + (f"-{row.at.last}" if row.at.last > row.at.first else "")
        value = row.value if isinstance(row.value, str) else json.dumps(row.value)
        basis = "~" if row.basis == "inferred" else " "
        out.append(f"{lines:>9} {basis} {printable(row.path)}: {printable(value)}")
    out.append("")
    out += [str(finding) for finding in page.findings] or ["no findings"]
    out += ["", *_ledger(page)]
    return "\n".join(out) + "\n"


def _rows(page: Understood) -> Iterator[Row]:
    """The facts of a page; those of several operations under method and path."""
    for spec in page.specs:
        above = f"{spec.method.value} {spec.path.value}: " if len(page.specs) > 1 else ""
        for row in rows_of(spec):
            yield replace(row, path=above + row.path)


def _ledger(page: Understood) -> list[str]:
    ledger = page.ledger
    out = [f"{len(ledger.entries)} lines that are not blank"]
    for (account, rule), count in sorted(ledger.totals().items()):
        if rule:
            out.append(f"{count:>6} {account} ({rule})")
    unclaimed = ledger.lines("unclaimed")
    shown = ", ".join(str(line) for line in unclaimed[:40])
    out.append(f"{len(unclaimed):>6} unclaimed" + (f": {shown}" if shown else ""))
    return out


def json_report(page: Understood) -> str:
    """The same as JSON: `facts`, `findings`, `ledger`."""
    rows = _rows(page)
    report: dict[str, Any] = {
        "page": page.page.name,
        "facts": [
            {
                "path": row.path,
                "value": row.value,
                "lines": [row.at.first, row.at.last],
                "basis": row.basis,
            }
            for row in rows
        ],
        "findings": [
            {
                "code": finding.code,
                "lines": [finding.at.first, finding.at.last],
                "message": finding.message,
                "source": finding.source,
            }
            for finding in page.findings
        ],
        "ledger": [
            {"line": line, "account": entry.account, "rule": entry.rule}
            for line, entry in sorted(page.ledger.entries.items())
        ],
    }
    return json.dumps(report, indent=1) + "\n"


def explain_in(what: str, output: Path | None) -> str:
    """The lines behind `what` in a generated folder, or in the first configured site that has it.

    Raises UsageError where no output has it, or where the pages of the output are gone.
    """
    outputs = {output: _choices(output)} if output else _configured()
    faults: list[UsageError] = []
    for folder, choices in outputs.items():
        try:
            return _explained(what, folder, choices)
        except UsageError as error:
            faults.append(error)
    raise faults[0]


def _configured() -> dict[Path, Choices]:
    """The outputs of the configured sites, and what the configuration decides of each."""
    return {site.output: choices_of(site) for site in sites_near(Path.cwd())}


def _choices(output: Path) -> Choices:
    """What the configuration decides of a folder, where it is the output of a site."""
    try:
        found = {os.path.realpath(path): choices for path, choices in _configured().items()}
    except DocmillError:  # none is needed
        return NO_CHOICES
    return found.get(os.path.realpath(output), NO_CHOICES)


def _milled(output: Path, choices: Choices) -> Milled:
    """What an output folder was made of, milled anew, with the corrections that it has in it.

    Raises UsageError where a page or a correction is gone.
    """
    manifest = manifest_at(output)
    sources = [source_of(name, path) for name, path in pages_of(manifest, output).items()]
    package = manifest.get("package")
    name = package if isinstance(package, str) else None
    milled = mill_sources(sources, name, choices=choices)
    overlays = overlays_of(manifest, output)
    return laid_over(milled, overlays) if overlays else milled


def _explained(what: str, output: Path, choices: Choices) -> str:
    from docmill.emit import attributes

    milled = _milled(output, choices)
    found = explanation_of(milled.api, what, attributes(milled.api))
    pages = {source.page.name: source.page for source in milled.sources}
    pages |= {overlay.page.name: overlay.page for overlay in milled.overlays}
    reasons = {one.place: one.because for overlay in milled.overlays for one in overlay.actions}
    below = sorted(_corrections_below(milled.api, found.at, reasons) - set(found.places))
    shown = (*found.places, *below[:_MOST_BELOW])
    lines = [printable(line) for line in lines_shown(shown, pages, reasons)]
    if len(below) > _MOST_BELOW:
        lines.append(f"and {len(below) - _MOST_BELOW} more corrections inside of it")
    inferred = tuple(
        key
        for key in found.inferred
        if not reasons.keys() & set(milled.api.origins.get(f"{found.at}/{key}", ()))
    )
    return "\n".join([*_head(replace(found, inferred=inferred)), *lines]) + "\n"


def _corrections_below(api: Api, at: str, reasons: Mapping[Place, str]) -> set[Place]:
    """The places of corrections that changed something inside of a node."""
    inside = (places for key, places in api.origins.items() if key.startswith(f"{at}/"))
    return {place for places in inside for place in places if place in reasons}


def _head(found: Explanation) -> list[str]:
    out = [printable(found.at)]
    short: Any = found.node
    if is_mapping(short):
        short = {k: v for k, v in short.items() if not isinstance(v, dict | list)}
    out.append(f"  {printable(json.dumps(short, ensure_ascii=False))}")
    if found.seen == "example":
        out.append("  seen only in an example")
    if found.inferred:
        out.append("  inferred, not stated: " + ", ".join(found.inferred))
    return out
