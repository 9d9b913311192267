"""Running single emitted tests in forks of a process that has imported their libraries.

To import these takes longer than to run most tests.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

import pytest

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["pytest", "httpx2", "jsonschema_rs", "pydantic", "ssl", "yaml"])


def run_test(folder: Path, test: str) -> tuple[int, str]:
    """Run one emitted test in a folder until it fails: pytest's exit code, and what it says."""
    said = folder / "said.txt"
    process = _FORKS.Process(target=_run, args=(folder, test, said))
    process.start()
    process.join()
    return process.exitcode or 0, said.read_text(encoding="utf-8")


def _run(folder: Path, test: str, said: Path) -> None:
    with said.open("w", encoding="utf-8") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    os.chdir(folder)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path.insert(0, str(folder / "client"))
    sys.dont_write_bytecode = True
    sys.exit(pytest.main([test, "-q", "-x", "-p", "no:cacheprovider", "-W", "error"]))
