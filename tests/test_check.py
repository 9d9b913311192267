"""`docmill check`: each way in which a file can differ is told apart, and nothing is written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conftest import SEED
from test_cli import docmill, tree


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configured site with its output; tests work on a copy."""
    folder = tmp_path_factory.mktemp("made")
    docs = folder / "specs/acme/docs"
    docs.mkdir(parents=True)
    (docs / "update-user.txt").write_bytes(SEED.read_bytes())
    (folder / "docmill.toml").write_text("[sites.acme]\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert docmill("generate").code == 0
    return folder


@pytest.fixture
def site(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    return folder


def test_an_output_that_is_up_to_date_passes(site: Path) -> None:
    before = tree(site)
    ran = docmill("check", "--files-only")
    assert ran.code == 0
    assert ran.out.endswith("all up to date\n")
    assert tree(site) == before


def test_a_page_that_changed_makes_files_stale(site: Path) -> None:
    page = site / "specs/acme/docs/update-user.txt"
    page.write_text(page.read_text().replace("The email value", "An email value"))
    before = tree(site)
    ran = docmill("check", "--diff")
    assert ran.code == 3
    stale = {line.split()[1] for line in ran.out.splitlines() if line.startswith("  stale ")}
    assert stale >= {"generated/acme/openapi.yaml", "specs/acme/spec/update-user.yaml",
                     "generated/acme/client/acme/resources/users.py"}  # fmt: skip
    assert "-  says: The email value for this user.\n+  says: An email value" in ran.out
    assert "+++ generated/acme/openapi.yaml" in ran.out
    assert tree(site) == before


def test_a_file_edited_by_hand_is_told_from_a_stale_one(site: Path) -> None:
    client = site / "generated/acme/client/acme/_client.py"
    client.write_text(client.read_text() + "# mine\n")
    ran = docmill("check")
    assert ran.code == 3
    assert "  edited    generated/acme/client/acme/_client.py\n" in ran.out
    assert "  stale" not in ran.out
    assert "edited: changed by hand since docmill wrote it\n" in ran.out


def test_a_file_that_is_not_there_is_missing(site: Path) -> None:
    (site / "generated/acme/openapi.yaml").unlink()
    (site / "specs/acme/findings.txt").unlink()
    ran = docmill("check")
    assert ran.code == 3
    assert "  missing   generated/acme/openapi.yaml\n" in ran.out
    assert "  missing   specs/acme/findings.txt\n" in ran.out


def test_what_no_run_writes_any_more_is_orphaned(site: Path) -> None:
    """Whether the manifest knows of it, or a merge brought it back."""
    resources = site / "generated/acme/client/acme/resources"
    shutil.copy(resources / "users.py", resources / "rooms.py")
    shutil.copy(site / "specs/acme/spec/update-user.yaml", site / "specs/acme/spec/old.yaml")
    (site / "generated/acme/tests/own.py").write_text("# written by hand, and let be\n")
    path = site / "generated/acme/MANIFEST.json"
    manifest = json.loads(path.read_text())
    (site / "generated/acme/gone.py").write_text("x\n")
    manifest["files"][
        "gone.py"
    ] = "73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac"
    path.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    ran = docmill("check")
    assert ran.code == 3
    orphaned = {line.split()[1] for line in ran.out.splitlines() if line.startswith("  orphaned ")}
    assert orphaned == {
        "generated/acme/client/acme/resources/rooms.py",
        "generated/acme/gone.py",
        "specs/acme/spec/old.yaml",
    }


def test_a_file_that_docmill_did_not_make_is_in_the_way(site: Path) -> None:
    path = site / "generated/acme/MANIFEST.json"
    manifest = json.loads(path.read_text())
    del manifest["files"]["openapi.yaml"]
    path.write_text(json.dumps(manifest))
    (site / "generated/acme/openapi.yaml").write_text("openapi: mine\n")
    assert "  foreign   generated/acme/openapi.yaml\n" in docmill("check").out


def test_the_version_that_made_it_is_told(site: Path) -> None:
    path = site / "generated/acme/MANIFEST.json"
    path.write_text(path.read_text().replace('"docmill": "0.1.0"', '"docmill": "0.0.7"'))
    ran = docmill("check")
    assert ran.code == 3
    assert "  stale     generated/acme/MANIFEST.json\n" in ran.out
    assert "made by docmill 0.0.7, and this is 0.1.0\n" in ran.out


def test_what_belongs_to_the_user_is_not_held_against_anything(site: Path) -> None:
    (site / "generated/acme/client/CHANGELOG.md").unlink()
    (site / "generated/acme/client/acme/_custom").mkdir()
    (site / "generated/acme/client/acme/_custom/notes.py").write_text("# mine\n")
    (site / "generated/acme/notes.txt").write_text("mine\n")
    assert docmill("check", "--files-only").code == 0


def test_pages_and_a_folder_can_be_checked_as_they_can_be_generated(tmp_path: Path) -> None:
    assert docmill("check", SEED, "--output", tmp_path / "out").code == 3
    assert not (tmp_path / "out").exists()
    docmill("generate", SEED, "--output", tmp_path / "out")
    assert docmill("check", SEED, "--output", tmp_path / "out").code == 4


def test_a_page_that_fails_is_told_though_the_output_is_up_to_date(site: Path) -> None:
    (site / "specs/acme/docs/empty.txt").write_text("")
    assert docmill("generate").code == 1
    ran = docmill("check")
    assert ran.code == 1
    assert "all up to date\n" in ran.out


def test_findings_fail_a_check_until_they_are_accepted(site: Path) -> None:
    ran = docmill("check")
    assert ran.code == 4
    assert "all up to date\n8 findings that nobody has accepted, see specs/acme/" in ran.out
    for code in ("auth-disagrees", "enum-link-inferred", "failure-inferred", "sample-disagrees"):
        assert docmill("accept", code, "--because", "The page is like that.").code == 0
    docmill("generate")
    assert "3 findings that nobody has accepted" in docmill("check").out
    accepted = site / "specs/acme/accepted.toml"
    for line in (site / "specs/acme/findings.txt").read_text().splitlines():
        code = line.split(": ")[1] if line.startswith("update-user.txt") else ""
        if code and code not in accepted.read_text():
            assert docmill("accept", code, "--because", "The page is like that.").code == 0
    assert docmill("generate").code == 0
    assert docmill("check").code == 0


def test_what_was_accepted_and_is_not_there_any_more_fails_a_check(site: Path) -> None:
    entry = '[[accepted]]\ncode = "empty-page"\nbecause = "There was one."\n'
    (site / "specs/acme/accepted.toml").write_text(entry)
    assert docmill("generate").code == 4
    ran = docmill("check", "--files-only")
    assert ran.code == 4
    assert "specs/acme/accepted.toml:1: empty-page: no finding is left" in ran.err
