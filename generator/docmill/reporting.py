"""What a run tells on a terminal, and with which exit code it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docmill.errors import EXIT_PAGES_FAILED, EXIT_STALE
from docmill.files import from_here
from docmill.output import Written
from docmill.safetext import counted, printable

if TYPE_CHECKING:
    from docmill.pipeline import Run

_KINDS = {"page": "page", "spec": "spec file", "openapi": "OpenAPI file"}


@dataclass(frozen=True, slots=True)
class Report:
    """Lines for standard output and for standard error, and the exit code.

    `idle` where everything was as it had to be, and nothing was made.
    """

    out: tuple[str, ...]
    err: tuple[str, ...]
    code: int
    idle: bool = False


def report_of_run(run: Run) -> Report:
    """What a run came to, but for the files that it wrote."""
    from docmill.codes import REASONS

    milled = run.milled
    err: list[str] = []
    if run.plan is None or milled.failed:
        names = milled.failed if run.plan else (*milled.failed, *milled.skipped)
        shown = [f for f in run.findings if f.code in REASONS and f.at.page in names]
        err += [str(finding) for finding in shown]
    kinds = Counter(source.kind for source in milled.sources)
    counts = {_KINDS.get(kind, kind): count for kind, count in sorted(kinds.items())}
    counts["operation"] = run.operations
    if milled.specs:
        counts["field"] = run.fields
    out = [", ".join(counted(count, word) for word, count in counts.items())]
    for label, names in (("no operation", milled.failed), ("no endpoint page", milled.skipped)):
        if names:
            out.append(f"{label}: " + ", ".join(printable(name) for name in names))
    out += _told_of_review(run)
    failed = bool(milled.failed) or run.plan is None
    code = EXIT_PAGES_FAILED if failed else EXIT_STALE if run.held.stale else 0
    return Report(tuple(out), (*err, *(printable(line, 1000) for line in run.held.stale)), code)


def _told_of_review(run: Run) -> Iterator[str]:
    """What is told of the API, and what people decided about it."""
    if actions := sum(len(overlay.actions) for overlay in run.milled.overlays):
        yield f"{counted(actions, 'correction')} applied"
    if run.findings:
        told = ", ".join(f"{code} {count}" for code, count in sorted(run.codes.items()))
        accepted = len(run.held.reasons)
        accepted_told = f", {accepted} of them accepted" if accepted else ""
        others = "; the others" if accepted and told else ""
        listed = f": {told}" if told else ""
        yield f"{counted(len(run.findings), 'finding')}{accepted_told}{others}{listed}"


def told_of_files(output: Path, written: Written) -> str:
    """`generated/acme: 2 files written, 40 unchanged`."""
    removed = f", {len(written.removed)} removed" if written.removed else ""
    done = f"{counted(len(written.written), 'file')} written, {len(written.unchanged)} unchanged"
    return f"{shown(output)}: {done}{removed}"


def told_of_none(output: Path) -> str:
    """Of a site where no page gave an operation."""
    return f"{shown(output)}: nothing written, as no page gave an operation"


def shown(path: Path) -> str:
    """A path below the working directory as seen from there."""
    return printable(from_here(path), 1000)
