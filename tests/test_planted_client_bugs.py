"""The emitted tests catch what can go wrong in a client: every bug planted into one is caught.

Run as a program, it prints the table of the bugs and of the tests that catch them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from client_bugs import KINDS, Bug
from conftest import ROOT
from emit_support import api_of, emitted, run_tests, write

BUGS = [pytest.param(bug, id=f"{kind}: {bug.name}") for kind in KINDS for bug in KINDS[kind]]


@pytest.fixture(scope="session")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for clients without a bug, each with its tests; `test_emit_client` runs them."""
    return tmp_path_factory.mktemp("clients")


def client_of(package: str, clients: Path) -> Path:
    """The client of a fixture, or what is committed of the showcase."""
    folder = clients / package
    if folder.exists():
        return folder
    if package == "nexudus":
        shutil.copytree(ROOT / "generated/nexudus", folder)
    else:
        write(emitted(api_of(package))[0], folder)
    return folder


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug: Bug, clients: Path, tmp_path: Path) -> None:
    right = client_of(bug.module.partition("/")[0], clients)
    folder = shutil.copytree(right, tmp_path / "planted")
    module = folder / "client" / bug.module
    text = module.read_text(encoding="utf-8")
    assert bug.right in text
    module.write_text(text.replace(bug.right, bug.wrong, 1), encoding="utf-8")

    result = run_tests(folder, "-x", tests=bug.test)

    assert result.returncode == 1, result.stdout
    assert "failed" in result.stdout


def table() -> str:
    """The bugs by kind, each with the test that catches it."""
    lines = ["| kind | bug | caught by |", "|---|---|---|"]
    lines += [
        f"| {kind} | {bug.name} | {bug.caught} |" for kind, bugs in KINDS.items() for bug in bugs
    ]
    return "\n".join([*lines, "", f"{sum(map(len, KINDS.values()))} bugs"])


if __name__ == "__main__":
    print(table())  # noqa: T201
