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
from docmill.cli import main
from docs_support import blocks_of, with_real_output

README = ROOT / "README.md"


def in_a_checkout(text: str, folder: Path) -> str:
    (folder / "specs").symlink_to(ROOT / "specs")
    return with_real_output(text, folder)


def test_the_tour_prints_what_the_readme_says(tmp_path: Path) -> None:
    text = README.read_text()
    assert in_a_checkout(text, tmp_path) == text


def test_no_command_of_the_readme_is_passed_over() -> None:
    blocks = blocks_of(README.read_text())
    assert [block.language for block in blocks if block.not_run] == ["sh"]
    others = {block.language for block in blocks if not block.commands() and not block.not_run}
    assert others == {"mermaid", "python"}  # the Python is checked below


def test_the_commands_of_the_readme_are_those_that_there_are() -> None:
    named = re.findall(r"^\| `docmill (\w+)", README.read_text(), re.MULTILINE)
    assert sorted(named) == sorted(main.commands)


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
    with tempfile.TemporaryDirectory() as name:
        README.write_text(in_a_checkout(README.read_text(), Path(name)))
