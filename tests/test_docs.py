"""The manual: every command in it is run, and prints what it says.

`python tests/test_docs.py [PAGE...]` writes the real output into the pages; read the diff.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import click
import pytest

from conftest import ROOT
from docmill.cli import main
from docmill.configshape import FETCH, SITE
from docs_support import blocks_of, with_real_output

DOCS = ROOT / "docs"
ELSEWHERE = {"build.md", "diff-rules.md"}
"""What test_build_steps.py runs, and what test_diff_rules.py writes."""
PAGES = sorted(path.name for path in DOCS.glob("*.md") if path.name not in ELSEWHERE)
NOT_RUN: dict[str, int] = {}
"""How many blocks of a page hold commands that no test can run; of pages not named here, none."""
LANGUAGES = {"console", "sh"}
"""What is run. All other blocks are files that the page's session saves."""
COMMANDS = (DOCS / "commands.md").read_text()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_manual_prints_what_it_says(name: str, tmp_path: Path) -> None:
    text = (DOCS / name).read_text()
    assert with_real_output(text, tmp_path) == text


def test_no_block_is_passed_over() -> None:
    for name in PAGES:
        blocks = blocks_of((DOCS / name).read_text())
        assert sum(block.not_run for block in blocks) == NOT_RUN.get(name, 0), name
        assert [b for b in blocks if not b.file and b.language not in LANGUAGES] == [], name


def test_the_index_names_every_page() -> None:
    linked = re.findall(r"^\| \[(.+?)\]", (DOCS / "README.md").read_text(), re.MULTILINE)
    assert sorted(linked) == sorted({*PAGES, *ELSEWHERE} - {"README.md"})


def heading_of(line: str) -> str:
    """The name that a heading has in links, by GitHub's rule."""
    return re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        to = page.parent / path if path else page
        assert to.exists(), target
        if anchor:
            headings = re.findall(r"^#+ .*$", to.read_text(), re.MULTILINE)
            assert anchor in map(heading_of, headings), target


# docs/commands.md against the commands


def section_of(title: str) -> str:
    """The text below a heading of commands.md."""
    return next(part for part in COMMANDS.split("\n## ") if part.startswith(f"{title}\n"))


def first_cells(text: str) -> list[str]:
    """What the first column of a section's tables has in backticks."""
    rows = re.findall(r"^\| (`.*?`) \|", text, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("name", sorted(main.commands))
def test_the_options_of_a_command_are_those_of_the_manual(name: str) -> None:
    parameters = main.commands[name].params
    options = {o for p in parameters if isinstance(p, click.Option) for o in p.opts}
    assert set(first_cells(section_of(f"docmill {name}"))) == options


def test_the_manual_has_every_command_and_no_other() -> None:
    named = re.findall(r"^## docmill (\w+)$", COMMANDS, re.MULTILINE)
    assert sorted(named) == sorted(main.commands)
    assert re.findall(r"^\| \[(\w+)\]\(#docmill-\1\)", COMMANDS, re.MULTILINE) == named


def test_the_configuration_has_the_keys_of_the_manual() -> None:
    site, fetch = section_of("Configuration").split("| key of `fetch` |")
    assert first_cells(site) == list(SITE["properties"])
    assert first_cells(fetch) == list(FETCH["properties"])
    for key, shape in FETCH["properties"].items():
        if "default" in shape:
            assert re.search(rf"\| `{key}` \| `?{str(shape['default']).lower()}`? \|", fetch), key


def test_the_exit_codes_of_the_manual_are_those_of_the_help() -> None:
    told = re.findall(r"^\| (\d) \|", section_of("Exit codes"), re.MULTILINE)
    assert told == re.findall(r"(?:codes:|^ {8,}) *(\d) ", main.help or "", re.MULTILINE)


if __name__ == "__main__":
    for page in sys.argv[1:] or PAGES:
        with tempfile.TemporaryDirectory() as folder:
            text = with_real_output((DOCS / page).read_text(), Path(folder))
        (DOCS / page).write_text(text)
