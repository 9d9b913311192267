"""A wheel of docmill, alone in a fresh environment, does the whole job; so does what it emits."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT, SEED

pytestmark = pytest.mark.install


def run(*words: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def bin_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment that has docmill from its wheel, and nothing else."""
    folder = tmp_path_factory.mktemp("install")
    run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT, cwd=folder
    )
    (wheel,) = folder.glob("docmill-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "docmill/templates/client/_transport.py.j2" in names
    assert not [name for name in names if name.startswith(("tests/", "specs/", "generated/"))]
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv" / "bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return programs


@pytest.fixture(scope="module")
def output(bin_: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    run(bin_ / "docmill", "generate", SEED.parent, "--output", "out", cwd=folder)
    return folder / "out"


def test_the_wheel_makes_what_the_checkout_makes(output: Path) -> None:
    for path in sorted((ROOT / "generated/nexudus/client").rglob("*.py")):
        name = path.relative_to(ROOT / "generated/nexudus")
        assert (output / name).read_bytes() == path.read_bytes(), name


def test_the_emitted_tests_pass_on_the_installed_client(bin_: Path, output: Path) -> None:
    run(bin_ / "python", "-m", "pip", "install", "--quiet", f"{output}/client[test]", cwd=output)
    told = run(
        bin_ / "python", "-m", "pytest", "-q", "-n", "2", output / "tests", cwd=output.parent
    )
    assert " passed" in told
    assert "skipped" not in told
