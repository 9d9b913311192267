"""`docmill watch` as it runs: each save brings the output up to date, mistakes are waited for."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from conftest import SEED
from docmill.cache import Cache
from docmill.config import sites_near
from docmill.generating import generated
from docmill.memory import Memory, remembering

_PATIENCE = 60
"""Seconds until a line that does not come fails the test, on a machine however busy."""


class Watching:
    """A running `docmill watch`: its lines as they come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "docmill", "watch"], cwd=folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self.lines: Queue[str] = Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.lines.put(line.rstrip("\n"))

    def until(self, words: str) -> list[str]:
        """The lines up to one with these words."""
        seen: list[str] = []
        while not seen or words not in seen[-1]:
            try:
                seen.append(self.lines.get(timeout=_PATIENCE))
            except Empty:
                pytest.fail(f"no line with {words!r} came after {seen}")
        return seen

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(_PATIENCE)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    docs = tmp_path / "specs/acme/docs"
    docs.mkdir(parents=True)
    (docs / "update-user.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "docmill.toml").write_text("[sites.acme]\n")
    return tmp_path


@pytest.fixture
def watching(site: Path) -> Iterator[Watching]:
    started = Watching(site)
    try:
        started.until("watching 3 folders and files; stop with Ctrl-C")
        yield started
    finally:
        started.end()


def save(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_run_with_nothing_to_make_forgets_nothing(site: Path) -> None:
    """The first look after the start is such a run: the save after it must not make all anew."""
    memory, cache = Memory(), Cache()
    known: list[tuple[bool, int]] = []
    for _ in range(3):
        with remembering(memory):
            (report,) = generated(sites_near(site), cache)
        known.append((report.idle, len(memory)))
    (_, first), *others = known
    assert [idle for idle, _ in others] == [True, True]
    assert all(count >= first for _, count in others)


def test_a_page_that_is_saved_comes_out(watching: Watching) -> None:
    page = watching.folder / "specs/acme/docs/update-user.txt"
    save(page, "The email value", "An email value")
    told = watching.until("done in")
    assert any(line.startswith("generated/acme: ") for line in told)
    assert "An email value" in (watching.folder / "generated/acme/openapi.yaml").read_text()

    save(page, "An email value", "One email value")  # what it has written does not confuse it
    watching.until("done in")
    assert "One email value" in (watching.folder / "generated/acme/openapi.yaml").read_text()
    assert watching.stop() == 0


def test_a_mistake_is_told_and_waited_for(watching: Watching) -> None:
    config = watching.folder / "docmill.toml"
    config.write_text("[sites.acme]\noutptu = 'x'\n")
    assert "did you mean `output`" in watching.until("did you mean")[-1]
    watching.until("watching 3")
    config.write_text("[sites.acme]\noutput = 'here'\n")
    watching.until("here: ")
    watching.until("watching 3")
    assert (watching.folder / "here/openapi.yaml").is_file()

    edited = watching.folder / "here/openapi.yaml"
    edited.write_text("mine\n")
    save(watching.folder / "specs/acme/docs/update-user.txt", "The email value", "An email value")
    watching.until("edited by hand, or not made by docmill; nothing written")
    watching.until("done in")
    assert edited.read_text() == "mine\n"
    assert watching.process.poll() is None


def test_a_folder_of_pages_that_is_replaced_is_watched_again(watching: Watching) -> None:
    """As `docmill fetch` does it."""
    docs = watching.folder / "specs/acme/docs"
    shutil.copytree(docs, watching.folder / "new")
    docs.rename(watching.folder / "old")
    (watching.folder / "new").rename(docs)
    save(docs / "update-user.txt", "The email value", "An email value")
    openapi = watching.folder / "generated/acme/openapi.yaml"
    while "An email value" not in openapi.read_text():
        watching.until("done in")
    save(docs / "update-user.txt", "An email value", "One email value")
    while "One email value" not in openapi.read_text():
        watching.until("done in")


def test_without_a_configuration_there_is_nothing_to_watch(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "docmill", "watch"]
    ran = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "no docmill.toml here or above" in ran.stderr
