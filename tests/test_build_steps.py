"""docs/build.md and the files that it speaks of do what they say: every command is run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT
from docs_support import BIN, GIT, Block, blocks_of
from fetch_support import DocsSite, Says, html, serving

BUILD = (ROOT / "docs/build.md").read_text()
PAGE = """\
---
title: "Get a room"
api: "GET https://api.acme.example/rooms/{id}"
---

<ParamField path="id" type="integer" required>
  The id of the room.
</ParamField>

<ParamField query="floor" type="string">
  The floor.
</ParamField>

<ResponseField name="id" type="integer">
  The id of the room.
</ResponseField>

<ResponseField name="name" type="string">
  The name of the room.
</ResponseField>

<ResponseExample>
```json 200
{"id": 7, "name": "Atlas"}
```
</ResponseExample>
"""
CHANGED = PAGE.replace('query="floor" type="string"', 'query="floor" type="string" required')


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def bash(script: str, cwd: Path, **env: str) -> Ran:
    """Run a script as GitHub does where the shell is `bash`."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    path = env.pop("PATH_BEFORE", "")
    every = {**os.environ, "PATH": f"{path}:{BIN}:{os.environ['PATH']}", **GIT, **env}
    done = subprocess.run(command, cwd=cwd, env=every, capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def done(script: str, cwd: Path, **env: str) -> str:
    ran = bash(script, cwd, **env)
    assert ran.code == 0, f"{script}\n{ran.out}{ran.err}"
    return ran.out


# docs/build.md


BLOCKS = blocks_of(BUILD)


def section(title: str) -> list[Block]:
    text = next(part for part in BUILD.split("\n## ") if part.startswith(title))
    return [block for block in BLOCKS if block.text in text]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A git repository with a page and its spec, and the pyproject.toml that the manual shows."""
    folder = tmp_path / "project"
    (folder / "specs/acme/docs").mkdir(parents=True)
    (folder / "specs/acme/docs/rooms.md").write_text(PAGE)
    write(folder, *section("hatchling"))
    done("git init -q && docmill generate && git add --all && git commit -qm first", folder)
    return folder


def write(folder: Path, *found: Block) -> None:
    for block in found:
        if block.file:
            path = folder / block.file
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text)


def follow(folder: Path, title: str) -> str:
    """Write the files of a section, and run its commands."""
    write(folder, *section(title))
    return "".join(done(b.text, folder) for b in section(title) if b.language == "sh")


def test_every_command_belongs_to_a_section_that_is_tested() -> None:
    tested = ("hatchling", "pre-commit", "Makefile", "nox", "just", "Editors")
    commands = [block for block in BLOCKS if block.language == "sh"]
    assert commands == [b for title in tested for b in section(title) if b.language == "sh"]


def test_a_wheel_is_built_without_what_was_generated(project: Path) -> None:
    client = {p.name: p.read_bytes() for p in (project / "generated/acme/client/acme").glob("*.py")}
    shutil.rmtree(project / "generated")
    follow(project, "hatchling")
    (wheel,) = project.glob("dist/*.whl")
    done(f"python -m zipfile -e {wheel} out", project)
    assert {p.name: p.read_bytes() for p in (project / "out/acme").glob("*.py")} == client
    assert not (project / "generated").exists()


@pytest.mark.parametrize(
    ("title", "told"),
    [("Makefile", "all up to date"), ("nox", "Session api was successful"), ("just", "up to date")],
)
def test_the_recipes_generate_and_check(project: Path, title: str, told: str) -> None:
    (project / "generated/acme/openapi.yaml").unlink()
    write(project, *section(title))
    script = "\n".join(block.text for block in section(title) if block.language == "sh")
    ran = bash(script, project)
    assert ran.code == 0, ran.out + ran.err
    assert told in ran.out + ran.err
    assert (project / "generated/acme/openapi.yaml").is_file()


def test_editors_get_the_published_schemas(project: Path) -> None:
    follow(project, "Editors")
    for name, published in (("docmill", "config"), ("docmill-spec", "spec")):
        schema = (project / f"{name}.schema.json").read_text()
        assert schema == (ROOT / f"docs/schema/{published}.schema.json").read_text()
    settings = json.loads((project / ".vscode/settings.json").read_text())
    assert set(settings["yaml.schemas"]) == {"docmill-spec.schema.json"}


# pre-commit


@pytest.fixture
def hooks(tmp_path: Path) -> Path:
    """A repository with docmill's hooks, which run the docmill of the tests: to install the one of
    the repository, as pre-commit does for `language: python`, takes a network."""
    folder = tmp_path / "hooks"
    folder.mkdir()
    text = (ROOT / ".pre-commit-hooks.yaml").read_text()
    every: list[dict[str, Any]] = yaml.safe_load(text)
    assert {hook["language"] for hook in every} == {"python"}
    scripts = (ROOT / "pyproject.toml").read_text()
    assert 'docmill = "docmill.cli:main"' in scripts
    system = text.replace("language: python", "language: system")
    (folder / ".pre-commit-hooks.yaml").write_text(system)
    done("git init -q && git add --all && git commit -qm hooks", folder)
    return folder


def test_pre_commit_generates_and_checks(project: Path, hooks: Path, tmp_path: Path) -> None:
    revision = done("git rev-parse HEAD", hooks).strip()
    (config,) = (block for block in section("pre-commit") if block.file)
    text = config.text.replace("REPOSITORY", str(hooks)).replace("REVISION", revision)
    (project / config.file).write_text(text)
    (script,) = (block.text for block in section("pre-commit") if block.language == "sh")
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    (project / "specs/acme/docs/rooms.md").write_text(CHANGED)
    told = done(script, project, **home)
    first, second = told.split("docmill generate")[1:]
    assert "Failed" in first.split("docmill check")[0]
    assert "files were modified by this hook" in first
    assert second.count("Passed") == 2
    # a page alone runs them, a file that is none of docmill's does not
    (project / "specs/acme/docs/rooms.md").write_text(PAGE)
    ran = bash("git commit -qm second --no-verify; git add specs; pre-commit run", project, **home)
    assert ran.out.count("files were modified by this hook") == 1
    assert "Skipped" not in ran.out
    script = "git add --all; git commit -qm third; echo x > a.txt; git add a.txt; pre-commit run"
    assert done(script, project, **home).count("Skipped") == 2
    # and what was edited by hand is told
    (project / "generated/acme/openapi.yaml").write_text("mine")
    ran = bash("git add generated; pre-commit run docmill-check", project, **home)
    assert ran.code == 1
    assert "edited    generated/acme/openapi.yaml" in ran.out


# GitHub: the workflow and the action


GH = """\
#!/usr/bin/env bash
# stands in for GitHub's command: writes down what it is asked, and knows of open pull requests
printf '%s\\n' "$*" >> "$GH_LOG"
case "$1 $2" in
  "pr list") cat "$GH_OPEN" 2> /dev/null || echo 0 ;;
  "pr create") echo 1 > "$GH_OPEN" ;;
esac
while [ $# -gt 0 ]; do
  if [ "$1" = --body-file ]; then cp "$2" "$GH_LOG.body"; fi
  shift
done
"""


@dataclass
class Runner:
    """A checkout on a runner: steps are run with what the expressions stand for."""

    folder: Path
    temp: Path
    values: dict[str, str]

    def step(self, step: dict[str, Any], job: dict[str, str]) -> Ran:
        assert "${{" not in step["run"], "an expression in a script is put there as code"
        env = {name: self.value(text) for name, text in {**job, **step.get("env", {})}.items()}
        files = {name: str(self.temp / name.lower()) for name in ("GITHUB_OUTPUT", "GITHUB_PATH")}
        files["GITHUB_STEP_SUMMARY"] = str(self.temp / "summary")
        (self.temp / "github_output").write_text("")
        gh = {"GH_LOG": str(self.temp / "gh.log"), "GH_OPEN": str(self.temp / "open")}
        temp = {"RUNNER_TEMP": str(self.temp), "PATH_BEFORE": str(self.temp / "bin")}
        ran = bash(step["run"], self.folder, **env, **files, **gh, **temp)
        for line in (self.temp / "github_output").read_text().splitlines():
            key, _, value = line.partition("=")
            self.values[f"steps.{step['id']}.outputs.{key}"] = value
        return ran

    def value(self, text: str) -> str:
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: self.values[found[1]], text)

    def text(self, name: str) -> str:
        path = self.temp / name
        return path.read_text() if path.exists() else ""


@pytest.fixture
def docs() -> Any:
    with serving() as found:
        found.lists("/rooms")
        found.pages["/rooms.md"] = Says(PAGE.encode(), headers={"content-type": "text/markdown"})
        yield found


@pytest.fixture
def runner(docs: DocsSite, tmp_path: Path) -> Runner:
    """A checkout of a repository with a fetched site, whose remote is a folder."""
    folder, temp = tmp_path / "checkout", tmp_path / "temp"
    (temp / "bin").mkdir(parents=True)
    (temp / "bin/gh").write_text(GH)
    (temp / "bin/gh").chmod(0o755)
    folder.mkdir()
    done(
        "git init -q --bare ../remote; git init -q -b main; git remote add origin ../remote", folder
    )
    done(f"docmill init {docs.url('/')} --name acme", folder)
    done("git add --all; git commit -qm first; git push -qu origin main", folder)
    return Runner(folder, temp, {"github.token": "t", "github.action_path": str(ROOT)})


WORKFLOW: dict[str, Any] = yaml.safe_load((ROOT / "docs/workflows/docmill.yml").read_text())
JOB: dict[str, Any] = WORKFLOW["jobs"]["update"]


def update(runner: Runner) -> Ran:
    """Run the job up to the step that fails, if one does; each from what is on the main branch."""
    done("git switch -q main && git reset -q --hard && git clean -qfd", runner.folder)
    ran = Ran(0, "", "")
    for step in JOB["steps"]:
        if "run" in step and step["name"] != "Install":
            ran = runner.step(step, JOB["env"])
            if ran.code:
                break
    return ran


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("github-workflows", "docs/workflows/docmill.yml"),
        ("github-workflows", ".github/workflows/ci.yml"),
        ("github-actions", "action.yml"),
    ],
)
def test_github_would_take_the_files(kind: str, file: str) -> None:
    done(f"check-jsonschema --builtin-schema vendor.{kind} {file}", ROOT)


def test_the_workflow_asks_for_no_more_than_it_needs() -> None:
    assert WORKFLOW["permissions"] == {}
    assert JOB["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert WORKFLOW["defaults"]["run"]["shell"] == "bash"
    used = [step["uses"] for step in JOB["steps"] if "uses" in step]
    assert all(one.startswith("actions/") for one in used)
    install = next(step["run"] for step in JOB["steps"] if step.get("name") == "Install")
    assert install == "python -m pip install docmill"


def test_docs_that_did_not_change_open_nothing(runner: Runner) -> None:
    ran = update(runner)
    assert (ran.code, ran.out) == (0, "the docs say what they said\n")
    assert runner.text("gh.log") == ""


def test_a_change_opens_one_pull_request_which_is_updated(docs: DocsSite, runner: Runner) -> None:
    docs.pages["/rooms.md"] = Says(CHANGED.encode(), headers={"content-type": "text/markdown"})
    assert update(runner).code == 0
    body = runner.text("gh.log.body")
    assert "| `GET /rooms/{id}` | `query floor`: is required now |" in body
    assert "--title API docs: breaking changes, next version: major " in runner.text("gh.log")
    assert "pr create --head docmill/update" in runner.text("gh.log")
    assert done("git log -1 --format=%s docmill/update", runner.folder).startswith("API docs: ")
    changed = done("git diff --name-only main docmill/update", runner.folder)
    assert "specs/acme/docs/rooms.md" in changed
    assert "generated/acme/openapi.yaml" in changed
    # the same again, on the next day: nothing to say
    assert update(runner).out == "the branch docmill/update says so already\n"
    # and something else: the same pull request says it
    more = CHANGED.replace("The floor.", "The floor of it.")
    docs.pages["/rooms.md"] = Says(more.encode(), headers={"content-type": "text/markdown"})
    assert update(runner).code == 0
    assert "pr edit docmill/update" in runner.text("gh.log").splitlines()[-1]
    assert done("git rev-parse docmill/update", runner.folder) == done(
        "git --git-dir ../remote rev-parse docmill/update", runner.folder
    )


def test_a_login_page_in_the_place_of_the_docs_fails_the_job(
    docs: DocsSite, runner: Runner
) -> None:
    login = html('<form><input type="password" name="p"></form>', "Sign in")
    docs.pages["/rooms.md"] = docs.pages["/rooms"] = login
    ran = update(runner)
    assert (ran.code, ran.out) == (1, "the docs say what they said\n")
    assert "fetch-login" in runner.text("summary")
    assert runner.text("gh.log") == ""
    # what did change is reviewed, and the description tells of the page that did not come
    docs.lists("/rooms", "/floors")
    docs.pages["/floors.md"] = Says(PAGE.replace("rooms", "floors").encode())
    assert update(runner).code == 0
    assert "fetch-login" in runner.text("gh.log.body")
    assert done("git diff --name-only main docmill/update -- '*rooms.md'", runner.folder) == ""


def test_a_great_loss_fails_the_job_with_its_message(docs: DocsSite, runner: Runner) -> None:
    less = re.sub(r"<(Param|Response)Field.*?</\1Field>\n", "", PAGE, flags=re.DOTALL)
    docs.pages["/rooms.md"] = Says(less.encode(), headers={"content-type": "text/markdown"})
    ran = update(runner)
    assert ran.code == 3
    assert "much of what the pages say would be gone; nothing replaced" in ran.err
    assert "    much of what the pages say would be gone" in runner.text("summary")
    assert runner.text("gh.log") == ""


def test_decisions_that_do_not_fit_the_new_pages_are_for_the_reviewer(
    docs: DocsSite, runner: Runner
) -> None:
    at = "/paths/~1rooms~1{id}/get/parameters/1/description"
    script = f"docmill correct '{at}' 'Its floor.' --because 'asked' && docmill generate"
    done(f"{script} && git add --all && git commit -qm third && git push -q", runner.folder)
    more = PAGE.replace("The floor.", "Its floor.")
    docs.pages["/rooms.md"] = Says(more.encode(), headers={"content-type": "text/markdown"})
    assert update(runner).code == 0
    assert "--title API docs: changes that need a decision " in runner.text("gh.log")
    body = runner.text("gh.log.body")
    told = "    corrections that do not fit what the pages say; nothing written:\n    specs/acme/"
    assert "left out, as they do not fit what the pages say" in " ".join(body.split())
    assert f"## What `generate` told\n\n{told}" in body


HOSTILE = (
    '$(touch owned) `touch owned` "; touch owned; @everyone ![x](http://evil.example) ::error::'
)


def test_page_text_is_only_ever_text(docs: DocsSite, runner: Runner) -> None:
    hostile = CHANGED.replace("Get a room", "x").replace('"floor"', f"'{HOSTILE}'")
    hostile = hostile.replace("The name of the room.", HOSTILE)
    docs.pages["/rooms.md"] = Says(hostile.encode(), headers={"content-type": "text/markdown"})
    assert update(runner).code == 0
    assert not list(runner.folder.rglob("owned"))
    body = runner.text("gh.log.body")
    assert "@everyone" in body
    assert "@everyone" not in re.sub(r"(`+).*?\1", "", body)


ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]


def act(runner: Runner, **inputs: str) -> Ran:
    """Run the action's steps, but for the one that installs docmill."""
    for name, about in ACTION["inputs"].items():
        given = inputs.get(name.replace("-", "_"), about["default"])
        runner.values[f"inputs.{name}"] = given
    _, _, run, report = STEPS
    ran = runner.step(run, {})
    assert runner.step(report, {}).code == 0  # `if: always()`
    return ran


def test_the_action_runs_a_command_and_gives_outputs(runner: Runner) -> None:
    outputs = {name: about["value"] for name, about in ACTION["outputs"].items()}
    ran = act(runner)
    assert ran.code == 0, ran.err
    assert "all up to date" in ran.out
    told = {name: runner.value(text) for name, text in outputs.items()}
    assert told == {"changed": "false", "severity": "none", "bump": "none"}
    (runner.folder / "specs/acme/docs/rooms.md").write_text(CHANGED)
    assert act(runner, command="check").code == 3
    assert act(runner, command="diff").code == 0
    ran = act(runner, command="diff", fail_on="breaking")
    assert ran.code == 3
    assert "is required now" in ran.out
    assert "| operation | change |" in runner.text("summary")
    told = {name: runner.value(text) for name, text in outputs.items()}
    assert told == {"changed": "true", "severity": "breaking", "bump": "major"}
    assert act(runner, command="generate").code == 0
    assert act(runner, command="fetch", site="acmi").code == 2
    assert act(runner, command="fetch", site="acme").code == 0
    assert act(runner, command="mock").code == 2


def test_the_action_installs_itself_or_a_version(runner: Runner) -> None:
    _, install, _, _ = STEPS
    python = runner.temp / "bin/python"
    python.write_text('#!/bin/sh\nmkdir -p "$RUNNER_TEMP/docmill/bin"\n'
                      'cp "$RUNNER_TEMP/bin/pip" "$RUNNER_TEMP/docmill/bin/python"\n')  # fmt: skip
    (runner.temp / "bin/pip").write_text('#!/bin/sh\nprintf "%s\\n" "$*"\n')
    for path in (python, runner.temp / "bin/pip"):
        path.chmod(0o755)
    for version, wanted in (("", str(ROOT)), ("1.2", "docmill==1.2")):
        runner.values["inputs.version"] = version
        ran = runner.step(install, {})
        assert ran.out == f"-m pip install --quiet {wanted}\n", ran.err
    assert runner.text("github_path") == f"{runner.temp}/docmill/bin\n" * 2
