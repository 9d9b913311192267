"""One run at a time for each output folder."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from docmill.errors import OutputError

try:
    import fcntl
except ImportError:  # not on Windows, where two runs at once are not told from each other
    fcntl = None  # type: ignore[assignment]


@contextmanager
def held(folders: Iterable[Path]) -> Generator[None]:
    """Keep other runs out of the folders, which are made where they are not there.

    The system gives a lock back when its process ends, however that happens; no file is left.
    Raises OutputError where another run has one of them.
    """
    with ExitStack() as stack:
        for folder in sorted({Path(os.path.realpath(one)) for one in folders}):
            stack.enter_context(_held(folder))
        yield


@contextmanager
def _held(folder: Path) -> Generator[None]:
    made = _made(folder)
    try:
        descriptor = _locked(folder)
        try:
            yield
        finally:
            if descriptor is not None:
                os.close(descriptor)
    finally:
        for path in made:  # what nothing was written to
            with suppress(OSError):
                path.rmdir()


def _made(folder: Path) -> list[Path]:
    """The folders that had to be made, the innermost first."""
    missing: list[Path] = []
    while not os.path.lexists(folder):
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        try:
            path.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path}: {error.strerror}; nothing written") from None
    return missing


def _locked(folder: Path) -> int | None:
    """A descriptor that has the lock; None where the system has no such locks."""
    if fcntl is None or not folder.is_dir():
        return None
    while True:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # another run may have put a new folder in its place between the two calls
            if os.path.samestat(os.fstat(descriptor), os.stat(folder)):
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            told = "another run of docmill is writing here; start again when it has ended"
            raise OutputError(f"{folder}: {told}; nothing written") from None
        except OSError:  # a file system without locks, or a folder that has just gone
            os.close(descriptor)
            return None
        os.close(descriptor)
