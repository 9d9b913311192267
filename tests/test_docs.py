"""The manual: every command in it is run, and prints what it says.

`python tests/test_docs.py [PAGE...]` writes the real output into the pages; read the diff.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from conftest import ROOT
from docs_support import blocks_of, with_real_output

DOCS = ROOT / "docs"
ELSEWHERE = {"build.md", "diff-rules.md"}
"""What test_build_steps.py runs, and what test_diff_rules.py writes."""
PAGES = sorted(path.name for path in DOCS.glob("*.md") if path.name not in ELSEWHERE)
NOT_RUN = {"commands.md": 0}
"""How many blocks of a page no test can run; none of those that are not named here."""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_manual_prints_what_it_says(name: str, tmp_path: Path) -> None:
    text = (DOCS / name).read_text()
    assert with_real_output(text, tmp_path) == text


if __name__ == "__main__":
    for page in sys.argv[1:] or PAGES:
        with tempfile.TemporaryDirectory() as folder:
            text = with_real_output((DOCS / page).read_text(), Path(folder))
        (DOCS / page).write_text(text)
