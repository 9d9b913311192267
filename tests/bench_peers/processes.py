"""Fresh processes: how long they take, how much memory, how fast a client in them is."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench_peers.document import record
from bench_peers.server import ONE, RECORDS, serving
from bench_peers.tools import Snippets

RUNS = 5
NOTHING = Snippets(load="import httpx2, pydantic", ready="")
"""The libraries alone, without a client."""
_CALLS, _PAGES = 500, 5

# runs a command and tells its seconds and the megabytes of its largest process
_TIMED = """
import resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
seconds = time.perf_counter() - start
print(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
sys.exit(done.stderr[-2000:] if done.returncode else 0)
"""

# tells seconds until the import, until a client is ready, and the peak megabytes
_STARTED = """
import json, resource, sys, time
URL, TOKEN, RECORD = "http://127.0.0.1:9", "x", json.loads(sys.argv[1])
begin = time.perf_counter()
{load}
loaded = time.perf_counter()
{ready}
ready = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([loaded - begin, ready - begin, peak]))
"""

# tells the seconds of a page of records and of a call, and of the call without the client
_CALLED = """
import json, statistics, sys, time
URL, TOKEN, RECORD = sys.argv[2], "x", json.loads(sys.argv[1])
{load}
{ready}
import httpx2
bare = httpx2.Client()
def median(what, times):
    what()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        what()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
pages = median(lambda: {many}, {pages})
called = median(lambda: {one}, {calls})
asked = median(lambda: bare.get(URL + {path!r}).read(), {calls})
assert len({many}) == {records}
print(json.dumps([pages, called, asked]))
"""


class MeasureError(Exception):
    """A measured process failed; the message is the last line that it told."""


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds until the import and until ready, and peak megabytes, of a fresh process."""

    loaded: float
    ready: float
    peak: float


@dataclass(frozen=True, slots=True)
class Calls:
    """Records read a second, and the seconds that a call takes beyond what bare httpx2 takes."""

    records: float
    overhead: float


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds of a command, and the megabytes of its largest process. Raises MeasureError."""
    tools = str(Path(command[0]).parent)  # what a generator calls in its turn stands beside it
    seconds, peak = _told([sys.executable, "-c", _TIMED, *command], Path.cwd(), tools).split()
    return float(seconds), float(peak)


def started(python: Path, folder: Path, snippets: Snippets) -> Start:
    """The medians of several fresh processes in `folder`, after one that is not counted.

    Raises MeasureError.
    """
    text = _STARTED.format(load=snippets.load, ready=snippets.ready)
    command = [str(python), "-c", text, json.dumps(record(1))]
    runs = [json.loads(_told(command, folder)) for _ in range(RUNS + 1)][1:]
    return Start(*(statistics.median(figures) for figures in zip(*runs, strict=True)))


def called(python: Path, folder: Path, snippets: Snippets) -> Calls:
    """How fast a client is against the API on loopback. Raises MeasureError."""
    values: dict[str, Any] = {
        "load": snippets.load,
        "ready": snippets.ready,
        "one": snippets.one,
        "many": snippets.many,
        "path": ONE,
        "records": RECORDS,
        "pages": _PAGES,
        "calls": _CALLS,
    }
    with serving() as url:
        command = [str(python), "-c", _CALLED.format(**values), json.dumps(record(1)), url]
        pages, one, bare = json.loads(_told(command, folder))
    return Calls(RECORDS / pages, one - bare)


def _told(command: list[str], folder: Path, tools: str = "") -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), *_OWN]),
        "PATH": os.pathsep.join([*filter(None, [tools]), os.environ.get("PATH", "")]),
    }
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, env=environment
    )
    if done.returncode:
        raise MeasureError((done.stderr.strip() or "no word").splitlines()[-1])
    return done.stdout.strip().splitlines()[-1]


_OWN = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
