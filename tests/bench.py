"""Timings, for people to read: `make bench`. Nothing here decides whether a test passes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from conftest import ROOT, SEED, page
from docmill.link import link
from docmill.pages import understood_of
from docmill.read.text import read
from docmill.specfile import spec_of, text_of

RUNS = 11


def seconds(what: Callable[[], object], runs: int = RUNS) -> float:
    """The median of several runs after a first one that is not counted."""
    what()
    taken: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        what()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def command(*words: str | Path, cwd: Path = ROOT) -> Callable[[], object]:
    line = [str(word) for word in words]
    return lambda: subprocess.run(line, check=True, capture_output=True, cwd=cwd)


def main() -> None:
    docmill = Path(sys.executable).parent / "docmill"
    seed = page(SEED)
    understood = understood_of(seed)
    assert understood.spec is not None
    spec, text = understood.spec, text_of(understood.spec)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        fresh = iter(range(1000))
        rows: list[tuple[str, float]] = [
            ("python -c pass", seconds(command(sys.executable, "-c", "pass"))),
            ("docmill --help", seconds(command(docmill, "--help"))),
            ("docmill read PAGE", seconds(command(docmill, "read", SEED))),
            ("docmill generate PAGE, nothing there", seconds(
                lambda: command(docmill, "generate", SEED, "-o", out / str(next(fresh)))(), 5)),
            ("docmill generate PAGE, nothing changed", seconds(
                command(docmill, "generate", SEED, "-o", out / "0"), 5)),
            ("read one page (318 lines)", seconds(lambda: read(seed))),
            ("read and understand", seconds(lambda: understood_of(seed))),
            ("link", seconds(lambda: link([spec]))),
            ("write the spec file", seconds(lambda: text_of(spec))),
            ("read the spec file back", seconds(lambda: spec_of("spec.yaml", text))),
        ]  # fmt: skip
    for name, value in rows:
        print(f"{name:<42} {value * 1000:8.1f} ms")  # noqa: T201 - this is its output


if __name__ == "__main__":
    main()
