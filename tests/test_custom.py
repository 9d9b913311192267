"""Hand-written classes in `_custom` take the place of generated ones, and stay as they are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from docmill.cli import main
from emit_support import run, small_api

TAGS = ("files", "items")
ITEMS = '''"""Mine."""

from ..resources.items import AsyncItems, Items as Generated

__all__ = ["AsyncItems", "Items"]


class Items(Generated):
    def get_all(self, *ids: str) -> list[str]:
        return [f"item {one}" for one in ids]
'''
CLIENT = """from .._client import Small as Generated


class Small(Generated):
    mine = "yes"
"""
USE = """
import small
from small import Small
with Small() as client:
    print(client.items.get_all("1"), type(client.items).__module__, client.mine)
    print(type(client.files).__module__, small.AsyncSmall.__module__)
"""


def generate(folder: Path) -> Result:
    arguments = ["generate", str(folder / "small.json"), "--output", str(folder)]
    return CliRunner().invoke(main, [*arguments, "--name", "small"])


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client that was generated without anything of the user's."""
    folder = tmp_path_factory.mktemp("small")
    responses = {"200": {"description": "OK"}}
    paths = {f"/{tag}": {"get": {"tags": [tag], "responses": responses}} for tag in TAGS}
    (folder / "small.json").write_text(json.dumps(small_api(paths).document))
    assert generate(folder).exit_code == 0
    return folder


@pytest.fixture
def custom(generated: Path, tmp_path: Path) -> Path:
    """The folder for hand-written modules in a copy of that client."""
    shutil.copytree(generated, tmp_path, dirs_exist_ok=True)
    folder = tmp_path / "client" / "small" / "_custom"
    folder.mkdir()
    return folder


def test_classes_take_the_place_of_those_of_their_name(custom: Path, tmp_path: Path) -> None:
    (custom / "__init__.py").touch()
    (custom / "items.py").write_text(ITEMS)
    (custom / "client.py").write_text(CLIENT)

    assert generate(tmp_path).exit_code == 0

    (tmp_path / "use.py").write_text(USE)
    used = run("use", folder=tmp_path, PYTHONPATH=str(tmp_path / "client"))
    assert used.stdout.splitlines() == [
        "['item 1'] small._custom.items yes",
        "small.resources.files small._client",
    ], used.stderr


def test_what_is_written_by_hand_is_never_touched(custom: Path, tmp_path: Path) -> None:
    (custom / "items.py").write_text(ITEMS)
    (custom / "notes.txt").write_text("mine")

    assert generate(tmp_path).exit_code == 0

    assert (custom / "items.py").read_text() == ITEMS
    assert (custom / "notes.txt").read_text() == "mine"
    manifest = json.loads((tmp_path / "MANIFEST.json").read_text())
    assert [name for name in manifest["files"] if "_custom" in name] == []


def test_without_it_the_generated_class_comes_back(custom: Path, tmp_path: Path) -> None:
    client = tmp_path / "client" / "small" / "_client.py"
    before = client.read_text()
    (custom / "items.py").write_text(ITEMS)
    assert generate(tmp_path).exit_code == 0
    assert "._custom.items import Items" in client.read_text()

    (custom / "items.py").unlink()
    assert generate(tmp_path).exit_code == 0

    assert client.read_text() == before


def test_a_module_that_is_no_python_stops_the_run_with_its_line(
    custom: Path, tmp_path: Path
) -> None:
    (custom / "items.py").write_text("class Items:\n    def (\n")

    result = generate(tmp_path)

    assert result.exit_code == 2
    assert "items.py:2" in result.output


def test_a_module_is_read_and_not_run(custom: Path, tmp_path: Path) -> None:
    (custom / "items.py").write_text("raise SystemExit('it ran')\n")

    assert generate(tmp_path).exit_code == 0
