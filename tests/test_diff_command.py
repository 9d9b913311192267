"""`docmill diff`: folders, files and git revisions, with the lines of pages on both sides."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from conftest import ROOT
from diff_support import SCHEMAS, WHERE, api_with, base, with_value
from docmill.cli import main
from docmill.diff import Compared, bump_of, compare, markdown_of, text_of

DOCS = ROOT / "specs/nexudus/docs"
CONFIG = '[sites.shop]\ndocs = "docs"\nspec = "spec"\noutput = "out"\n'
PAGE = "update-user.txt"


def diff(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, words)])


def changes(*words: str | Path) -> list[dict[str, Any]]:
    done = diff(*words, "--format", "json")
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)["apis"][0]["changes"]
    return found


def replaced(path: Path, old: str, new: str) -> int:
    """Replace a text in a file; gives the line that it begins on."""
    text = path.read_text()
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """The pages of the repository, to be changed."""
    shutil.copytree(DOCS, tmp_path / "pages")
    return tmp_path / "pages"


def test_a_field_that_becomes_required_breaks_and_names_the_lines(pages: Path) -> None:
    text = (pages / PAGE).read_text()
    name, kind, says = next(
        tuple(text.split("\n")[n : n + 3])
        for n in range(90, text.count("\n"))
        if text.split("\n")[n + 1] in ("string", "integer")
        and text.split("\n")[n + 2].endswith(".")
    )
    line = replaced(pages / PAGE, f"{name}\n{kind}\n{says}", f"{name}\n{kind}\nrequired\n{says}")
    (found,) = [c for c in changes(DOCS, pages) if c["rule"] == "request-property-required-added"]
    assert found["severity"] == "breaking"
    assert found["operations"] == ["PUT /api/sys/users"]
    assert found["subject"] == f"body {name}"
    assert found["old"]["lines"] == [{"page": PAGE, "first": line, "last": line + 2}]
    assert found["new"]["lines"] == [{"page": PAGE, "first": line, "last": line + 3}]


def test_an_enum_that_gains_a_value_is_risky_in_answers_only(pages: Path) -> None:
    line = replaced(pages / PAGE, "1EnglishUS\n", "1EnglishUS\n4Klingon\n")
    for name in ("sys-post-users.md", "sys-get-users.md"):
        row = "  | 1     | EnglishUS |\n"
        replaced(pages / name, row, f"{row}  | 4     | Klingon   |\n")
    replaced(pages / "sys-get-users-by-id.md", "`1` = EnglishUS", "`1` = EnglishUS, `4` = Klingon")
    found = {c["rule"]: c for c in changes(DOCS, pages) if c["severity"] != "docs"}
    assert found["response-property-enum-value-added"]["severity"] == "risky"
    assert found["request-property-enum-value-added"]["severity"] == "compatible"
    assert found["request-property-enum-value-added"]["message"] == (
        "Language: has a new value: 4 = Klingon"
    )
    lines = found["request-property-enum-value-added"]["new"]["lines"]
    assert any(
        place["page"] == PAGE and place["first"] <= line + 1 <= place["last"] for place in lines
    )


def test_an_operation_that_disappears_breaks(pages: Path) -> None:
    (pages / "sys-delete-users-by-id.md").unlink()
    (found,) = [c for c in changes(DOCS, pages) if c["rule"] == "operation-removed"]
    assert found["severity"] == "breaking"
    assert found["operations"] == ["DELETE /api/sys/users/{id}"]
    assert found["old"]["lines"][0]["page"] == "sys-delete-users-by-id.md"
    assert found["new"] is None


def test_the_text_says_it_in_two_lines(pages: Path) -> None:
    (pages / "sys-delete-users-by-id.md").unlink()
    shown = diff(DOCS, pages).stdout
    assert (
        "DELETE /api/sys/users/{id}\n"
        "  breaking   is gone\n"
        "             operation-removed  sys-delete-users-by-id.md:" in shown
    )
    assert "suggested version: major (minor below 1.0.0)" in shown
    assert "(0.3.0 -> 0.4.0)" in diff(DOCS, pages, "--current", "0.3.0").stdout


@pytest.mark.parametrize(
    ("limit", "codes"),
    [("breaking", (0, 0, 3)), ("risky", (0, 0, 3)), ("compatible", (0, 3, 3)), ("any", (3, 3, 3))],
)
def test_the_exit_code_follows_the_worst_change(
    limit: str, codes: tuple[int, int, int], tmp_path: Path
) -> None:
    at, name = WHERE["request-property"], dict[str, object](type="string")
    (tmp_path / "old.yaml").write_text(yaml.safe_dump(with_value(base(), at, name)))
    schemas: tuple[dict[str, object], ...] = (
        {"description": "A name."},
        {"deprecated": True},
        {"maxLength": 3},
    )
    for schema, code in zip(schemas, codes, strict=True):
        (tmp_path / "new.yaml").write_text(yaml.safe_dump(with_value(base(), at, name | schema)))
        old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
        assert diff(old, new, "--fail-on", limit).exit_code == code
        assert diff(old, new).exit_code == 0
    assert diff(new, new, "--fail-on", limit).exit_code == 0


def git(folder: Path, *words: str) -> None:
    """Run git apart from the user's own configuration."""
    names = {
        f"GIT_{who}_{what}": "a@a.example"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    env = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *words], cwd=folder, env=env, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one site; v1 has its pages as they are."""
    (tmp_path / "docmill.toml").write_text(CONFIG)
    (tmp_path / "docs").mkdir()
    for name in ("sys-delete-users-by-id.md", PAGE):
        shutil.copy(DOCS / name, tmp_path / "docs")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "tag", "v1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_arguments_head_is_compared_with_the_working_tree(repository: Path) -> None:
    assert diff().stdout == "shop: HEAD -> the working tree\n\nno changes\n"
    (repository / "docs/sys-delete-users-by-id.md").unlink()
    assert "operation-removed  sys-delete-users-by-id.md:" in diff().stdout


def test_revisions_are_compared_with_each_other_and_from_folders_below(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced(repository / f"docs/{PAGE}", "Updates an existing", "Changes an existing")
    git(repository, "commit", "-qam", "two")
    (repository / "docs/sys-delete-users-by-id.md").unlink()
    monkeypatch.chdir(repository / "docs")
    assert [c["rule"] for c in changes("v1", "HEAD")] == ["operation-description-changed"]
    assert next(c["rule"] for c in changes("HEAD~1")) == "operation-removed"
    assert [c["rule"] for c in changes("HEAD", "v1")] == ["operation-description-changed"]


def test_the_repository_is_left_as_it_is(repository: Path) -> None:
    (repository / "docs/new.txt").write_text("not committed")
    before = {path: path.stat().st_mtime_ns for path in repository.rglob("*")}
    assert diff("v1", "HEAD").exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in repository.rglob("*")} == before


def test_links_of_a_revision_lead_nowhere(repository: Path) -> None:
    (repository / "docs/link.txt").symlink_to("/etc/passwd")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "link")
    (repository / "docs/link.txt").unlink()
    assert "no changes" in diff("HEAD").stdout


def test_where_pages_are_not_committed_the_spec_is_taken_and_told(repository: Path) -> None:
    assert CliRunner().invoke(main, ["generate"]).exit_code == 0
    git(repository, "rm", "-rq", "--cached", "docs")
    git(repository, "add", "spec")
    git(repository, "commit", "-qm", "spec alone")
    shown = diff().stdout
    assert "HEAD: the pages are not there; lines are those of the spec files" in shown
    assert "no changes" in shown


def test_where_only_the_document_is_committed_it_is_taken_and_told(repository: Path) -> None:
    assert CliRunner().invoke(main, ["generate"]).exit_code == 0
    git(repository, "rm", "-rq", "--cached", "docs")
    git(repository, "add", "out/openapi.yaml")
    git(repository, "commit", "-qm", "document alone")
    shown = diff().stdout
    assert "HEAD: neither pages nor spec are there; lines are those of openapi.yaml" in shown
    assert "no changes" in shown


def test_an_output_folder_knows_the_lines_of_its_pages_while_they_are_as_they_were(
    pages: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert CliRunner().invoke(main, ["generate", str(pages), "-o", str(out)]).exit_code == 0
    (pages / "sys-delete-users-by-id.md").rename(tmp_path / "gone.md")
    assert "the pages are gone; lines are those of openapi.yaml" in diff(out, pages).stdout
    (tmp_path / "gone.md").rename(pages / "sys-delete-users-by-id.md")
    shutil.copytree(pages, tmp_path / "newer")
    (tmp_path / "newer/sys-delete-users-by-id.md").unlink()
    assert "operation-removed  sys-delete-users-by-id.md:" in diff(out, tmp_path / "newer").stdout
    replaced(pages / PAGE, "Updates an existing", "Changes an existing")
    assert "the pages have changed since they were read" in diff(out, pages).stdout


def test_what_cannot_be_compared_is_told(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, said in (
        (("v9",), "v9: no such file or folder, and no git revision"),
        (("--", "--output=x"), "--output=x: no such file or folder, and no git revision"),
        (("docs", "docmill.toml", "x"), "unexpected extra argument"),
    ):
        done = diff(*words)
        assert done.exit_code == 2
        assert said in done.output
    config = CONFIG + CONFIG.replace("shop", "other").replace('"', '"other/', 2).replace(
        '"out"', '"x"'
    )
    (repository / "docmill.toml").write_text(config.replace('spec"', 'spec2"', 1))
    monkeypatch.chdir("/")
    done = diff()
    assert done.exit_code == 2
    assert "commit first, or name two folders" in done.output


def test_page_text_does_nothing_in_a_terminal_or_in_markdown() -> None:
    nasty = "|x| \x1b[2J ` @somebody <b> [a](https://a.example)\n# "
    schema = {"type": "string", "enum": [nasty]}
    old, new = (api_with(WHERE["request-property"], s) for s in ({"type": "string"}, schema))
    found = compare(old, new)
    every = [Compared("", "old", "new", found, bump_of(found), 2)]
    for shown in (text_of(every), markdown_of(every)):
        assert "\x1b" not in shown
        assert "\\u001b" in shown
    (row,) = [line for line in markdown_of(every).split("\n") if "enum-added" in line]
    assert row.replace("\\|", "").count("|") == 5
    outside = row.split("``")[0::2]
    assert not any("@somebody" in part or "<b>" in part for part in outside)


def test_the_markdown_folds_what_are_words_alone() -> None:
    old, new = (api_with(WHERE["request-property"], s) for s in SCHEMAS["max-length-added"])
    changed = compare(old, new)
    told = markdown_of([Compared("shop", "v1", "v2", changed, bump_of(changed, "1.0.0"), 2)])
    assert "### Breaking (1)" in told
    assert "Suggested version: **major (1.0.0 -> 2.0.0)**." in told
    assert "<details>" not in told
