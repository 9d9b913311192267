"""`docmill correct`: one more correction, written where it belongs and held against the API."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docmill.api import Api, Document, pointer, steps_of
from docmill.cache import Cache
from docmill.config import Site
from docmill.corrections import FOLDER, overlay_at, told_of, tried
from docmill.errors import CorrectionError, UsageError
from docmill.explain import pointer_of, resolved
from docmill.files import bytes_of, from_here
from docmill.milling import Milled
from docmill.overlay import Action, Overlay, appended, begun, overlay_of
from docmill.overlay.applying import SATISFIED
from docmill.page import Page
from docmill.pipeline import milled_of
from docmill.safetext import counted
from docmill.swap import Change, carry_out
from docmill.uses import Uses
from docmill.values import is_listing, is_mapping
from docmill.wishes import Wish, actions_for


def correct(sites: Sequence[Site], wish: Wish, cache: Cache) -> list[str]:
    """Add a correction to the file of the one site that has what is to be corrected; gives the
    lines that tell it.

    Raises UsageError where no site has it, or more than one, or where the correction does not fit;
    CorrectionError where those that are there do not. Nothing is written then.
    """
    site, milled, at, notes = _found(sites, wish.what, cache)
    actions = actions_for(milled.api.document, at, wish)
    wanted, faults = tried(milled.api, actions)
    if faults:
        told = faults[0].told.removesuffix(f": {SATISFIED}")
        raise UsageError(f"{at}: {told}; nothing written{_hint(wish)}")
    overlay, mark = _file(site)
    text = appended(overlay, actions)
    if text is None:
        listed = "\n".join(f"  {one}" for one in _listed(actions))
        raise UsageError(
            f"{from_here(overlay.path)}: no list to add lines to; add by hand:\n{listed}"
        )
    made, _ = overlay_of(Page(overlay.page.name, text), overlay.path)
    _fits(milled, made, wanted.document)
    data = mark.bom + text.replace("\n", "\r\n" if mark.crlf else "\n").encode()
    carry_out([Change(site.review / FOLDER, {overlay.path.name: data})])
    return [*notes, *_added(made, len(actions)), "next: docmill generate"]


def _found(sites: Sequence[Site], what: str, cache: Cache) -> tuple[Site, Milled, str, list[str]]:
    """The site that has what is to be corrected, its API, the pointer, and what to tell of it."""
    from docmill.emit import attributes

    found: list[tuple[Site, Milled, str, list[str]]] = []
    faults: list[UsageError] = []
    for site in sites:
        milled = _unjudged(milled_of(site, cache=cache))
        try:
            names = attributes(milled.api)
            asked = _unambiguous(what, pointer_of(what, names), names)
            at = _place_for(milled.api, asked)
        except UsageError as error:
            faults.append(error)
            continue
        found.append((site, milled, at, _told(milled.api.document, asked, at)))
    # one that has it goes before one that could be given it
    found = [one for one in found if _has(one[1].api, one[2])] or found
    if len(found) > 1:
        names_of = ", ".join(str(site.name) for site, *_ in found)
        raise UsageError(f"{what}: {names_of} have it; say which with --site")
    if not found:
        raise faults[0]
    return found[0]


def _unjudged(milled: Milled) -> Milled:
    """What was milled as a further action finds it: samples are judged after the last one."""
    actions = [action for overlay in milled.overlays for action in overlay.actions]
    return replace(milled, api=tried(milled.uncorrected or milled.api, actions)[0])


def _has(api: Api, at: str) -> bool:
    try:
        api.node(at)
    except KeyError:
        return False
    return True


def _unambiguous(what: str, at: str, attributes: Mapping[str, str]) -> str:
    """The pointer of an attribute, unless it is that of the enum whose member it is."""
    owner = what.rpartition(".")[0]
    if owner in attributes and attributes[owner] == at:
        raise UsageError(f"{what}: is a member of {owner}; correct {at}, or what is inside of it")
    return at


def _place_for(api: Api, asked: str) -> str:
    """Where the value goes: what is there, or a further key or item of what is there."""
    try:
        return resolved(api, asked)
    except UsageError:
        head, _, last = asked.rpartition("/")
        if not head and not last:
            raise
        owner = resolved(api, head)
        node = api.node(owner)
        if not is_mapping(node) and not (is_listing(node) and last == "-"):
            raise
        return f"{owner}/{last}"


def _told(document: Document, asked: str, at: str) -> list[str]:
    """Which reference was followed, and who else is concerned."""
    told = [f"{asked} refers to {at}"] if asked != at else []
    steps = steps_of(at)
    if steps[:1] == ["components"] and len(steps) > 2:
        shared = pointer(*steps[:3])
        count = Uses(document).count(shared)
        told.append(f"{counted(count, 'operation')} {'uses' if count == 1 else 'use'} {shared}")
    return told


def _hint(wish: Wish) -> str:
    quoted = isinstance(wish.value, bool | int | float) or wish.value is None
    return (
        f". For a text, write '\"{json.dumps(wish.value)}\"'" if quoted and not wish.remove else ""
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """How a file begins and ends its lines, to be kept."""

    bom: bytes = b""
    crlf: bool = False


def _file(site: Site) -> tuple[Overlay, _Mark]:
    """The overlay file that `docmill correct` writes for a site, or the head of a new one."""
    name = re.sub(r"[^\w.-]+", "-", str(site.name)).strip(".-") or "site"
    path = site.review / FOLDER / f"{name}.yaml"
    if not os.path.lexists(path):
        page = Page(f"{FOLDER}/{path.name}", begun(str(site.name)))
        return Overlay(page, path, ()), _Mark()
    overlay, _ = overlay_at(path.name, path)
    data = bytes_of(path)
    bom = b"\xef\xbb\xbf"
    return overlay, _Mark(bom if data.startswith(bom) else b"", b"\r\n" in data)


def _fits(milled: Milled, made: Overlay, wanted: Document) -> None:
    """Raises CorrectionError where the corrections do not fit with the new one in its place, and
    UsageError where a file that follows takes it back."""
    before = milled.uncorrected or milled.api
    others = [overlay for overlay in milled.overlays if overlay.page.name != made.page.name]
    overlays = sorted([*others, made], key=lambda one: one.page.name)
    found, faults = tried(before, [one for overlay in overlays for one in overlay.actions])
    if faults:
        raise CorrectionError(told_of(faults, overlays))
    if found.document != wanted:
        last = max(others, key=lambda one: one.page.name)
        raise UsageError(
            f"{from_here(made.path)}: {from_here(last.path)} comes after it and says otherwise; "
            "add the correction there, by hand; nothing written"
        )


def _added(overlay: Overlay, count: int) -> list[str]:
    """The lines of the last actions of a file, with their numbers."""
    new = overlay.actions[-count:]
    first, last = new[0].place.first, new[-1].place.last
    lines = overlay.page.lines[first - 1 : last]
    head = f"{from_here(overlay.path)}:{first}-{last}: added"
    width = len(str(last))
    return [head, *(f"  {n:>{width}} | {line}" for n, line in enumerate(lines, first))]


def _listed(actions: Iterable[Action]) -> list[str]:
    text = appended(Overlay(Page("", begun("")), Path(), ()), list(actions)) or ""
    return text.removeprefix(begun("")).rstrip("\n").split("\n")
