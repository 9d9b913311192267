"""Two states of an API compared: folders, files, or the configured sites in git revisions."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docmill.api import VERSION, Api
from docmill.config import Site, sites_near
from docmill.corrections import corrected_where_fitting, laid_over, overlays_of
from docmill.diff import Compared, bump_of, compare, json_of, markdown_of, reached, text_of
from docmill.errors import CorrectionError, UsageError
from docmill.explain import pages_of
from docmill.milling import mill, mill_sources
from docmill.namesledger import names_at
from docmill.nodes import METHODS
from docmill.output import made_in, manifest_at, review_of
from docmill.page import Place
from docmill.pipeline import choices_of
from docmill.revisions import checked_out, commit_of, root_of
from docmill.settings import NO_CHOICES
from docmill.sources import source_of, sources_of, written_by
from docmill.values import mapping

DOCUMENT = "openapi.yaml"
WORKING_TREE = "the working tree"
_VERSION = re.compile(rf"^{VERSION}: ['\"]?([^'\"\s]+)", re.MULTILINE)
_UNSTATED = "0.0.0"
"""The version of documents whose pages state none."""


@dataclass(frozen=True, slots=True)
class State:
    """An API at one time. `note` says what its lines are, where they are not those of pages."""

    api: Api
    note: str = ""


States = Mapping[str, State]
"""By the name of the site; a folder or a file is one state without a name."""


def compared(old: str | None, new: str | None, here: Path, current: str = "") -> list[Compared]:
    """What changed between two states, for each API that both have.

    A text that names a file or a folder is that, any other is a git revision: of it the configured
    sites count, as they were committed. Without a text, `old` is HEAD and `new` the working tree.
    `current` is the client's present version. Raises UsageError where there is nothing to compare,
    InputError where a file cannot be read.
    """
    first = old or "HEAD"
    before = _states(first, here)
    after = _states(new, here) if new else _worktree(here)
    labels = first, new or WORKING_TREE
    if "" in before or "" in after:
        pairs = [(_alone(before, labels[1]), _alone(after, labels[0]), "")]
    else:
        both = [name for name in before if name in after]
        pairs = [(before[name], after[name], name) for name in both]
        if not pairs:
            raise UsageError(f"{labels[0]} and {labels[1]} have no configured site in common")
    return [_compared(*pair, labels, current) for pair in pairs]


def shown(every: list[Compared], form: str) -> str:
    """What was found as `text`, `json` or `markdown`."""
    return {"text": text_of, "json": json_of, "markdown": markdown_of}[form](every)


def fails(every: list[Compared], limit: str | None) -> bool:
    """Whether a change is as bad as `limit`, or worse; without a limit none is."""
    return limit is not None and reached(every, limit)


def _alone(states: States, other: str) -> State:
    if len(states) != 1:
        named = ", ".join(states) or "none"
        raise UsageError(f"which site is to be compared with {other}? There is: {named}")
    return next(iter(states.values()))


def _compared(old: State, new: State, name: str, labels: tuple[str, str], current: str) -> Compared:
    changes = compare(old.api, new.api)
    stated = str(mapping(old.api.document.get("info")).get("version", ""))
    stated = str(old.api.document.get(VERSION, "" if stated == _UNSTATED else stated))
    bump = bump_of(changes, current or stated)
    notes = tuple(
        f"{label}: {state.note}"
        for label, state in zip(labels, (old, new), strict=True)
        if state.note
    )
    return Compared(name, *labels, changes, bump, _operations(old.api, new.api), notes)


def _operations(old: Api, new: Api) -> int:
    return len(
        {
            (path, method)
            for api in (old, new)
            for path, item in mapping(api.document.get("paths")).items()
            for method in METHODS
            if method in mapping(item)
        }
    )


def _states(text: str, here: Path) -> States:
    path = here / text
    if os.path.lexists(path):
        return {"": _at(path)}
    commit = commit_of(text, here)
    if commit is None:
        hint = "; commit first, or name two folders, files or revisions" if text == "HEAD" else ""
        raise UsageError(f"{text}: no such file or folder, and no git revision{hint}")
    found: dict[str, State] = {}
    for site in sites_near(here):
        with tempfile.TemporaryDirectory(prefix="docmill-") as folder:
            past = _checked_out(site, commit, Path(os.path.realpath(folder)))
            if state := _of_site(past):
                found[str(site.name)] = state
    if not found:
        raise UsageError(f"{text}: has neither pages nor spec nor {DOCUMENT} of a configured site")
    return found


def _checked_out(site: Site, commit: str, folder: Path) -> Site:
    """The site with its folders as a commit has them."""
    document = site.output / DOCUMENT
    root = root_of(Path(os.path.realpath(site.docs[0])))
    checked_out(commit, (*site.docs, site.spec, document, *site.decisions), folder)

    def moved(path: Path) -> Path:
        real = Path(os.path.realpath(path))
        return folder / real.relative_to(root) if real.is_relative_to(root) else folder / "outside"

    docs = tuple(moved(path) for path in site.docs)
    past = replace(
        site,
        docs=docs,
        spec=moved(site.spec),
        output=moved(site.output),
        findings=moved(site.findings),
    )
    return replace(past, choices=replace(past.choices, version=_version_in(past)))


def _version_in(past: Site) -> str:
    """The version of the client as it was committed: the configuration is that of today."""
    document = past.output / DOCUMENT
    text = document.read_text(encoding="utf-8", errors="replace") if document.is_file() else ""
    found = _VERSION.search(text)
    return found[1] if found else past.choices.version


def _worktree(here: Path) -> States:
    found: dict[str, State] = {}
    for site in sites_near(here):
        if state := _of_site(site):
            found[str(site.name)] = state
    return found


def _of_site(site: Site) -> State | None:
    """The site of its pages, else of its spec, else of its document, if there is any."""
    written = written_by(site)
    for paths, note in ((site.docs, ""), ((site.spec,), _OF_SPEC)):
        present = [path for path in paths if path.exists()]
        sources = sources_of(present, written - {Path(os.path.realpath(p)) for p in present})
        if sources:
            milled = mill_sources(sources, site.name, choices=choices_of(site))
            fitting, stale = corrected_where_fitting(milled, site.review)
            return State(fitting.api, _noted(note, stale))
    document = site.output / DOCUMENT
    return State(mill([document], site.name).api, _OF_DOCUMENT) if document.is_file() else None


def _noted(note: str, stale: Sequence[Place]) -> str:
    """A note that tells of corrections that do not fit, too."""
    if not stale:
        return note
    listed = ", ".join(map(str, stale[:_SHOWN])) + (", ..." if len(stale) > _SHOWN else "")
    told = f"left out, as they do not fit what the pages say: {listed}"
    return f"{note}; {told}" if note else told


_SHOWN = 5
"""How many corrections a note names."""
_OF_SPEC = "the pages are not there; lines are those of the spec files"
_OF_DOCUMENT = f"neither pages nor spec are there; lines are those of {DOCUMENT}"
_CHANGED = f"the pages have changed since they were read; lines are those of {DOCUMENT}"
_GONE = f"the pages are gone; lines are those of {DOCUMENT}"


def _at(path: Path) -> State:
    """A file, a folder of pages or spec files, or a folder that docmill wrote."""
    if not (path / DOCUMENT).is_file() or not made_in(path):
        return State(mill([path], None).api)
    api = mill([path / DOCUMENT], None).api
    manifest = manifest_at(path)
    try:
        named = pages_of(manifest, path)
        overlays = overlays_of(manifest, path)
    except UsageError:
        return State(api, _GONE)
    sources = [source_of(name, page) for name, page in named.items()]
    read = {"pages": [s.page for s in sources], "corrections": [one.page for one in overlays]}
    for kind, pages in read.items():
        known = mapping(manifest.get(kind))
        if any(mapping(known[page.name]).get("sha256") != page.digest for page in pages):
            return State(api, _CHANGED)
    try:
        choices = replace(
            NO_CHOICES,
            names=names_at(review_of(manifest, path)),
            version=api.document.get(VERSION, ""),
        )
        package = str(manifest.get("package", api.name))
        milled = laid_over(mill_sources(sources, package, choices=choices), overlays)
    except CorrectionError:  # another docmill read the pages then
        return State(api, _CHANGED)
    origins = milled.api.origins if milled.api.document == api.document else None
    return State(replace(api, origins=origins)) if origins else State(api, _CHANGED)
