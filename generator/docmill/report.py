"""Reports for people: what a page says, and why the output says what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from docmill.config import sites_near
from docmill.errors import UsageError
from docmill.explain import Explanation, explanation_of, lines_shown, pages_of
from docmill.facts import Row, rows_of
from docmill.milling import mill_sources
from docmill.namesledger import names_at
from docmill.output import manifest_at, review_of
from docmill.safetext import printable
from docmill.settings import NO_CHOICES
from docmill.sources import source_of
from docmill.understand import Understood
from docmill.values import is_mapping


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
    outputs = [output] if output else [site.output for site in sites_near(Path.cwd())]
    faults: list[UsageError] = []
    for folder in outputs:
        try:
            return _explained(what, folder)
        except UsageError as error:
            faults.append(error)
    raise faults[0]


def _explained(what: str, output: Path) -> str:
    from docmill.emit import attributes

    manifest = manifest_at(output)
    sources = [source_of(name, path) for name, path in pages_of(manifest, output).items()]
    package = manifest.get("package")
    choices = replace(NO_CHOICES, names=names_at(review_of(manifest, output)))
    name = package if isinstance(package, str) else None
    milled = mill_sources(sources, name, choices=choices)
    found = explanation_of(milled.api, what, attributes(milled.api))
    pages = {source.page.name: source.page for source in milled.sources}
    lines = [printable(line) for line in lines_shown(found.places, pages)]
    return "\n".join([*_head(found), *lines]) + "\n"


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
