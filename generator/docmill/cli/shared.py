"""What the commands share: exit codes, and paths as arguments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from docmill.files import fault_of

EXIT_PAGES_FAILED = 1
EXIT_USAGE = 2
EXIT_CHANGES = 3
EXIT_STALE = 4


class PathType(click.Path):
    """A path that can be one. Whether something lies there is for the commands to say."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """An empty path would be the working directory, and is an unset variable of a shell."""
        if fault := fault_of(str(value)):
            self.fail(fault, param, ctx)
        return super().convert(value, param, ctx)


PATH = PathType(path_type=Path)


def counted(count: int, word: str) -> str:
    """`1 page`, `2 pages`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
