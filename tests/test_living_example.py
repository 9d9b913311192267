"""The example of this repository: what is committed is what docmill makes of its pages, every
finding has a reason, and every correction and name fits."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import ROOT
from test_cli import docmill


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration, and the folders that belong to it."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in ("specs", "generated"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_committed_passes_the_check(clone: Path) -> None:
    ran = docmill("check", "--no-cache")
    assert ran.code == 0, ran.out + ran.err


def test_a_finding_without_a_reason_fails_it(clone: Path) -> None:
    path = clone / "specs/nexudus/accepted.toml"
    first, *others = path.read_text().split("\n\n")
    path.write_text("\n\n".join(others))
    docmill("generate")
    ran = docmill("check")
    assert ran.code == 4
    assert first.splitlines()[1].split('"')[1] in ran.out
