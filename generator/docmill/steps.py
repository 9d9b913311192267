"""The steps of a swap: a file is replaced or removed, or a folder takes the place of another."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from docmill.exchange import exchange

_MOST = 50_000
"""Entries of a folder; one with more is no output folder, and takes too long to copy."""


class TooManyError(Exception):
    """A folder holds more than can be copied in the time that a run takes."""


class Step(Protocol):
    """One thing that is done at once. `old` is where a copy of what was there lies, if any."""

    @property
    def target(self) -> Path:
        """What is replaced."""
        ...

    @property
    def old(self) -> Path | None:
        """Where the old one lies."""
        ...

    def carry_out(self) -> None:
        """Do it. Raises OSError."""
        ...

    def undo(self) -> None:
        """Have things as they were before, whether it was done or not. Raises OSError."""
        ...


@dataclass(frozen=True, slots=True)
class File:
    """One file to replace, or to remove where `new` is None; `old` is a copy of what was there."""

    target: Path
    new: Path | None
    old: Path | None

    def carry_out(self) -> None:
        """One rename, or one removal."""
        if self.new:
            os.replace(self.new, self.target)
        else:
            self.target.unlink(missing_ok=True)

    def undo(self) -> None:
        """The copy goes back."""
        if self.old:
            os.replace(self.old, self.target)
        else:
            self.target.unlink(missing_ok=True)


def single(target: Path, new: Path | None, copy: Path) -> File:
    """A step for a file, with a copy of what is there: its mode and times, a link as a link."""
    if not os.path.lexists(target):
        return File(target, new, None)
    shutil.copy2(target, copy, follow_symlinks=False)
    return File(target, new, copy)


@dataclass(slots=True)
class Folder:
    """A folder that takes the place of `target`; the old one lies in `new` afterwards.

    `files` and `gone` are what is new and what is missing in it, as paths in `target`.
    """

    target: Path
    new: Path
    files: tuple[Path, ...]
    gone: tuple[Path, ...]
    inode: int = 0

    @property
    def old(self) -> Path | None:
        """Where the old folder lies."""
        return self.new

    def carry_out(self) -> None:
        """One exchange; one rename where there is nothing yet."""
        self.inode = self.new.stat().st_ino
        if os.path.lexists(self.target):
            exchange(self.new, self.target)
        else:
            os.rename(self.new, self.target)

    def undo(self) -> None:
        """The old folder goes back, if the new one is in its place."""
        if not self.target.exists() or self.target.stat().st_ino != self.inode:
            return
        if os.path.lexists(self.new):
            exchange(self.new, self.target)
        else:
            os.rename(self.target, self.new)


def mirrored(folder: Path, into: Path, apart: Collection[Path]) -> None:
    """Copy a folder without the files `apart`: links to its files, folders with mode and times.

    Raises OSError where it cannot be linked, TooManyError where it holds too much.
    """
    into.mkdir()
    if folder.is_dir():
        _mirror(folder, into, apart, 0)


def _mirror(folder: Path, into: Path, apart: Collection[Path], count: int) -> int:
    with os.scandir(folder) as entries:
        for entry in entries:
            count += 1
            if count > _MOST:
                raise TooManyError
            to = into / entry.name
            if entry.is_symlink():
                if Path(entry.path) not in apart:
                    to.symlink_to(os.readlink(entry.path))
            elif entry.is_dir():
                to.mkdir()
                count = _mirror(Path(entry.path), to, apart, count)
            elif Path(entry.path) not in apart:
                os.link(entry.path, to)
    shutil.copystat(folder, into)
    return count
