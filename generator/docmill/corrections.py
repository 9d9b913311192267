"""The corrections of a site: overlay files laid over its document, held against the standard.

They lie in the folder `corrections` beside the findings. Each says why, and has to fit: one that
the pages have overtaken stops the run, so that nothing is corrected that is not wrong.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from docmill.api import Api, pointer
from docmill.draft import Draft
from docmill.errors import CorrectionError, InputError, UsageError
from docmill.files import bytes_of, from_here
from docmill.milling import Milled
from docmill.names import importable, snake
from docmill.nodes import walk
from docmill.overlay import Action, Applied, Fault, Mistake, Overlay, applied, overlay_of
from docmill.page import MAX_BYTES, Place, is_name, page_of
from docmill.read.mend import place_of
from docmill.read.standard import faults_of
from docmill.read.whole import WholeMender
from docmill.rejudging import rejudged
from docmill.values import is_mapping, listing, mapping

FOLDER = "corrections"
_ENDINGS = (".yaml", ".yml", ".json")
_PACKAGE = "/x-docmill-package"
_MOST_TOLD = 50


def corrected(milled: Milled, review: Path) -> Milled:
    """What was milled, with the corrections that lie in the review folder of the site.

    Raises UsageError where a file is no overlay, CorrectionError where an action does not fit what
    the pages say; every mistake is told.
    """
    overlays = overlays_in(review)
    return laid_over(milled, overlays) if overlays else milled


def corrected_where_fitting(milled: Milled, review: Path) -> tuple[Milled, tuple[Place, ...]]:
    """The same with those corrections alone that fit, and the places of the others: for a look at
    what the pages say now, which stale corrections must not prevent. Raises UsageError."""
    overlays = overlays_in(review)
    actions = [action for overlay in overlays for action in overlay.actions]
    left_out: set[Place] = set()
    while faults := tried(milled.api, actions)[1]:
        left_out |= {fault.action.place for fault in faults}
        actions = [action for action in actions if action.place not in left_out]
    fitting = [
        replace(overlay, actions=tuple(one for one in overlay.actions if one.place not in left_out))
        for overlay in overlays
    ]
    return (laid_over(milled, fitting) if actions else milled), tuple(sorted(left_out))


def overlays_in(review: Path) -> tuple[Overlay, ...]:
    """The overlay files of a review folder, by name. Raises UsageError with all mistakes."""
    folder = review / FOLDER
    if not os.path.lexists(folder):
        return ()
    if not folder.is_dir():
        raise UsageError(f"{from_here(folder)}: must be a folder of overlay files")
    overlays: list[Overlay] = []
    told: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.suffix.lower() not in _ENDINGS:
            continue
        overlay, mistakes = overlay_at(path.name, path)
        overlays.append(overlay)
        told += [f"{from_here(path)}:{one.line}: {one.told}" for one in mistakes]
    if told:
        raise UsageError("\n".join([*told[:_MOST_TOLD], *_more(told)]))
    return tuple(overlays)


def overlays_of(manifest: Mapping[str, Any], output: Path) -> tuple[Overlay, ...]:
    """The overlay files that an output folder was made with. Raises UsageError where one is gone
    or is none any more."""
    found: list[Overlay] = []
    for name, one in mapping(manifest.get("corrections")).items():
        path = output / str(mapping(one).get("path", ""))
        if not os.path.isfile(path):
            raise UsageError(f"{path} is gone: the output was made with it; generate it anew")
        overlay, mistakes = overlay_at(name.removeprefix(f"{FOLDER}/"), path)
        if mistakes:
            raise UsageError(f"{from_here(path)}:{mistakes[0].line}: {mistakes[0].told}")
        found.append(overlay)
    return tuple(found)


def overlay_at(name: str, path: Path) -> tuple[Overlay, list[Mistake]]:
    """One overlay file of the folder; `name` is its name below it. Raises InputError."""
    if not is_name(name):
        raise InputError(str(path), "the name is not UTF-8, or has control characters; rename it")
    try:
        page = page_of(f"{FOLDER}/{name}", bytes_of(path, MAX_BYTES + 1))
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from None
    except InputError as error:
        raise error.at_path(from_here(path)) from None
    return overlay_of(page, path)


def laid_over(milled: Milled, overlays: Sequence[Overlay]) -> Milled:
    """What was milled, with the actions of the overlays applied. Raises CorrectionError."""
    actions = [action for overlay in overlays for action in overlay.actions]
    done = applied(Draft(milled.api.document, milled.api.origins), actions)
    api, faults = _made(milled.api, done)
    if faults:
        raise CorrectionError(told_of(faults, overlays))
    made = replace(milled, api=api, uncorrected=milled.api, overlays=tuple(overlays))
    return rejudged(made, milled.api, done.touched)


def tried(api: Api, actions: Sequence[Action]) -> tuple[Api, list[Fault]]:
    """The API with the actions applied, and those of them that do not fit it."""
    return _made(api, applied(Draft(api.document, api.origins), actions))


def _made(api: Api, done: Applied) -> tuple[Api, list[Fault]]:
    """The API with what was applied, and the actions that do not fit it."""
    document = done.draft.document
    origins = {**done.draft.origins, **_demanded(api, done)}
    made = replace(api, name=_package(api, done), document=document, origins=origins)
    return made, [*done.faults, *_invalid(api, done)]


def _demanded(api: Api, done: Applied) -> dict[str, tuple[Place, ...]]:
    """The lines of properties that corrections made required, or did not leave so: that stands in
    a list of the object, and is a matter of the property."""
    after = Api("", done.draft.document, done.draft.origins)
    found: dict[str, tuple[Place, ...]] = {}
    for at, action in done.touched.items():
        # the list itself, a list in what was changed, the list that an item was added to
        lists = (at, f"{at}/required", at.rpartition("/")[0])
        for required in (one for one in lists if one.endswith("/required")):
            owner = required.removesuffix("/required")
            changed = set(_names_at(api, required)) ^ set(_names_at(after, required))
            for name in changed & _properties(after, owner):
                inner = owner + pointer("properties", name)
                lines = (one for one in after.origin(inner) if one != action.place)
                found[inner] = (*lines, action.place)
    return found


def _names_at(api: Api, at: str) -> list[str]:
    try:
        return [one for one in listing(api.node(at)) if isinstance(one, str)]
    except KeyError:
        return []


def _properties(api: Api, at: str) -> set[str]:
    try:
        return set(mapping(mapping(api.node(at)).get("properties")))
    except KeyError:
        return set()


def told_of(faults: Iterable[Fault], overlays: Iterable[Overlay]) -> str:
    """The actions that do not fit, by file and line, each with the reason that was given for it."""
    paths = {overlay.page.name: from_here(overlay.path) for overlay in overlays}
    out = ["corrections that do not fit what the pages say; nothing written:"]
    lines = [
        f"{paths[one.action.place.page]}:{one.action.place.first}: {one.action.target}: {one.told}"
        f"\n    because: {one.action.because}"
        for one in sorted(faults, key=lambda one: (one.action.place, one.told))
    ]
    out += [*lines[:_MOST_TOLD], *_more(lines)]
    return "\n".join([*out, "Change or remove these actions, and run the command again."])


def _more(lines: Sequence[str]) -> list[str]:
    return [f"and {len(lines) - _MOST_TOLD} more"] if len(lines) > _MOST_TOLD else []


def _package(api: Api, done: Applied) -> str:
    """The client's package, which a correction may name."""
    named = done.draft.document.get(_PACKAGE[1:])
    return (
        importable(snake(named))
        if _PACKAGE in done.touched and isinstance(named, str)
        else api.name
    )


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What the standard says against a document, at a pointer; `lost` is where nothing is."""

    at: str
    told: str
    lost: str = ""


def _invalid(api: Api, done: Applied) -> Iterator[Fault]:
    """The actions that make something of the document that OpenAPI does not allow."""
    if not done.touched:
        return
    before = Draft(api.document, api.origins)
    wrong = [*_objects(before, done), *_whole(before, done.draft)]
    named = done.draft.document.get(_PACKAGE[1:], "")
    if not isinstance(named, str):
        wrong.append(_Wrong(_PACKAGE, "the name of the package must be a text"))
    for one in wrong:
        action = _blamed(done.touched, one)
        yield Fault(action, f"makes the document invalid at {one.at or '/'}: {one.told}")


def _objects(before: Draft, done: Applied) -> Iterator[_Wrong]:
    """The faults of single objects, where something was changed."""
    near = {above for at in done.touched for above in _above(at)}

    def into(at: str) -> bool:
        return at in near or any(above in done.touched for above in _above(at))

    old = Api("", before.document)
    for at, kind, node in walk(done.draft.document, into=into):
        faults = faults_of(node, kind, "3.1")
        if faults:
            known = _faults_before(old, at, kind)
            for fault in faults:
                if (fault.steps, fault.message) not in known:
                    yield _Wrong(at + pointer(*place_of(fault)), fault.message)


def _faults_before(old: Api, at: str, kind: str) -> set[tuple[tuple[str | int, ...], str]]:
    try:
        return {(one.steps, one.message) for one in faults_of(old.node(at), kind, "3.1")}
    except KeyError:
        return set()


def _whole(before: Draft, after: Draft) -> Iterator[_Wrong]:
    """What only the whole document shows: references to nowhere, names given twice."""
    told = _visited(after)
    known = set(_visited(before)) if told else set[_Wrong]()
    yield from (one for one in told if one not in known)


def _visited(draft: Draft) -> list[_Wrong]:
    found: list[_Wrong] = []

    def tell(_: Draft, at: str, code: str, message: str) -> None:
        target = ""
        if code == "reference-unresolved":
            target = str(Api("", draft.document).node(at)).removeprefix("#")
        # what an input would be made of is of no interest here
        found.append(_Wrong(at, message.partition(": ")[0], target))

    visitor = WholeMender(draft, tell)
    for at, kind, node in walk(draft.document):
        if is_mapping(node):
            visitor.visit(node, kind, at)
    return found


def _above(at: str) -> Iterator[str]:
    """A pointer and all above it, up to the document."""
    while at:
        yield at
        at = at.rpartition("/")[0]
    yield ""


def _blamed(touched: Mapping[str, Action], wrong: _Wrong) -> Action:
    """The action that touched the nearest node: at the fault or above it, else inside of it."""
    for start in (*([wrong.lost] if wrong.lost else []), wrong.at):
        for above in _above(start):
            if above in touched:
                return touched[above]
    inside = [action for at, action in touched.items() if at.startswith(f"{wrong.at}/")]
    return [*touched.values(), *inside][-1]
