"""What came and is not in place yet: a run that is stopped is continued from here."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from docmill.files import bytes_of
from docmill.values import mapping

STAGE = ".fetching"
_FRESH = timedelta(days=1)
"""What came longer ago than this is asked for again."""


@dataclass(frozen=True, slots=True)
class Came:
    """A page as it came: the address as listed, where it came from, what the server said of it."""

    url: str
    came_from: str
    media_type: str
    etag: str
    last_modified: str
    date: str
    body: bytes

    @property
    def sha256(self) -> str:
        """The digest of the bytes."""
        return hashlib.sha256(self.body).hexdigest()


class Stage:
    """A folder of pages that came, each with a note; written so that half of one counts as none."""

    def __init__(self, docs: Path) -> None:
        self.folder = docs / STAGE

    def keep(self, came: Came) -> None:
        """Keep a page until the run is done."""
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True)
            (self.folder / ".gitignore").write_text("*\n")
        note = {name: value for name, value in asdict(came).items() if name != "body"}
        note["sha256"] = came.sha256
        _put(self.path(came.url), came.body)
        _put(self._note(came.url), json.dumps(note).encode())

    def kept(self, url: str) -> Came | None:
        """A page that came in a run before; None where there is none, or it is old or damaged."""
        try:
            note = mapping(json.loads(bytes_of(self._note(url))))
            body = bytes_of(self.path(url))
            digest = note.pop("sha256")
            came = Came(**note, body=body)
            age = datetime.now(UTC) - datetime.fromisoformat(came.date)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None
        return came if came.sha256 == digest and came.url == url and age < _FRESH else None

    def path(self, url: str) -> Path:
        """The file with the body of a page."""
        return self.folder / f"{_digest(url)}.page"

    def clear(self) -> None:
        """Remove all."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _note(self, url: str) -> Path:
        return self.folder / f"{_digest(url)}.json"


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:24]


def _put(path: Path, data: bytes) -> None:
    new = path.with_suffix(path.suffix + ".new")
    new.write_bytes(data)
    os.replace(new, path)
