"""What did not change is not made again; a cache changes how long a run takes, and nothing else."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from docmill import pages
from docmill.cache import Cache, key_of
from docmill.findings import Finding
from docmill.page import Page, Place
from docmill.understand import Understood
from test_cli import docmill, tree

DOCS = ROOT / "specs/nexudus/docs"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    shutil.copytree(DOCS, folder / "specs/nexudus/docs")
    (folder / "docmill.toml").write_text("[sites.nexudus]\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DOCMILL_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the pages that are read, as they are read."""
    names: list[str] = []
    right = pages.understood_of

    def understood_of(page: Page, around: Mapping[str, Page] | None = None) -> Understood:
        names.append(page.name)
        return right(page, around)

    monkeypatch.setattr(pages, "understood_of", understood_of)
    return names


def test_nothing_changed_nothing_read_nothing_written(site: Path, read: list[str]) -> None:
    first = docmill("generate")
    assert len(read) == 15
    files = {path: path.stat() for path in site.rglob("*")}
    del read[:]
    again = docmill("generate")
    assert read == []
    assert {path: path.stat() for path in site.rglob("*")} == files
    told = first.out.splitlines()
    assert again.out.splitlines()[:-1] == told[:-1]
    assert again.out.splitlines()[-1].startswith("generated/nexudus: 0 files written, ")


def test_of_one_page_that_changed_the_others_are_not_read(site: Path, read: list[str]) -> None:
    docmill("generate")
    del read[:]
    page = site / "specs/nexudus/docs/update-user.txt"
    page.write_text(page.read_text().replace("The email value", "An email value"))
    before = {path: path.stat().st_ino for path in site.rglob("*") if path.is_file()}
    ran = docmill("generate")
    assert read == ["update-user.txt"]
    assert int(ran.out.splitlines()[-1].split()[1]) < 10
    kept = [path for path, inode in before.items() if path.exists() and path.stat().st_ino == inode]
    assert len(kept) > 60


def test_with_and_without_a_cache_the_bytes_are_the_same(site: Path, tmp_path: Path) -> None:
    docmill("generate")
    page = site / "specs/nexudus/docs/update-user.txt"
    page.write_text(page.read_text().replace("1EnglishUS\n", ""))
    docmill("generate")
    cached = tree(site)
    shutil.rmtree(site / "generated")
    shutil.rmtree(site / "specs/nexudus/spec")
    assert docmill("generate", "--no-cache").code == 0
    assert tree(site) == cached


def test_a_damaged_entry_is_made_anew(site: Path, tmp_path: Path, read: list[str]) -> None:
    docmill("generate")
    right = tree(site)
    for number, path in enumerate(sorted((tmp_path / "cache").glob("*/??/*"))):
        data = path.read_bytes()
        broken = [b"", data[:-1], data[:40], bytes(len(data)), data + b"x"]
        path.write_bytes(broken[number % len(broken)])
    shutil.rmtree(site / "generated")
    del read[:]
    assert docmill("generate").code == 0
    assert len(read) == 15
    assert tree(site) == right


def test_an_entry_makes_nothing_run(tmp_path: Path) -> None:
    """Its digest is right, and what it holds is no value of docmill."""

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, (f"touch {tmp_path / 'owned'}",)

    cache = Cache(tmp_path / "cache")
    cache.put("pages", "00", Evil())
    assert Cache(tmp_path / "cache").get("pages", "00") is None
    assert not (tmp_path / "owned").exists()
    assert pickle.loads(pickle.dumps(Place("a", 1, 2))) == Place("a", 1, 2)
    cache.put("pages", "01", Finding(Place("a", 1, 2), "empty-page", "told"))
    assert Cache(tmp_path / "cache").get("pages", "01") is not None


def test_a_cache_that_cannot_be_kept_is_no_fault(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "file").write_text("")
    monkeypatch.setenv("DOCMILL_CACHE", str(site / "file/cache"))
    assert docmill("generate").code == 0


def test_memory_keeps_what_the_last_run_asked_for() -> None:
    cache = Cache()
    made: list[str] = []

    for asked in (["a", "b"], ["a"], ["a", "b"]):
        for name in asked:
            if cache.get("kind", name) is None:
                made.append(name)
                cache.put("kind", name, name)
        cache.turn()
    assert made == ["a", "b", "b"]


CHANGES = {
    "a page": ("specs/nexudus/docs/update-user.txt", "The email value", "An email value"),
    "the configuration": ("docmill.toml", "nexudus]", 'nexudus]\nfailure = "WasSuccessful"'),
    "an output": ("generated/nexudus/openapi.yaml", "openapi:", "# mine\nopenapi:"),
    "the manifest": ("generated/nexudus/MANIFEST.json", '"docmill"', '"docmil"'),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changed_is_noticed(site: Path, read: list[str], what: str) -> None:
    docmill("generate")
    name, old, new = CHANGES[what]
    text = (site / name).read_text()
    assert old in text
    (site / name).write_text(text.replace(old, new, 1))
    ran = docmill("generate")
    assert "0 files written" not in ran.out


@pytest.mark.parametrize("name", ["_custom/users.py", "_custom/client.py"])
def test_a_class_written_by_hand_is_noticed(site: Path, name: str) -> None:
    docmill("generate")
    path = site / "generated/nexudus/client/nexudus" / name
    path.parent.mkdir()
    path.write_text("class Users:\n    pass\n\n\nclass Nexudus:\n    pass\n")
    assert "0 files written" not in docmill("generate").out


def test_a_key_holds_all_its_parts_apart() -> None:
    assert key_of(["ab", "c"]) != key_of(["a", "bc"])
    assert key_of(["ab"]) != key_of(["ab", ""])
