"""Replacing many files as if at once: whoever looks sees all as new, or all as they were.

A folder is copied beside itself, with links for what stays, changed there, and put in the place of
the old one by a single exchange; a killed run leaves one or the other. Where a system, a file
system or a mount does not allow that, files are replaced one by one, and put back on a failure.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from docmill.errors import OutputError
from docmill.steps import Folder, Step, TooManyError, mirrored, single

_FULL = (errno.ENOSPC, errno.EDQUOT)
_RANDOM = "[a-z0-9_]{8}"
"""What `tempfile.mkdtemp` adds to a name."""
_STAGED = re.compile(r"new|old|last|\d+\.(new|old|gone)")
_KNOWN = "last"
"""In a stage: a copy of the last file of the change, the manifest."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a folder is to come to: files to write, in order, and files to remove before the last.

    The names are paths relative to `root`. `trees` are the folders that are replaced as a whole,
    which is `root` where none is named; files outside of them are replaced one by one.
    """

    root: Path
    files: Mapping[str, bytes]
    gone: tuple[str, ...] = ()
    trees: tuple[Path, ...] = ()


def carry_out(changes: Iterable[Change]) -> None:
    """Make every change, or none.

    Raises OutputError where that cannot be done; the message says what is on the disk then. An
    interrupt, too, leaves the old files or the new ones. What an earlier run that was killed left
    beside the folders is removed.
    """
    every = list(changes)
    swap = _Swap()
    try:
        for change in every:
            _clear(change)
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


def unfinished(root: Path) -> list[bytes]:
    """The last file of each change of `root` that a killed run may have carried out in part."""
    found: list[bytes] = []
    for stage in _stages(root):
        with suppress(OSError):
            found.append((stage / _KNOWN).read_bytes())
    return found


def _stages(tree: Path) -> list[Path]:
    """What runs have left beside a folder and in it, in the order of their names."""
    real = _real(tree)
    beside = re.compile(rf"\.docmill-{re.escape(real.name)}-{_RANDOM}")
    inside = re.compile(rf"\.docmill-{_RANDOM}")
    found: list[Path] = []
    for home, name in ((real.parent, beside), (real, inside)):
        with suppress(OSError):
            found += sorted(path for path in home.iterdir() if name.fullmatch(path.name))
    return [path for path in found if _is_stage(path)]


def _is_stage(path: Path) -> bool:
    """Whether a folder holds nothing but what a swap puts there: others may have such a name."""
    try:
        return all(_STAGED.fullmatch(inner.name) for inner in path.iterdir())
    except OSError:
        return False


def _clear(change: Change) -> None:
    for tree in {change.root, *change.trees, *(path.parent for path in change.trees)}:
        for stage in _stages(tree):
            shutil.rmtree(stage, ignore_errors=True)


@dataclass(slots=True)
class _Part:
    """The files of a change that are replaced together: in a folder, or each alone (None)."""

    tree: Path | None
    files: dict[Path, bytes] = field(default_factory=dict[Path, bytes])
    gone: list[Path] = field(default_factory=list[Path])


def _parts(change: Change) -> list[_Part]:
    """What each folder comes to, the one with the last file at the end."""
    trees = sorted({_real(tree) for tree in change.trees or (change.root,)})
    trees = [tree for tree in trees if not any(one in tree.parents for one in trees)]
    trees = [tree for tree in trees if _may_be_exchanged(tree)]
    parts: dict[Path | None, _Part] = {tree: _Part(tree) for tree in (None, *trees)}
    homes: dict[Path, tuple[Path, _Part]] = {}

    def placed(name: str) -> tuple[Path, _Part]:
        path = change.root / name
        if path.parent not in homes:
            home = _real(path.parent)
            tree = next((one for one in trees if one == home or one in home.parents), None)
            homes[path.parent] = home, parts[tree]
        home, part = homes[path.parent]
        return home / path.name, part

    last = parts[None]
    for name, data in change.files.items():
        target, last = placed(name)
        last.files[target] = data
    for name in change.gone:
        target, part = placed(name)
        part.gone.append(target)
    every = sorted(parts.values(), key=lambda part: part is last)
    return [part for part in every if part.files or part.gone]


def _may_be_exchanged(tree: Path) -> bool:
    """Not what a shell stands in: it would stand in the old folder, which is removed."""
    try:
        return tree not in (here := Path.cwd(), *here.parents)
    except OSError:
        return True


class _Swap:
    def __init__(self) -> None:
        self.stages: list[Path] = []
        self.steps: list[Step] = []
        self.begun: list[Step] = []
        self.made: list[Path] = []
        self.pruned: list[tuple[Path, Path]] = []

    def stage(self, change: Change) -> None:
        """Make every new file and a copy of every old one, so that a full disk is noticed here."""
        if not change.files and not change.gone:
            return
        first = len(self.stages)
        for part in _parts(change):
            folder = self.folder(part) if part.tree else None
            self.steps += [folder] if folder else self.singles(part)
        if change.files:
            *_, last = change.files.values()
            for stage in self.stages[first:]:
                (stage / _KNOWN).write_bytes(last)

    def folder(self, part: _Part) -> Folder | None:
        """The new folder beside the old one; None where it cannot be made there."""
        assert part.tree is not None
        tree, stage = part.tree, None
        try:
            self.make(tree.parent)
            stage = self.staged(tree.parent, f".docmill-{tree.name}-")
            mirrored(tree, stage / "new", {*part.files, *part.gone})
            for target, data in part.files.items():
                _write(stage / "new" / target.relative_to(tree), data)
            for target in part.gone:
                _prune(stage / "new" / target.relative_to(tree), stage / "new")
        except (OSError, TooManyError) as error:
            if isinstance(error, OSError) and error.errno in _FULL:
                raise
            if stage:
                shutil.rmtree(stage, ignore_errors=True)
                self.stages.remove(stage)
            return None
        # where the two cannot be exchanged, its files are replaced from there
        return Folder(tree, stage / "new", tuple(part.files), tuple(part.gone))

    def singles(self, part: _Part) -> list[Step]:
        """A step for each file, by way of a folder of the same file system."""
        home = part.tree or (*part.files, *part.gone)[0].parent
        self.make(home)
        stage = self.staged(home, ".docmill-")
        steps: list[Step] = []
        for n, (target, data) in enumerate(part.files.items()):
            _write(stage / f"{n}.new", data)
            self.make(target.parent)
            steps.append(single(target, stage / f"{n}.new", stage / f"{n}.old"))
        gone = [single(target, None, stage / f"{n}.gone") for n, target in enumerate(part.gone)]
        self.pruned += [(target, home) for target in part.gone]
        # the last file is the manifest: until it is new, the next run knows what there was
        return [*steps[:-1], *gone, *steps[-1:]]

    def staged(self, home: Path, prefix: str) -> Path:
        """A new folder in `home`, removed at the end."""
        stage = Path(tempfile.mkdtemp(prefix=prefix, dir=home))
        self.stages.append(stage)
        return stage

    def make(self, folder: Path) -> None:
        """Make a folder and those above it, and remember which were not there."""
        missing = list(takewhile(lambda path: not path.exists(), (folder, *folder.parents)))
        for path in reversed(missing):
            self.made.append(path)
            path.mkdir(exist_ok=True)

    def replace(self) -> None:
        """Put the new folders and files in place, one rename each."""
        for step in self.steps:
            self.begun.append(step)  # before it is done: to undo what was not done is harmless
            try:
                step.carry_out()
            except OSError:  # a mount, or a file system that cannot exchange folders
                if not isinstance(step, Folder) or not step.target.is_dir():
                    raise
                for one in self.apart(step):
                    self.begun.append(one)
                    one.carry_out()

    def apart(self, folder: Folder) -> list[Step]:
        """The files of a folder that cannot be put in place as a whole."""
        copies = folder.new.parent / "old"
        copies.mkdir()
        steps: list[Step] = []
        for n, path in enumerate((*folder.gone, *folder.files)):
            new = None if n < len(folder.gone) else folder.new / path.relative_to(folder.target)
            if new:
                self.make(path.parent)
            steps.append(single(path, new, copies / str(n)))
        self.pruned += [(path, folder.target) for path in folder.gone]
        first = len(folder.gone)
        # the last file is the manifest: until it is new, the next run knows what there was
        return [*steps[first:-1], *steps[:first], *steps[-1:]]

    def undo(self) -> None:
        """Put the old ones back. Raises OutputError where that fails, and keeps the copies."""
        lost: list[str] = []
        for step in reversed(self.begun):
            try:
                step.undo()
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
        for path, root in self.pruned:
            _prune(path, root)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(0o644)


def _prune(path: Path, root: Path) -> None:
    for folder in path.parents:
        if folder == root or not folder.is_relative_to(root):
            return
        try:
            folder.rmdir()
        except OSError:
            return


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
