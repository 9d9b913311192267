"""`docmill watch`: the output is brought up to date whenever a page or a decision is saved."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from docmill.cache import Cache
from docmill.config import Site, configured_near, sites_in
from docmill.configlines import text_at
from docmill.errors import DocmillError
from docmill.generating import generated
from docmill.memory import Memory, remembering
from docmill.reporting import Report
from docmill.sources import written_by

_SETTLED_MS = 20
"""How long nothing must be saved before a run begins: editors write a file in several steps."""
_LOOK_MS = 1_000
"""How often it is looked whether the configuration, or what is watched, is another one."""

Tell = Callable[[Report], None]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the last run of a site made, and the pages that it read."""

    cache: Cache
    memory: Memory


def watch(here: Path, cache: Cache, tell: Tell, told: Callable[[str], None]) -> None:
    """Run for the configured sites, and again after each change, until interrupted.

    Mistakes in pages, decisions and the configuration are told, and waited for to be mended; only
    a configuration that cannot be read at the start is raised, as UsageError or InputError.
    """
    path, sites = configured_near(here)
    kept: dict[Path, _Kept] = {}
    gc.disable()  # until a run has been told of: what is remembered takes long to look through
    while True:
        configuration = _identities([path])
        _run(sites, cache, kept, tell, told)
        gc.collect()
        gc.freeze()  # what is remembered is no garbage
        told(f"watching {len(_places(path, sites))} folders and files; stop with Ctrl-C")
        for _ in _changes(path, sites):
            if _identities([path]) != configuration:
                break
            _run(sites, cache, kept, tell, told)
            gc.collect()
        sites = _configured(path, sites, told)


def _configured(path: Path, sites: list[Site], told: Callable[[str], None]) -> list[Site]:
    """The sites of a configuration that has changed; those from before where it has mistakes."""
    try:
        return sites_in(path, text_at(path)) or sites
    except DocmillError as error:
        told(str(error))
        return sites


def _run(
    sites: list[Site],
    cache: Cache,
    kept: dict[Path, _Kept],
    tell: Tell,
    told: Callable[[str], None],
) -> None:
    """Each site with what is kept of its own: one that does not change forgets nothing."""
    started = time.monotonic()
    idle = True
    for site in sites:
        own = kept.setdefault(site.output, _Kept(Cache(cache.folder), Memory()))
        try:
            with remembering(own.memory):
                # the first run is a whole one: the next can recall what it made
                (report,) = generated([site], own.cache, always=len(own.memory) == 0)
        except (DocmillError, OSError) as error:
            told(str(error))
            idle = False
        else:
            if not report.idle:
                tell(report)
                idle = False
    if idle:
        return
    told(f"done in {time.monotonic() - started:.1f} s")


def _changes(path: Path, sites: list[Site]) -> Iterator[None]:
    """Something that a run reads was saved; ends when other things have to be watched.

    The first time nothing may have been: what was saved before the watch began is not told.
    """
    import watchfiles

    places = _places(path, sites)
    watched = _identities(places)
    apart = {path for site in sites for path in _not_read(site)}

    def wanted(_: object, saved: str) -> bool:
        return _is_read(Path(saved), apart)

    first = True
    for found in watchfiles.watch(
        *places,
        watch_filter=wanted,
        step=_SETTLED_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        if _identities(_places(path, sites)) != watched:
            return
        if found or first:
            yield
        first = False


def _places(path: Path, sites: Iterable[Site]) -> list[Path]:
    """Folders and files with all that a run reads, as far as they are there."""
    found = {path}
    for site in sites:
        custom = site.output.glob("client/*/_custom")
        templates = (site.templates,) if site.templates else ()
        found |= {*site.docs, site.review, *templates, *custom}
    return sorted(place for place in found if place.exists())


def _identities(places: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """What tells a place from another one that has taken its name; of a file, its content too."""
    found: dict[Path, tuple[int, int]] = {}
    for path in places:
        status = os.stat(path)
        found[path] = status.st_ino, status.st_mtime_ns if path.is_file() else 0
    return found


def _not_read(site: Site) -> set[Path]:
    """What a run writes beside its inputs; spec files are read where there are no pages."""
    read = {Path(os.path.realpath(path)) for path in site.decisions}
    if not any(path.exists() for path in site.docs):
        read.add(Path(os.path.realpath(site.spec)))
    return written_by(site) - read


def _is_read(path: Path, apart: set[Path]) -> bool:
    if any(part.startswith(".") and part != ".fetched.json" for part in path.parts[-3:]):
        return False
    if "_custom" in path.parts:
        return path.suffix == ".py"
    return not any(path == one or one in path.parents for one in apart)
