"""`docmill fetch` as its users meet it, and what `docmill generate` makes of what it brings."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from docmill.lock import held
from fetch_support import DocsSite, Says, reference, serving
from test_cli import Ran, docmill


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DocsSite]:
    """A site of two pages, and a working directory whose configuration names it."""
    with serving() as found:
        found.lists("/users", "/rooms")
        found.pages |= {"/users.md": reference("users", 58), "/rooms.md": reference("rooms")}
        (tmp_path / "docmill.toml").write_text(
            f"[sites.acme.fetch]\nsource = '{found.url('/llms.txt')}'\n[sites.byhand]\n"
        )
        monkeypatch.chdir(tmp_path)
        yield found


def test_fetch_tells_what_became_of_the_pages(site: DocsSite, tmp_path: Path) -> None:
    first = "acme: 2 new, 0 changed, 0 unchanged, 0 removed\n  new rooms.md\n  new users.md\n"
    assert docmill("fetch") == Ran(0, first, "")
    assert docmill("fetch", "acme").out == "acme: 0 new, 0 changed, 2 unchanged, 0 removed\n"
    assert (tmp_path / "specs/acme/docs/users.md").is_file()


def test_a_page_that_did_not_come_is_exit_code_1(site: DocsSite) -> None:
    site.pages["/rooms.md"] = site.pages["/rooms"] = Says(b"", 403)
    ran = docmill("fetch")
    assert ran.code == 1
    assert ran.err == f"{site.url('/rooms')}: fetch-refused: the server answers 403\n"
    assert ran.out.startswith("acme: 1 new")


def test_what_is_wrong_with_the_command_is_exit_code_2(site: DocsSite) -> None:
    site.pages["/llms.txt"] = Says(b"", 404)
    for words, told in (
        (("fetch",), "llms.txt: the server answers 404; nothing fetched"),
        (("fetch", "acmi"), "did you mean acme?"),
        (("fetch", "byhand"), "has no table `fetch`"),
    ):
        ran = docmill(*words)
        assert ran.code == 2
        assert told in ran.err


def test_a_great_loss_is_exit_code_3_and_accepted_on_demand(site: DocsSite) -> None:
    assert docmill("fetch").code == 0
    site.pages["/users.md"] = reference("users", 17)
    ran = docmill("fetch")
    assert ran.code == 3
    assert "  users.md: 41 of 58 fields (" in ran.err
    assert "docmill fetch acme --accept-loss" in ran.err
    assert docmill("fetch", "--accept-loss").out.startswith("acme: 0 new, 1 changed")


def test_what_came_is_generated_from_and_links_to_where_it_is_published(
    site: DocsSite, tmp_path: Path
) -> None:
    (tmp_path / "docmill.toml").write_text(
        f"[sites.acme]\ndocs_url = 'https://other.example'\n"
        f"[sites.acme.fetch]\nsource = '{site.url('/llms.txt')}'\n"
    )
    docmill("fetch")
    rest = tmp_path / "specs/acme/docs/.fetching"  # of a run that was stopped
    rest.mkdir()
    (rest / "0.json").write_text("{}")
    ran = docmill("generate")
    assert ran.out.startswith("2 pages, 2 operations, ")
    document = yaml.safe_load((tmp_path / "generated/acme/openapi.yaml").read_text())
    assert document["paths"]["/users"]["post"]["externalDocs"] == {"url": site.url("/users")}


def test_a_run_that_is_killed_leaves_the_old_pages_and_is_continued(
    site: DocsSite, tmp_path: Path
) -> None:
    assert docmill("fetch").code == 0
    old = (tmp_path / "specs/acme/docs/rooms.md").read_bytes()
    stalled, asked = threading.Event(), threading.Event()

    def stalls(number: int) -> Says:
        asked.set()
        return Says(reference("users", 59).body, stall=stalled)

    site.pages |= {"/rooms.md": reference("rooms", 7), "/users.md": stalls}
    run = subprocess.Popen([sys.executable, "-m", "docmill", "fetch"])
    assert asked.wait(30)
    stage = tmp_path / "specs/acme/docs/.fetching"
    while not list(stage.glob("*.json")):  # rooms.md came
        assert run.poll() is None
    run.send_signal(signal.SIGKILL)
    run.wait()
    stalled.set()
    assert (tmp_path / "specs/acme/docs/rooms.md").read_bytes() == old
    site.pages["/users.md"] = reference("users", 59)
    before = site.asked["/rooms.md"]
    assert docmill("fetch").out.startswith("acme: 0 new, 2 changed")
    assert site.asked["/rooms.md"] == before


def test_two_fetches_at_once_do_not_mix(site: DocsSite, tmp_path: Path) -> None:
    assert docmill("fetch").code == 0
    site.pages["/users.md"] = reference("users", 57)
    with held([tmp_path / "specs/acme/docs"]):
        ran = docmill("fetch")
    assert ran.code == 2
    assert "another run of docmill is writing here" in ran.err
    assert docmill("fetch").out.startswith("acme: 0 new, 1 changed")
