"""`docmill accept`: one more entry in accepted.toml, for the findings that are there today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from docmill.accepted import (
    FILE,
    Entry,
    entries_in,
    entries_of,
    entry_text,
    text_in,
    unaccepted,
)
from docmill.cache import Cache
from docmill.codes import CODES
from docmill.config import Site
from docmill.corrections import FOLDER
from docmill.errors import InputError, UsageError
from docmill.files import bytes_of, from_here
from docmill.pipeline import prepared
from docmill.safetext import counted
from docmill.swap import Change, carry_out


def accept(sites: Sequence[Site], entry: Entry, cache: Cache) -> list[str]:
    """Add an entry with the number of findings that it covers to the file of the one site that has
    such findings; gives the lines that tell it.

    Raises UsageError where no site has any that is not accepted yet, or more than one.
    """
    if entry.code not in CODES:
        near = get_close_matches(entry.code, CODES, 1)
        hint = f"did you mean {near[0]}?" if near else "findings.txt has them"
        raise UsageError(f"{entry.code}: is no finding code; {hint}")
    found: list[tuple[Site, Entry]] = []
    for site in sites:
        left = unaccepted(prepared(site, cache=cache).findings, entries_in(site.review))
        if count := sum(map(entry.covers, left)):
            found.append((site, replace(entry, count=count)))
    if len(found) > 1:
        names = ", ".join(str(site.name) for site, _ in found)
        raise UsageError(f"{entry.code}: {names} have such findings; say which with --site")
    if not found:
        raise UsageError(f"no finding {_meant(entry)} is left to be accepted; findings.txt has all")
    return _written(*found[0])


def _meant(entry: Entry) -> str:
    page = f" on {entry.page}" if entry.page != "*" else ""
    says = f" that says {entry.says}" if entry.says else ""
    return f"{entry.code}{page}{says}"


def _written(site: Site, entry: Entry) -> list[str]:
    path = site.review / FILE
    before = text_in(path) or ""
    added = entry_text(entry)
    if before:
        added = ("\n" if before.endswith("\n") else "\n\n") + added
    try:
        *_, made = entries_of(from_here(path), before + added)
    except InputError:  # the list is written in brackets, which nothing can be added to
        told = f"{from_here(path)}: its entries do not begin with [[accepted]]; add by hand:"
        raise UsageError(f"{told}\n{entry_text(entry)}") from None
    data = bytes_of(path) if before else b""
    ends = "\r\n" if b"\r\n" in data else "\n"
    new = data + added.replace("\n", ends).encode()
    # no tree that holds the file: it is replaced alone
    carry_out([Change(site.review, {FILE: new}, trees=(site.review / FOLDER,))])
    shown = [f"  {line}" for line in entry_text(entry).rstrip("\n").split("\n")]
    return [
        f"{made.at}: accepts {counted(entry.count or 0, 'finding')}",
        *shown,
        "next: docmill generate",
    ]
