"""`docmill rename` and names.yaml as their users meet them: files, exit codes, what is told."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from conftest import SEED
from docmill.config import sites_near
from docmill.errors import UsageError
from docmill.namesledger import Wish, changed, told_of_expired
from docmill.output import manifest_at
from test_cli import docmill, tree

LEDGER = "specs/acme/names.yaml"
RESOURCE = "generated/acme/client/acme/resources/users.py"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configured site that was generated once."""
    docs = tmp_path / "specs/acme/docs"
    docs.mkdir(parents=True)
    (docs / "update-user.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "docmill.toml").write_text("[sites.acme]\n")
    monkeypatch.chdir(tmp_path)
    assert docmill("generate").code == 0
    return tmp_path


def test_generate_writes_the_names_and_leaves_them_to_people(site: Path) -> None:
    text = (site / LEDGER).read_text()
    assert "  PUT /api/sys/users: users.update (update-user.txt)\n" in text
    assert not any("names.yaml" in name for name in manifest_at(site / "generated/acme")["files"])

    (site / LEDGER).write_text(text.replace("users.update", "users.edit"))  # without an alias
    ran = docmill("generate")

    assert ran.code == 0
    assert "def edit(" in (site / RESOURCE).read_text()
    assert "users.edit" in (site / LEDGER).read_text()


def test_a_second_run_changes_nothing(site: Path) -> None:
    before = tree(site)
    assert docmill("generate", "--no-cache").code == 0
    assert tree(site) == before


def test_a_method_is_renamed_and_keeps_its_old_name(site: Path) -> None:
    ran = docmill("rename", "users.update", "users.edit", "--until", "2099-05-24")
    assert (ran.code, ran.out) == (
        0,
        f"{LEDGER}: users.update is called users.edit; `docmill generate` brings it\n",
    )
    assert docmill("check").code == 3
    assert docmill("generate").code == 0

    text = (site / RESOURCE).read_text()
    told = "users.update is called users.edit now; the old name goes on 2099-05-24"
    assert text.count(f'@_deprecated("{told}")') == 2
    assert (
        'dependencies = ["httpx2>=2.0", "pydantic>=2.10", "typing-extensions>=4.5"]'
        in (site / "generated/acme/client/pyproject.toml").read_text()
    )
    assert docmill("check", "--files-only").code == 0


def test_an_alias_past_its_day_is_told_and_nothing_is_changed(site: Path) -> None:
    docmill("rename", "users.update", "users.edit", "--until", "2099-05-24")
    docmill("generate")
    (acme,) = sites_near(site)
    assert told_of_expired(acme, date(2099, 5, 24)) == []
    assert "users.update" in "".join(told_of_expired(acme, date(2099, 5, 25)))

    ledger = site / LEDGER
    ledger.write_text(ledger.read_text().replace("2099-05-24", "2020-05-24"))
    ran = docmill("generate")
    assert ran.code == 0
    told = "past their day: users.update; docmill rename --drop-expired\n"
    assert ran.err == f"specs/acme/names.yaml: {told}"
    assert docmill("generate").err == ran.err  # also where nothing has changed
    before = tree(site)
    assert docmill("check").code == 4
    assert tree(site) == before

    assert docmill("rename", "--drop-expired").out == (
        "specs/acme/names.yaml: users.update dropped, as the day is over\n"
    )
    assert docmill("generate").err == ""
    assert "deprecated" not in (site / RESOURCE).read_text()


def test_the_day_is_half_a_year_from_now_unless_another_is_named(site: Path) -> None:
    changed(site, None, Wish("users.update", "users.edit"), date(2026, 11, 24))
    assert "users.update: users.edit until 2027-05-23" in (site / LEDGER).read_text()
    with pytest.raises(UsageError, match="is over already"):
        changed(site, None, Wish("users.edit", "users.a", "2026-11-23"), date(2026, 11, 24))
    with pytest.raises(UsageError, match="must be a day, as 2027-05-24"):
        changed(site, None, Wish("users.edit", "users.a", "soon"), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["users.update"], "docmill rename OLD NEW"),
        ([], "docmill rename OLD NEW"),
        (["users.updat", "users.edit"], "Did you mean users.update?"),
        (["users.update", "users.edit", "--site", "nobody"], "no site is called nobody"),
    ],
)
def test_a_wrong_wish_is_refused(site: Path, words: list[str], told: str) -> None:
    before = tree(site)
    ran = docmill("rename", *words)
    assert (ran.code, told in ran.err) == (2, True)
    assert tree(site) == before


def test_a_broken_ledger_stops_the_run_with_its_line(site: Path) -> None:
    (site / LEDGER).write_text("operations:\n  PUT /api/sys/users: update\n")
    before = tree(site)
    for command in ("generate", "check", "diff"):
        ran = docmill(command)
        assert ran.code == 2
        if command != "diff":
            assert ":2: `update` is no name of a method; write it as `users.list`" in ran.err
    assert tree(site) == before


def test_of_two_sites_the_one_that_has_the_name_is_meant(site: Path) -> None:
    docs = site / "specs/other/docs"
    docs.mkdir(parents=True)
    (docs / "update-user.txt").write_bytes(SEED.read_bytes())
    (site / "docmill.toml").write_text("[sites.acme]\n[sites.other]\n")
    assert docmill("generate").code == 0

    ran = docmill("rename", "users.update", "users.edit")
    assert (ran.code, "say which with --site: acme, other" in ran.err) == (2, True)
    assert docmill("rename", "users.update", "users.edit", "--site", "other").code == 0

    assert "users.edit" not in (site / LEDGER).read_text()
    assert "users.edit" in (site / "specs/other/names.yaml").read_text()
    assert docmill("rename", "users.edit", "users.change").code == 0


def test_explain_knows_a_name_that_was_given(site: Path) -> None:
    docmill("rename", "users.update", "users.edit")
    docmill("generate")
    ran = docmill("explain", "client.users.edit.email")
    assert (ran.code, "update-user.txt:" in ran.out) == (0, True)


def git(*words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@a", *words],
        check=True,
        capture_output=True,
    )


def test_a_rename_with_an_alias_breaks_nothing_and_its_end_does(site: Path) -> None:
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    docmill("rename", "users.update", "users.edit")
    ran = docmill("diff", "--fail-on", "breaking")
    assert (ran.code, "operation-alias-added" in ran.out) == (0, True)

    git("commit", "-qam", "two")
    ledger = site / LEDGER
    ledger.write_text(ledger.read_text().partition("aliases:")[0])
    ran = docmill("diff", "--fail-on", "breaking")
    assert (ran.code, "operation-alias-removed" in ran.out) == (3, True)


def test_the_version_of_the_client_is_that_of_the_configuration(site: Path) -> None:
    client = site / "generated/acme/client"
    assert '__version__ = "0.1.0"' in (client / "acme/__init__.py").read_text()
    (site / "docmill.toml").write_text('[sites.acme]\nversion = "1.4.0"\n')
    docmill("generate")
    assert '__version__ = "1.4.0"' in (client / "acme/__init__.py").read_text()
    assert '\nversion = "1.4.0"\n' in (client / "pyproject.toml").read_text()
    assert "\nx-docmill-version: '1.4.0'\n" in (site / "generated/acme/openapi.yaml").read_text()

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    docmill("rename", "users.update", "users.edit")
    assert "suggested version: minor (1.4.0 -> 1.5.0)" in docmill("diff").out
    # the configuration of today is not that of the commit
    (site / "docmill.toml").write_text('[sites.acme]\nversion = "1.5.0"\n')
    assert "suggested version: minor (1.4.0 -> 1.5.0)" in docmill("diff").out
    assert "(2.0.0 -> 2.1.0)" in docmill("diff", "--current", "2.0.0").out


@pytest.mark.parametrize("version", ['"1.x"', "1.4", '"latest"', '"1.0 "'])
def test_what_is_no_version_is_refused(site: Path, version: str) -> None:
    (site / "docmill.toml").write_text(f"[sites.acme]\nversion = {version}\n")
    ran = docmill("generate")
    assert (ran.code, "`version`" in ran.err) == (2, True)
