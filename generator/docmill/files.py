"""Files as they lie on a disk, whatever stands in their place."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from docmill.memory import Key, recall

T = TypeVar("T")


def bytes_of(path: Path, limit: int = -1) -> bytes:
    """The bytes of a file, at most `limit` of them (all by default).

    Raises OSError for whatever is no regular file: a pipe or a device may never end.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if path.is_symlink():
            told = f"links to {os.readlink(path)}, which is not there"
            raise OSError(errno.ENOENT, told, str(path)) from None
        raise
    if not stat.S_ISREG(mode):
        what = "is a folder" if stat.S_ISDIR(mode) else "is a pipe, a socket or a device"
        raise OSError(errno.EINVAL, f"{what}, not a file", str(path))
    with path.open("rb") as file:
        return file.read(limit)


def sha256_of(path: Path) -> str:
    """The digest of a file's bytes, in hexadecimal. Raises OSError as `bytes_of` does."""
    return recalled(path, ("sha256",), lambda: hashlib.sha256(bytes_of(path)).hexdigest())


def recalled(path: Path, key: Key, make: Callable[[], T]) -> T:
    """What `make` makes of a file: recalled while the file is the same, as the system tells it.

    A file that was saved just now may change again without the system telling. Raises OSError.
    """
    try:
        status = path.stat()
    except OSError:
        return make()
    if time.time_ns() - status.st_mtime_ns < _JUST_NOW_NS:
        return make()
    same = status.st_ino, status.st_dev, status.st_size, status.st_mtime_ns
    return recall((*key, str(path), *same), make)


_JUST_NOW_NS = 50_000_000
"""More than the step of any file system's clock; FAT's of two seconds is no place for a watch."""


def fault_of(path: str) -> str:
    """Why a text names no file and no folder on any disk, or nothing."""
    if not path:
        return "a path must not be empty"
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return "a path must be text that the file system can write"
    return "a path holds no zero byte" if "\0" in path else ""


def from_here(path: Path) -> str:
    """A path below the working directory as seen from there, any other as it is."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
