"""Replacing many files as if at once: all come out as new, or all stay as they were."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from docmill.errors import OutputError


@dataclass(frozen=True, slots=True)
class Change:
    """What a folder is to come to: files to write, in order, and files to remove before the last.

    The names are paths relative to `root`.
    """

    root: Path
    files: Mapping[str, bytes]
    gone: tuple[str, ...] = ()


def carry_out(changes: Iterable[Change]) -> None:
    """Make every change, or none.

    Raises OutputError where that cannot be done; the message says what is on the disk then. An
    interrupt, too, leaves the old files or the new ones.
    """
    swap = _Swap()
    try:
        for change in changes:
            swap.stage(change)
        swap.replace()
    except OSError as error:
        swap.undo()
        # a replacement that failed names the staged file first and the one that is meant second
        at = error.filename2 or error.filename or "the output"
        raise OutputError(f"{at}: {error.strerror}; nothing written") from None
    except BaseException:
        swap.undo()
        raise
    swap.tidy()


@dataclass(frozen=True, slots=True)
class _Step:
    """One file to replace, or to remove where `new` is None; `old` is a copy of what was there."""

    target: Path
    new: Path | None
    old: Path | None


class _Swap:
    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.stages: list[Path] = []
        self.steps: list[_Step] = []
        self.begun: list[_Step] = []
        self.made: list[Path] = []

    def stage(self, change: Change) -> None:
        """Write every new file and copy every old one, so that a full disk is noticed here."""
        if not change.files and not change.gone:
            return
        self.changes.append(change)
        self.make(change.root)
        stage = Path(tempfile.mkdtemp(prefix=".docmill-", dir=change.root))
        self.stages.append(stage)
        steps: list[_Step] = []
        for n, (name, data) in enumerate(change.files.items()):
            new, target = stage / f"{n}.new", change.root / name
            new.write_bytes(data)
            new.chmod(0o644)
            self.make(target.parent)
            steps.append(_Step(target, new, _copy(target, stage / f"{n}.old")))
        gone = [
            _Step(change.root / name, None, _copy(change.root / name, stage / f"{n}.gone"))
            for n, name in enumerate(change.gone)
        ]
        # the last file is the manifest: until it is new, the next run knows what there was
        self.steps += [*steps[:-1], *gone, *steps[-1:]]

    def make(self, folder: Path) -> None:
        """Make a folder and those above it, and remember which were not there."""
        missing = list(takewhile(lambda path: not path.exists(), (folder, *folder.parents)))
        for path in reversed(missing):
            self.made.append(path)
            path.mkdir(exist_ok=True)

    def replace(self) -> None:
        """Put the new files in place, one rename each."""
        for step in self.steps:
            self.begun.append(step)  # before it is done: to undo what was not done is harmless
            if step.new:
                os.replace(step.new, step.target)
            else:
                step.target.unlink(missing_ok=True)

    def undo(self) -> None:
        """Put the old files back. Raises OutputError where that fails, and keeps the copies."""
        lost: list[str] = []
        for step in reversed(self.begun):
            try:
                if step.old:
                    os.replace(step.old, step.target)
                else:
                    step.target.unlink(missing_ok=True)
            except OSError as error:
                lost.append(f"  {step.target}: {error.strerror}; it was {step.old or 'not there'}")
        if lost:
            told = "stopped in the middle, and these files could not be put back:"
            raise OutputError("\n".join([told, *lost])) from None
        for stage in self.stages:
            shutil.rmtree(stage, ignore_errors=True)
        for folder in reversed(self.made):
            with suppress(OSError):
                folder.rmdir()

    def tidy(self) -> None:
        """Remove the copies, and the folders that the last file of docmill has left empty."""
        for stage in self.stages:
            shutil.rmtree(stage, ignore_errors=True)
        for change in self.changes:
            for name in change.gone:
                _prune(change.root / name, change.root)


def _copy(path: Path, to: Path) -> Path | None:
    """A copy of a file with its mode and times, of a link as a link; None where nothing is."""
    if not os.path.lexists(path):
        return None
    shutil.copy2(path, to, follow_symlinks=False)
    return to


def _prune(path: Path, root: Path) -> None:
    for folder in path.parents:
        if folder == root or not folder.is_relative_to(root):
            return
        try:
            folder.rmdir()
        except OSError:
            return
