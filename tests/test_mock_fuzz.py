"""Schemathesis against `docmill mock`: what it answers is what its document says, whatever comes.

`python tests/test_mock_fuzz.py SPEC [OPTION]...` runs it on any input, with all its phases.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from conftest import ROOT
from docmill.serving import server_of

FUZZER = Path(sys.executable).with_name("schemathesis")


def failures_of(spec: Path, *options: str) -> str:
    """What schemathesis prints, or nothing where it finds no failure."""
    server = server_of(spec, "127.0.0.1", 0, credential="s3cret")
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        header = "Authorization: Bearer s3cret"
        words = [
            str(FUZZER),
            "run",
            f"{server.url}/openapi.json",
            "-H",
            header,
            "--seed",
            "1",
            *options,
        ]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    finally:
        server.stop()
        thread.join()
    return done.stdout + done.stderr if done.returncode else ""


# the phase `coverage` finds the most and sends thousands of requests: where lists have 60 filters
# it is for one resource's short operations
RUNS = [
    ("--phases", "examples,fuzzing,stateful", "--max-examples", "2"),
    ("--phases", "coverage", "--include-path-regex", "users/"),
    ("--phases", "coverage", "--include-operation-id", "users_create"),
]


@pytest.mark.skipif(not importlib.util.find_spec("schemathesis"), reason="is not installed")
@pytest.mark.parametrize("options", RUNS, ids=lambda options: options[1])
def test_no_check_of_schemathesis_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)  # it writes beside itself
    assert failures_of(ROOT / "generated/nexudus", *options) == ""


if __name__ == "__main__":
    print(failures_of(Path(sys.argv[1]), *sys.argv[2:]) or "no failure")  # noqa: T201
