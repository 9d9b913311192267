"""All figures of one tool: of what a generator emits, of what a vendor publishes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from bench_peers.checkers import CHECKERS, lines_of, matches_in
from bench_peers.processes import MeasureError, called, started, timed
from bench_peers.table import Column
from bench_peers.tools import Generator, Snippets, Vendor


class SkippedError(Exception):
    """A tool that cannot be installed here."""


def of_generator(tool: Generator, folder: Path, document: Path, operations: int) -> Column:
    """The figures of a generator that works in `folder`, which need not exist."""
    column, out = Column(tool.name), folder / "out"
    try:
        python = environment(folder / "venv", tool.packages)
        out.mkdir(parents=True)
        seconds, peak = timed(tool.command(python.parent, document, out))
    except (SkippedError, MeasureError) as error:
        column.notes.append(str(error))
        return column
    column.figures["generation, s"] = f"{seconds:.1f}"
    column.figures["generation, MB of the largest process"] = f"{peak:.0f}"
    package = out / tool.package
    _checked(column, package, python, operations)
    _started(column, python, package.parent, tool.snippets)
    if tool.snippets.one:
        _called(column, python, package.parent, tool.snippets)
    return column


def of_vendor(tool: Vendor, folder: Path) -> Column:
    """The figures of a published package, as far as they need no document of its API."""
    column = Column(tool.name)
    try:
        python = environment(folder / "venv", (tool.package,))
    except SkippedError as error:
        column.notes.append(str(error))
        return column
    (package,) = python.parent.parent.glob(f"lib/python*/site-packages/{tool.package}")
    package = Path(shutil.copytree(package, folder / "package" / package.name))
    operations = matches_in(package, tool.calls) // tool.twins
    column.notes.append(f"{operations} operations")
    _checked(column, package, python, operations)
    _started(column, python, folder, tool.snippets)
    return column


def of_nothing(name: str, folder: Path, snippets: Snippets) -> Column:
    """The figures of a process without any client."""
    column = Column(name)
    _started(column, Path(sys.executable), folder, snippets)
    return column


def environment(folder: Path, packages: tuple[str, ...]) -> Path:
    """The interpreter of a new virtual environment with these packages; ours where there are none.

    Raises SkippedError where they cannot be installed.
    """
    if not packages:
        return Path(sys.executable)
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SkippedError(f"cannot be installed: {done.stderr.strip().splitlines()[-1]}")
    return python


def _checked(column: Column, package: Path, python: Path, operations: int) -> None:
    column.figures["lines an operation"] = f"{lines_of(package) / operations:.0f}"
    for name, check in CHECKERS.items():
        column.figures[name] = str(check(package, python))


def _started(column: Column, python: Path, folder: Path, snippets: Snippets) -> None:
    try:
        found = started(python, folder, snippets)
    except MeasureError as error:
        column.notes.append(f"cannot be imported: {error}")
        return
    column.figures["import, ms"] = f"{found.loaded * 1000:.0f}"
    if snippets.ready:
        column.figures["ready, ms"] = f"{found.ready * 1000:.0f}"
    column.figures["MB once ready"] = f"{found.peak:.0f}"


def _called(column: Column, python: Path, folder: Path, snippets: Snippets) -> None:
    try:
        found = called(python, folder, snippets)
    except MeasureError as error:
        column.notes.append(f"cannot be called: {error}")
        return
    column.figures["records read a second"] = f"{found.records:,.0f}"
    column.figures["a call beyond bare httpx2, µs"] = f"{found.overhead * 1e6:.0f}"
