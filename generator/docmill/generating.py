"""`docmill generate`: what has not changed is not made again, and one run at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docmill.cache import Cache
from docmill.files import sha256_of
from docmill.fingerprint import fingerprint_of, may_end, names_of, output_is
from docmill.lock import held
from docmill.memory import nothing_to_make
from docmill.output import MANIFEST, Written
from docmill.reporting import Report, report_of_run, told_of_files, told_of_none

if TYPE_CHECKING:
    from docmill.config import Site
    from docmill.milling import Progress

_KIND = "runs"


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that came to its end: what it told, the digests of its manifest and of the names that
    it left, its files."""

    report: Report
    manifest: str
    names: str
    files: tuple[str, ...]


def generated(
    sites: Iterable[Site],
    cache: Cache,
    *,
    force: bool = False,
    always: bool = False,
    progress: Progress | None = None,
) -> list[Report]:
    """Bring the output of all sites up to date, and tell of each what was done.

    A site whose inputs and output are those of an earlier run is left alone: no page of it is
    read, unless `always` is given. Raises InputError, UsageError and OutputError, with nothing of
    any site written.
    """
    every = list(sites)
    with held(site.output for site in every):
        keys = {site.output: fingerprint_of(site) for site in every}
        known = {
            site.output: None if always else _unchanged(site, keys[site.output], cache)
            for site in every
        }
        made = _made(
            [site for site in every if not known[site.output]], keys, cache, force, progress
        )
        if made:
            cache.turn()
        else:
            nothing_to_make()
        return [_told(site, known[site.output] or made[site.output]) for site in every]


def _told(site: Site, report: Report) -> Report:
    """The report with what the day of the clock makes of the names, which no cache can know."""
    if not may_end(site):
        return report
    from docmill.namesledger import told_of_expired  # which imports the reader of YAML

    return replace(report, err=(*report.err, *told_of_expired(site)))


def _unchanged(site: Site, key: str, cache: Cache) -> Report | None:
    """What an earlier run told, where another one would come to the same."""
    ended = cache.get(_KIND, key)
    if not isinstance(ended, Ended) or names_of(site) != ended.names:
        return None
    if not output_is(site.output, ended.manifest):
        return None
    told = told_of_files(site.output, Written((), ended.files, ()))
    return Report((*ended.report.out, told), ended.report.err, ended.report.code, idle=True)


def _made(
    sites: list[Site],
    keys: dict[Path, str],
    cache: Cache,
    force: bool,
    progress: Progress | None,
) -> dict[Path, Report]:
    if not sites:
        return {}
    from docmill.pipeline import generate

    found: dict[Path, Report] = {}
    runs = generate(sites, force=force, progress=progress, cache=cache)
    for site, run in zip(sites, runs, strict=True):
        report = report_of_run(run)
        if run.plan is None:
            err = (*report.err, told_of_none(site.output))
            found[site.output] = Report(report.out, err, report.code)
            continue
        written = run.plan.written
        told = told_of_files(site.output, written)
        found[site.output] = Report((*report.out, told), report.err, report.code)
        if fingerprint_of(site) == keys[site.output]:  # nothing was saved in the meantime
            every = (*written.unchanged, *written.written)
            files = tuple(name for name in every if name not in run.plan.slots)
            manifest = sha256_of(site.output / MANIFEST)
            cache.put(_KIND, keys[site.output], Ended(report, manifest, names_of(site), files))
    return found
