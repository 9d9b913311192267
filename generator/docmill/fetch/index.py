"""The index of what was fetched: which file is which page, from when, and how to ask again.

It lies beside the pages under a name that begins with a dot, which no reader of folders takes for
a page and no page is given.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from docmill.errors import InputError
from docmill.files import bytes_of
from docmill.page import is_name
from docmill.values import is_mapping, mapping

INDEX = ".fetched.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its address as listed, its file, the address that it came from.

    `etag` and `last_modified` are the server's words, `date` is when this content came first
    (UTC), `sha256` is of its bytes.
    """

    url: str
    file: str
    came_from: str
    etag: str
    last_modified: str
    date: str
    sha256: str

    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only if it is another one."""
        pairs = {"if-none-match": self.etag, "if-modified-since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


def index_at(folder: Path) -> dict[str, Entry]:
    """The pages that were fetched into a folder, by file; none where nothing was.

    Raises InputError for an index that is damaged, or names a file outside of the folder.
    """
    path = folder / INDEX
    if not os.path.lexists(path):
        return {}
    try:
        pages = mapping(json.loads(bytes_of(path)))["pages"]
        entries = [_entry(file, keys) for file, keys in pages.items()]
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError):
        raise InputError(
            str(path), "is no index of docmill fetch; restore it, or remove it to fetch anew"
        ) from None
    return {entry.file: entry for entry in entries}


def _entry(file: str, keys: object) -> Entry:
    if not is_mapping(keys) or not is_name(file) or "\\" in file or file.startswith("."):
        raise ValueError(file)
    found = {"file": file, **{name: keys[name] for name in _KEYS}}
    if not all(isinstance(value, str) and value.isascii() for value in found.values()):
        raise ValueError(file)
    return Entry(**found)


_KEYS = tuple(one.name for one in fields(Entry) if one.name != "file")


def text_of(entries: Iterable[Entry]) -> str:
    """The text of an index, sorted by file."""
    pages = {entry.file: asdict(entry) for entry in sorted(entries, key=lambda one: one.file)}
    for keys in pages.values():
        del keys["file"]
    return json.dumps({"pages": pages}, indent=1) + "\n"


def addresses_in(folder: Path) -> dict[str, str]:
    """The published address of each page that was fetched into a folder, by file."""
    return {file: entry.url for file, entry in index_at(folder).items()}
