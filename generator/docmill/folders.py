"""What of a folder is searched for pages."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from docmill.errors import InputError
from docmill.output import made_in


def files_below(
    folder: Path, endings: Collection[str], apart: Collection[Path] = ()
) -> Iterator[tuple[str, Path]]:
    """The files of a folder with one of the endings, at any depth, by their names below it.

    Passed over are names that begin with a dot, linked folders, the files and folders `apart`
    (as real paths), and all that docmill itself wrote. Raises InputError for a folder that
    cannot be listed.
    """
    real = Path(os.path.realpath(folder))
    passed = {*apart, *made_in(folder)}
    for where, inner, names in os.walk(folder, onerror=_unreadable):
        here = Path(where)
        below = here.relative_to(folder)
        # by name: a path for each of a thousand files takes longer than to read their folder
        not_here = {path.name for path in passed if path.parent == real / below}
        prefix = "" if below == Path() else f"{below.as_posix()}/"
        inner[:] = [
            name
            for name in sorted(inner)
            if not name.startswith(".") and name not in not_here and not made_in(here / name)
        ]
        for name in sorted(names):
            wanted = os.path.splitext(name)[1].lower() in endings and not name.startswith(".")
            if wanted and name not in not_here:
                yield prefix + name, here / name


def _unreadable(error: OSError) -> None:
    raise InputError(str(error.filename), f"cannot be listed: {error.strerror}")
