"""The page as it was saved: its name, its lines, and places in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from docmill.errors import InputError

MAX_BYTES = 8 * 1024 * 1024
"""The largest page that is read, in bytes; the largest real reference page seen is 0.4 MB."""


_UNNAMEABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def is_name(text: str) -> bool:
    """Whether a text can be the name of a page: a path that stays below a folder, in characters.

    Spec files are named after pages, and name them; bytes that are no UTF-8 and control characters
    would not survive that.
    """
    return not _UNNAMEABLE.search(text) and not {"", ".", ".."} & set(text.split("/"))


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Lines `first` to `last` of a file, 1-based and inclusive."""

    page: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.page}:{self.first}" + (f"-{self.last}" if self.last > self.first else "")

    def to(self, other: Place) -> Place:
        """The smallest place that holds this one and `other`, of the same page."""
        return Place(self.page, min(self.first, other.first), max(self.last, other.last))


@dataclass(frozen=True)
class Page:
    """One saved page: its name (a relative POSIX path) and its text with `\\n` line ends."""

    name: str
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends; line n of a `Place` is `lines[n - 1]`."""
        return tuple(self.text.split("\n"))

    @property
    def stem(self) -> str:
        """The name without its last ending: `sys/put-users.txt` gives `sys/put-users`."""
        head, dot, ending = self.name.rpartition(".")
        return head if dot and "/" not in ending else self.name

    def place(self, first: int, last: int | None = None) -> Place:
        """Lines `first` to `last` (1-based, inclusive) of this page."""
        return Place(self.name, first, first if last is None else last)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal: what caches and manifests key on."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def page_of(name: str, data: bytes) -> Page:
    """Decode a saved page: UTF-8 with or without a byte order mark, any line ends.

    Raises InputError where the bytes are no text, naming the line of the first bad byte.
    """
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise InputError(
            name,
            f"more than {limit} MB is no reference page. Save the page alone, or split the file.",
        )
    line = data.count(b"\n", 0, max(data.find(b"\0"), 0)) + 1
    if b"\0" in data:
        raise InputError(
            name, "a zero byte: this is a binary file, not a page. Save as text.", line
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            name, f"byte {data[error.start]:#04x} is not UTF-8. Save the page as UTF-8.", line
        ) from None
    return Page(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def joined(places: Iterable[Place]) -> list[Place]:
    """The places in order, those that touch each other made one."""
    out: list[Place] = []
    for place in sorted(places):
        if out and out[-1].page == place.page and place.first <= out[-1].last + 1:
            out[-1] = out[-1].to(place)
        else:
            out.append(place)
    return out
