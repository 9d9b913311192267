"""The README's tour: every command in it is run, and prints what it says.

`python tests/test_readme.py` writes the real output into README.md; read the diff.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from conftest import ROOT

README = ROOT / "README.md"
BLOCK = re.compile(r"^```console\n\$ (.*)\n((?:.*\n)*?)```$", re.MULTILINE)


def output_of(command: str, folder: Path) -> str:
    words = re.sub(r"^docmill ", f"{sys.executable} -m docmill ", command)
    done = subprocess.run(
        ["bash", "-c", words], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def with_real_output(text: str) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "specs").symlink_to(ROOT / "specs")
        return BLOCK.sub(
            lambda found: f"```console\n$ {found[1]}\n{output_of(found[1], folder)}```", text
        )


def test_the_tour_prints_what_the_readme_says() -> None:
    text = README.read_text()
    assert len(BLOCK.findall(text)) >= 4
    assert with_real_output(text) == text


def test_the_python_of_the_tour_is_typed() -> None:
    (source,) = re.findall(r"^```python\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file=", "--strict", "-c", source],
        env={"MYPYPATH": str(ROOT / "generated/nexudus/client")},
        cwd=ROOT / "generated",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


if __name__ == "__main__":
    README.write_text(with_real_output(README.read_text()))
