"""How long a run takes when nothing, one page or everything is new: `make bench-regenerate`.

The sites are the sample pages under other names. Beside docmill, generators that start from OpenAPI
get the openapi.yaml of the same API; they make everything anew in every run.
"""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench import many
from bench_peers.measuring import SkippedError, environment
from bench_peers.processes import MeasureError, timed
from bench_peers.tools import GENERATORS
from conftest import markdown_pages

_DOCMILL = str(Path(sys.executable).parent / "docmill")
_WORDS = "for this user"
_LONGEST = 900.0
"""Seconds after which a line of `docmill watch` is not waited for any more."""


def row(what: str, seconds: float | None, note: str = "") -> None:
    told = "       -" if seconds is None else f"{seconds:8.2f}"
    print(f"{what:<58} {told} s {note}", flush=True)  # noqa: T201 - this is its output


def run(site: Path, *words: str) -> float:
    start = time.perf_counter()
    done = subprocess.run([_DOCMILL, *words], cwd=site, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 4):
        raise SystemExit(done.stderr or done.stdout)
    return seconds


def edited(site: Path) -> None:
    """Change a sentence of one page, each time to something else."""
    page = next(path for path in sorted((site / "docs").iterdir()) if _WORDS in path.read_text())
    page.write_text(page.read_text().replace(_WORDS, f"{_WORDS} ({time.time_ns()})", 1))


def watched(site: Path, count: int = 5) -> list[float]:
    """From a save to the line that says that the output is there."""
    process = subprocess.Popen([_DOCMILL, "watch"], cwd=site, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env={**os.environ, "PYTHONUNBUFFERED": "1"})  # fmt: skip
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)

    threading.Thread(target=read, daemon=True).start()

    def until(words: str) -> None:
        while words not in lines.get(timeout=_LONGEST):
            pass

    taken: list[float] = []
    try:
        until("watching")
        time.sleep(3)
        for _ in range(count):
            edited(site)
            start = time.perf_counter()
            until("done in")
            taken.append(time.perf_counter() - start)
            time.sleep(1)
    finally:
        process.kill()
        process.wait()
    return taken


def docmill(site: Path) -> None:
    row("docmill generate, nothing there", run(site, "generate"))
    row("docmill generate, nothing changed", min(run(site, "generate") for _ in range(5)))
    edited(site)
    row("docmill generate, one page changed", run(site, "generate"))
    row("docmill check --files-only, a new cache", run_fresh(site, "check", "--files-only"))
    row("docmill check --files-only", run(site, "check", "--files-only"))
    taken = watched(site)
    row("docmill watch, one page saved: the first time", taken[0])
    row("docmill watch, one page saved: median of the others", sorted(taken[1:])[len(taken) // 2])


def run_fresh(site: Path, *words: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ["DOCMILL_CACHE"]
        os.environ["DOCMILL_CACHE"] = folder
        try:
            return run(site, *words)
        finally:
            os.environ["DOCMILL_CACHE"] = before


def peers(document: Path, folder: Path) -> None:
    for number, tool in enumerate(one for one in GENERATORS if one.packages):
        home = folder / f"tool{number}"
        try:
            python = environment(home, tool.packages)
        except SkippedError as error:
            row(tool.name, None, str(error))
            continue
        out = folder / f"out{number}"
        out.mkdir()
        for what in ("nothing there", "nothing changed"):
            try:
                seconds, _ = timed(tool.command(python.parent, document, out))
                row(f"{tool.name}, {what}", seconds)
            except MeasureError as error:
                row(f"{tool.name}, {what}", None, str(error).splitlines()[-1][:100])
                break
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    if not markdown_pages():
        raise SystemExit("the sample pages are not beside this checkout")
    for count in [int(word) for word in sys.argv[1:]] or [150, 1500]:
        with tempfile.TemporaryDirectory() as name:
            site = Path(name) / "site"
            site.mkdir()
            os.environ["DOCMILL_CACHE"] = str(Path(name) / "cache")
            many(count, site / "docs")
            config = '[sites.bench]\ndocs = "docs"\nspec = "review/spec"\noutput = "out"\n'
            (site / "docmill.toml").write_text(config)
            print(f"{count} pages")  # noqa: T201 - this is its output
            docmill(site)
            peers(site / "out/openapi.yaml", Path(name))


if __name__ == "__main__":
    main()
