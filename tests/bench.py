"""Timings, for people to read: `make bench`. Nothing here decides whether a test passes."""

from __future__ import annotations

import itertools
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from conftest import ROOT, SEED, html_pages, markdown_pages, page, sample_pages
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


def many(count: int, folder: Path) -> None:
    """The sample pages under other names, until there are `count`: each third rendering in turn."""
    folder.mkdir()
    renderings = [sample_pages()[1:], markdown_pages(), html_pages()]
    entities = re.compile(r"\b(users|products|timepasses|crmopportunities|userroles)\b")
    written = 0
    for copy in itertools.count():
        for path in renderings[copy % 3]:
            if written == count:
                return
            text = entities.sub(rf"\g<1>{copy}x", path.read_text())
            (folder / f"{path.stem}-{copy}{path.suffix}").write_text(text)
            written += 1


GROWTH = """
import resource, sys, time
from pathlib import Path
from docmill.milling import mill

if __name__ == "__main__":
    start = time.perf_counter()
    found = mill([Path(sys.argv[1])], None)
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(taken, peak, len(repr(found.api.document)) / 1e6)
"""


def growth(folder: Path) -> None:
    """Pages a second, and how time and memory grow with ten times the pages."""
    program = folder / "growth.py"
    program.write_text(GROWTH)
    rows: list[list[float]] = []
    for count in (1_000, 10_000):
        many(count, folder / str(count))
        line = [sys.executable, str(program), str(folder / str(count))]
        told = subprocess.run(line, check=True, capture_output=True, text=True).stdout
        rows.append([float(word) for word in told.split()])
        seconds_, peak, size = rows[-1]
        print(  # noqa: T201
            f"{count:>6} pages as far as the API: {count / seconds_:6.0f} pages/s, "
            f"{peak:5.0f} MB at the peak, document {size:5.1f} MB"
        )
    ratios = [second / first for first, second in zip(*rows, strict=True)]
    print(f"ten times the pages: time x{ratios[0]:.1f}, memory x{ratios[1]:.1f}, "  # noqa: T201
          f"document x{ratios[2]:.1f}")  # fmt: skip


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
    if markdown_pages():
        with tempfile.TemporaryDirectory() as folder:
            growth(Path(folder))


if __name__ == "__main__":
    main()
