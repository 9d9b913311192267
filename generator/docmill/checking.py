"""`docmill check`: what is on the disk, held against what a run would write."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from docmill import __version__
from docmill.cache import Cache
from docmill.config import Site
from docmill.emit.templates import NOTICE
from docmill.errors import EXIT_REFUSED, EXIT_STALE
from docmill.files import bytes_of
from docmill.milling import Progress
from docmill.namesledger import told_of_expired
from docmill.output import MANIFEST, digest, manifest_at
from docmill.pipeline import Run, prepared, relative
from docmill.reporting import Report, report_of_run, shown, told_of_none
from docmill.safetext import counted, printable
from docmill.sources import kind_of

Kind = Literal["stale", "edited", "missing", "orphaned", "foreign"]
MEANINGS: Mapping[Kind, str] = {
    "stale": "as docmill wrote it; a run would write something else by now",
    "edited": "changed by hand since docmill wrote it",
    "missing": "a run would write it, and it is not there",
    "orphaned": "made by docmill, and no run would write it any more",
    "foreign": "in the place of a file that a run would write, and not made by docmill",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as a run would write it; `old` and `new` are what there is and would be.

    `name` is its path from the output folder.
    """

    kind: Kind
    name: str
    old: bytes | None
    new: bytes | None


def checked(
    site: Site,
    cache: Cache,
    *,
    diff: bool = False,
    findings: bool = True,
    progress: Progress | None = None,
) -> Report:
    """Hold the output of a site against a run in memory; with `diff`, line by line.

    The exit code is that of the run, 3 where a file differs, or 4 where something that people
    decided does not fit any more or, with `findings`, where one is left to accept. Raises as a run
    does.
    """
    run = prepared(site, progress=progress, cache=cache)
    report = report_of_run(run)
    if run.plan is None:
        return Report(report.out, (*report.err, told_of_none(site.output)), report.code)
    found = sorted(differences(site, run), key=lambda one: (one.name, one.kind))
    out = [*report.out, *_told(site, run, found)]
    if diff:
        out += [line for one in found for line in _lines(site, one)]
    left = [one for one in run.findings if one not in run.held.reasons] if findings else []
    code = report.code or (EXIT_STALE if left else 0)
    if left:
        told = f"{counted(len(left), 'finding')} that nobody has accepted"
        out.append(
            f"{told}, see {shown(site.findings)}: "
            "correct what the page says, or docmill accept CODE --because REASON"
        )
    expired = told_of_expired(site)
    code = code or (EXIT_STALE if expired else 0)
    return Report(tuple(out), (*report.err, *expired), EXIT_REFUSED if found else code)


def differences(site: Site, run: Run) -> Iterator[Difference]:
    """Every file that a run would write, remove or leave behind."""
    assert run.plan is not None
    root, change = site.output, run.plan.change
    made: Mapping[str, str] = manifest_at(root)["files"]
    for name, new in change.files.items():
        if name in run.plan.slots:
            continue  # the user's own, once it is written
        old = _at(root / name)
        if old is None:
            yield Difference("missing", name, None, new)
        elif name in (MANIFEST, *run.plan.shared) or digest(old) == made.get(name):
            yield Difference("stale", name, old, new)
        else:
            yield Difference("edited" if name in made else "foreign", name, old, new)
    for name in change.gone:
        old = _at(root / name)
        as_made = old is not None and digest(old) == made[name]
        yield Difference("orphaned" if as_made else "edited", name, old, None)
    for path in _left_behind(site):
        name = relative(path, root)
        if name not in made and name not in change.files and name not in run.files:
            yield Difference("orphaned", name, _at(path), None)


def _left_behind(site: Site) -> Iterator[Path]:
    """What says that docmill made it, whether the manifest knows of it or not: a merge of two
    branches may bring back a file and not its entry."""
    for folder in ("client", "tests"):
        for path in sorted((site.output / folder).rglob("*.py")):
            if NOTICE.encode() in (_at(path) or b"")[:2000]:
                yield path
    if any(path.exists() for path in site.docs):
        for path in sorted(site.spec.rglob("*.yaml")):
            if kind_of((_at(path) or b"").decode(errors="replace")) == "spec":
                yield path


def _at(path: Path) -> bytes | None:
    try:
        return bytes_of(path)
    except OSError:
        return None


def _told(site: Site, run: Run, found: list[Difference]) -> list[str]:
    if not found:
        return [f"{shown(site.output)}: {counted(len(run.files) + 1, 'file')}, all up to date"]
    total = f"{len(found)} of {counted(len(run.files) + 1, 'file')}"
    out = [f"{shown(site.output)}: {total} not as a run would write them"]
    out += [f"  {one.kind:<9} {shown(_path(site, one))}" for one in found]
    kinds = {one.kind for one in found}
    out += [f"{kind}: {meaning}" for kind, meaning in MEANINGS.items() if kind in kinds]
    made_by = manifest_at(site.output).get("docmill")
    if made_by and made_by != __version__:
        out.append(f"made by docmill {printable(str(made_by))}, and this is {__version__}")
    return out


def _path(site: Site, one: Difference) -> Path:
    folder, _, name = one.name.rpartition("/")
    return (site.output / folder).resolve() / name


def _lines(site: Site, one: Difference) -> Iterable[str]:
    path = shown(_path(site, one))
    old, new = ((data or b"").decode(errors="replace").splitlines() for data in (one.old, one.new))
    was, is_ = ("/dev/null" if data is None else path for data in (one.old, one.new))
    for line in difflib.unified_diff(old, new, was, is_, lineterm=""):
        yield printable(line, 1000)
