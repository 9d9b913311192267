"""Files as they were in a revision of the git repository that a folder lies in."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from docmill.errors import UsageError

_FILES = {b"100644", b"100755"}
"""The modes of regular files: links and submodules are passed over, as they are elsewhere."""


def commit_of(revision: str, folder: Path) -> str | None:
    """The commit that a revision names (`HEAD~1`, `v2`), or None where it names none here."""
    asked = f"{revision}^{{commit}}"
    done = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", asked)
    return done.stdout.decode().strip() if done.returncode == 0 else None


def checked_out(commit: str, paths: Iterable[Path], into: Path) -> None:
    """Write the files at and below `paths` as `commit` has them; the repository's root in `into`.

    The working tree, the index and the configuration of the repository are left alone, and its
    filters do not run. Paths that the commit does not have, or that lie outside of the repository,
    give no files. Raises UsageError where git cannot read the commit.
    """
    wanted = [Path(os.path.realpath(path)) for path in paths]
    root = root_of(wanted[0])
    inside = [path.relative_to(root).as_posix() for path in wanted if path.is_relative_to(root)]
    listed = _run(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *inside)
    files: list[tuple[Path, bytes]] = []
    for entry in filter(None, listed.split(b"\0")):
        head, _, name = entry.partition(b"\t")
        mode, _, digest = head.split()
        if mode in _FILES:
            files.append((into / os.fsdecode(name), digest))
    for (path, _), data in zip(files, _blobs(root, [digest for _, digest in files]), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _blobs(root: Path, digests: list[bytes]) -> Iterator[bytes]:
    """What the objects hold: one process for all, which answers `digest type size` and the data."""
    answer = _run(root, "cat-file", "--batch", given=b"".join(d + b"\n" for d in digests))
    at = 0
    for _ in digests:
        line = answer.index(b"\n", at)
        size = int(answer[at:line].split()[2])
        yield answer[line + 1 : line + 1 + size]
        at = line + 1 + size + 1


def root_of(path: Path) -> Path:
    """The root of the repository that a path lies in, whether it is there or not."""
    folder = next(place for place in (path, *path.parents) if place.is_dir())
    done = _git(folder, "rev-parse", "--show-toplevel")
    if done.returncode:
        raise UsageError(f"{folder}: lies in no git repository")
    return Path(os.path.realpath(os.fsdecode(done.stdout.removesuffix(b"\n"))))


def _run(folder: Path, *words: str, given: bytes = b"") -> bytes:
    done = _git(folder, *words, given=given)
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip()
        raise UsageError(f"git {words[0]} failed: {told}")
    return done.stdout


def _git(folder: Path, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(folder), *words]
    try:
        return subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise UsageError("git is not installed; give folders or files instead") from None
