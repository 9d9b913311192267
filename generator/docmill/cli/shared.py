"""What the commands share: exit codes, and paths as arguments."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docmill.files import fault_of

if TYPE_CHECKING:
    from docmill.milling import Progress

_SLOW_SECONDS = 0.5
"""A progress bar appears when a step takes longer than this, and the output is a terminal."""


class PathType(click.Path):
    """A path that can be one. Whether something lies there is for the commands to say."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """An empty path would be the working directory, and is an unset variable of a shell."""
        if fault := fault_of(str(value)):
            self.fail(fault, param, ctx)
        return super().convert(value, param, ctx)


PATH = PathType(path_type=Path)


@contextmanager
def progress_bar() -> Generator[Progress | None]:
    """A progress bar on a terminal, shown only when a run takes long."""
    if not sys.stderr.isatty():
        yield None
        return
    import time

    started = time.monotonic()
    bar: Any = None

    def step(what: str, done: int, total: int) -> None:
        nonlocal bar
        if bar is None and time.monotonic() - started > _SLOW_SECONDS:
            from rich.console import Console
            from rich.progress import Progress as Bar

            bar = Bar(console=Console(stderr=True), transient=True)
            bar.start()
            bar.add_task(what, total=total)
        if bar is not None:
            bar.update(bar.task_ids[0], description=what, completed=done, total=total)

    try:
        yield step
    finally:
        if bar is not None:
            bar.stop()
