"""Findings that people live with: accepted.toml beside the findings, each entry with a reason.

[[accepted]]
code = "sample-disagrees"
because = "The samples show empty addresses on purpose."
page = "sys-*"          # optional: which pages, as a pattern of their names
says = "`Email`"        # optional: a part of what the finding says
count = 4               # optional: how many findings the entry is for, not one more or less

There are no line numbers: a page that moves a paragraph changes nothing here.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from docmill.codes import CODES
from docmill.errors import InputError, UsageError
from docmill.files import bytes_of, from_here
from docmill.findings import Finding
from docmill.safetext import counted
from docmill.values import is_listing, is_mapping

FILE = "accepted.toml"
_TABLE = re.compile(r"\s*\[\[\s*accepted\s*\]\]\s*(#.*)?")
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)")
_TEXTS = ("code", "because", "page", "says")
_KEYS = (*_TEXTS, "count")


@dataclass(frozen=True, slots=True)
class Entry:
    """Findings of one code, on pages of a pattern, that say something; and why they are accepted.

    `at` is the file and line of the entry, as a reader of a message knows them.
    """

    at: str
    code: str
    because: str
    page: str = "*"
    says: str = ""
    count: int | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is one of those that the entry is for."""
        return (
            finding.code == self.code
            and fnmatchcase(finding.at.page, self.page)
            and self.says in finding.message
        )


@dataclass(frozen=True, slots=True)
class Held:
    """Findings held against the entries: the reason of each that is accepted, and what is stale:
    a line for each entry that covers nothing, or not as many as it says."""

    reasons: Mapping[Finding, str]
    stale: tuple[str, ...] = ()


def entries_in(review: Path) -> tuple[Entry, ...]:
    """The entries of a review folder's accepted.toml; none where there is no such file.

    Raises InputError where it cannot be read, UsageError with all mistakes in its entries.
    """
    path = review / FILE
    return entries_of(from_here(path), text_in(path) or "")


def entries_of(path: str, text: str) -> tuple[Entry, ...]:
    """The entries of a text; `path` is shown in errors, which are those of `entries_in`."""
    try:
        loaded = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line = _AT_LINE.search(str(error))
        message = f"cannot be read as TOML: {_AT_LINE.sub('', str(error))}"
        raise InputError(path, message, int(line[1]) if line else None) from None
    tables = loaded.get("accepted", [])
    mistakes = [
        f"{path}: the key `{key}` is not known; an entry begins with [[accepted]]"
        for key in loaded
        if key != "accepted"
    ]
    if not is_listing(tables):
        raise UsageError(f"{path}: an entry begins with [[accepted]], in two brackets")
    entries: list[Entry] = []
    for at, table in zip(_places(path, text, len(tables)), tables, strict=True):
        faults = _mistakes(table)
        mistakes += [f"{at}: {fault}" for fault in faults]
        if not faults:
            entries.append(Entry(at, **table))
    if mistakes:
        raise UsageError("\n".join(mistakes))
    return tuple(entries)


def text_in(path: Path) -> str | None:
    """The text of an accepted.toml, or None where there is none. Raises InputError."""
    if not os.path.lexists(path):
        return None
    try:
        return bytes_of(path).decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise InputError(from_here(path), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(from_here(path), "is not UTF-8; save it as UTF-8") from None


def held(findings: Iterable[Finding], entries: Sequence[Entry]) -> Held:
    """Which findings are accepted, and why: each by the first entry that covers it."""
    reasons: dict[Finding, str] = {}
    counts = [0] * len(entries)
    for finding in findings:
        number = next((n for n, one in enumerate(entries) if one.covers(finding)), None)
        if number is not None:
            reasons[finding] = entries[number].because
            counts[number] += 1
    stale = (_stale(entry, count) for entry, count in zip(entries, counts, strict=True))
    return Held(reasons, tuple(filter(None, stale)))


def unaccepted(findings: Iterable[Finding], entries: Sequence[Entry]) -> tuple[Finding, ...]:
    """The findings that no entry covers."""
    return tuple(one for one in findings if not any(entry.covers(one) for entry in entries))


def _stale(entry: Entry, count: int) -> str:
    told = f"{entry.at}: {entry.code}"
    if not count:
        return f"{told}: no finding is left that it covers; remove it (it says: {entry.because})"
    if entry.count is not None and count != entry.count:
        found = counted(count, "finding")
        said = f"{told}: covers {found} and says count = {entry.count}"
        return f"{said}; look at them in findings.txt, then write count = {count}"
    return ""


def entry_text(entry: Entry) -> str:
    """The lines of an entry in accepted.toml."""
    keys = {"code": entry.code, "because": entry.because}
    keys |= {"page": entry.page} if entry.page != "*" else {}
    keys |= {"says": entry.says} if entry.says else {}
    lines = [f"{key} = {_quoted(value)}" for key, value in keys.items()]
    lines += [] if entry.count is None else [f"count = {entry.count}"]
    return "\n".join(["[[accepted]]", *lines]) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    return '"' + "".join(map(_character, text)) + '"'


def _character(one: str) -> str:
    if one in '"\\':
        return f"\\{one}"
    return one if one.isprintable() else f"\\U{ord(one):08X}"


def _places(path: str, text: str, count: int) -> list[str]:
    """Where the entries stand: the lines of their heads, where each has one."""
    lines = [n for n, line in enumerate(text.split("\n"), 1) if _TABLE.fullmatch(line)]
    if len(lines) == count:
        return [f"{path}:{line}" for line in lines]
    return [f"{path}: entry {number}" for number in range(1, count + 1)]


def _mistakes(table: Any) -> list[str]:
    if not is_mapping(table):
        return ["an entry begins with [[accepted]] and has keys"]
    out = [_unknown("key", key, _KEYS) for key in table if key not in _KEYS]
    for key in _TEXTS:
        if key in table and (not isinstance(table[key], str) or not table[key].strip()):
            out.append(f"`{key}` must be a text")
    out += [f"needs `{key}`: {why}" for key, why in _NEEDED.items() if key not in table]
    code = table.get("code")
    if isinstance(code, str) and code.strip() and code not in CODES:
        out.append(_unknown("code", code, CODES))
    count = table.get("count", 1)
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        out.append("`count` must be a number of findings, from 1")
    return out


_NEEDED = {
    "code": "which findings are accepted, by the word that docmill explain takes",
    "because": "the reason why they are accepted",
}


def _unknown(what: str, text: str, known: Iterable[str]) -> str:
    near = get_close_matches(text, known, 1)
    hint = f"did you mean `{near[0]}`?" if near else "known: docmill explain takes them"
    if not near and what == "key":
        hint = f"known: {', '.join(known)}"
    return f"the {what} `{text}` is not known; {hint}"
