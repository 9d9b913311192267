"""`docmill report`: what a pull request says of pages that changed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from docmill.pullrequest import outputs_of, report_of
from docs_support import GIT
from test_build_steps import CHANGED, PAGE
from test_cli import docmill


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a page that was generated and committed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCMILL_CACHE", str(tmp_path / ".git/cache"))
    write(tmp_path, PAGE)
    (tmp_path / "docmill.toml").write_text("[sites.acme]\n")
    assert docmill("generate").code == 0
    for words in (("init", "-q"), ("add", "--all"), ("commit", "-qm", "first")):
        subprocess.run(["git", *words], check=True, env={**os.environ, **GIT})
    return tmp_path


def write(project: Path, text: str) -> None:
    page = project / "specs/acme/docs/rooms.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text)


def test_nothing_is_said_of_what_did_not_change(project: Path) -> None:
    assert report_of("HEAD", project) == (
        "## API changes: `acme`\n\n`HEAD` → `the working tree`\n\nNo changes.\n"
    )
    assert outputs_of("HEAD", project) == "changed=false\nseverity=none\nbump=none\n"


def test_the_changes_come_with_findings_that_came_and_went(project: Path) -> None:
    write(project, CHANGED.replace(' type="integer">', ">"))
    docmill("generate")
    told = report_of("HEAD", project)
    assert "| `GET /rooms/{id}` | `query floor`: is required now |" in told
    assert "## Findings: `acme`\n\n1 new, 0 gone, 1 in all.\n\n" in told
    assert "- new: `field-without-type` in `rooms.md`: `" in told
    commit = ["git", "commit", "-qam", "second"]
    subprocess.run(commit, check=True, env={**os.environ, **GIT})
    write(project, CHANGED)
    docmill("generate")
    assert "0 new, 1 gone, 0 in all.\n\n- gone: `field-without-type`" in report_of("HEAD", project)
    assert outputs_of("HEAD~1", project) == "changed=true\nseverity=breaking\nbump=major\n"


def test_a_finding_that_only_moved_is_not_new_and_an_accepted_one_is_none(project: Path) -> None:
    findings = project / "specs/acme/findings.txt"
    findings.write_text("a.md:1: no-server: x\n    | line\nb.md:2: no-server: y\n")
    commit = ["git", "commit", "-qam", "second"]
    subprocess.run(commit, check=True, env={**os.environ, **GIT})
    findings.write_text("a.md:3-4: no-server: x\nb.md:2: no-server: y\n    | z\n    accepted: ok\n")
    assert "0 new, 1 gone, 1 in all.\n\n- gone: `no-server` in `b.md`: `y`" in report_of(
        "HEAD", project
    )


def test_logs_stand_in_blocks_of_code(project: Path) -> None:
    log = project / "fetch.log"
    log.write_text("https://a.example/: @everyone `x`\x1b[2J\n```\n")
    told = report_of("HEAD", project, [log, project / "none.log"])
    block = "    https://a.example/: @everyone `x`\\x1b[2J\n    ```\n"
    assert told.endswith(f"## What `fetch` told\n\n{block}")
    assert "none" not in told.rpartition("No changes.")[2]


def test_it_fits_into_the_body_of_a_pull_request(project: Path) -> None:
    findings = project / "specs/acme/findings.txt"
    findings.write_text("".join(f"a{n}.md:1: no-server: {'x' * 280}\n" for n in range(30)))
    log = project / "fetch.log"
    log.write_text(f"{'y' * 600}\n" * 200)
    told = report_of("HEAD", project, [log, log])
    assert len(told) < 61_000
    assert told.endswith("Too long to be shown in full: run `docmill report`.\n")


def test_a_site_that_is_new_has_nothing_to_be_compared_with(project: Path) -> None:
    (project / "docmill.toml").write_text("[sites.other]\n")
    (project / "specs/acme").rename(project / "specs/other")
    told = report_of("HEAD", project)
    assert told.startswith("## API changes\n\nThey cannot be told:\n\n    HEAD: has neither pages")
    outputs = outputs_of("HEAD", project)
    assert outputs == "changed=true\nseverity=unknown\nbump=unknown\n"


def test_what_cannot_be_compared_is_told(project: Path) -> None:
    ran = docmill("report", "no-such-revision")
    assert ran.code == 2
    assert "no git revision" in ran.err
