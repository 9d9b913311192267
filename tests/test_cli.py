"""The command as its users meet it: what it prints, its exit codes, what it leaves untouched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import ROOT, SEED
from docmill.cli import main
from docmill.codes import CODES


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def docmill(*words: str | Path) -> Ran:
    """Run the command in this process; anything but a clean exit is a failure."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return Ran(result.exit_code, result.stdout, result.stderr)


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of the seed page; tests that change it work on a copy."""
    folder = tmp_path_factory.mktemp("out")
    assert docmill("generate", SEED, "--output", folder).code == 0
    return folder


def test_generate_writes_everything_that_a_user_needs(output: Path) -> None:
    have = set(tree(output))
    assert have >= {
        "openapi.yaml",
        "spec/update-user.yaml",
        "findings.txt",
        "MANIFEST.json",
        "client/pyproject.toml",
        "client/README.md",
        "client/nexudus/__init__.py",
        "client/nexudus/py.typed",
        "tests/conftest.py",
    }


def test_generate_tells_what_it_did(tmp_path: Path) -> None:
    ran = docmill("generate", SEED, "--output", tmp_path)
    assert "1 page, 1 operation, 73 fields\n7 findings: " in ran.out  # 58 sent, 11 + 4 answered
    assert "enum-link-inferred 1" in ran.out
    assert "files written, 0 unchanged" in ran.out
    again = docmill("generate", SEED, "--output", tmp_path)
    assert ": 0 files written" in again.out


def test_the_name_of_the_client_can_be_given(tmp_path: Path) -> None:
    assert docmill("generate", SEED, "--output", tmp_path, "--name", "Acme Rooms").code == 0
    assert (tmp_path / "client/acme_rooms/__init__.py").is_file()


def test_the_same_page_gives_the_same_bytes_anywhere(output: Path, tmp_path: Path) -> None:
    """Another process, hash seed, time zone, locale and working directory."""
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    command = [sys.executable, "-m", "docmill", "generate", os.path.relpath(SEED, tmp_path)]
    subprocess.run([*command, "--output", "out"], cwd=tmp_path, env=env, check=True)
    mine, other = tree(output), tree(tmp_path / "out")
    mine.pop("MANIFEST.json"), other.pop("MANIFEST.json")  # it tells where the page lies
    assert mine == other


def test_findings_name_place_code_and_source_line(output: Path) -> None:
    report = (output / "findings.txt").read_text()
    assert "update-user.txt:12: auth-disagrees: the page names several ways:" in report
    assert "\n    | ValueName\n" in report


def test_the_spec_files_alone_give_the_same_output(output: Path, tmp_path: Path) -> None:
    """The pages may be gone: emission needs only the spec."""
    assert docmill("generate", output / "spec", "--output", tmp_path).code == 0
    mine, other = tree(output), tree(tmp_path)
    for kept in ("MANIFEST.json", "findings.txt"):
        mine.pop(kept), other.pop(kept)
    assert mine == other


def test_openapi_read_back_gives_the_same_client(output: Path, tmp_path: Path) -> None:
    assert docmill("generate", output / "openapi.yaml", "--output", tmp_path).code == 0
    for part in ("client", "tests"):
        assert tree(output / part) == tree(tmp_path / part)


def test_a_site_of_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = tmp_path / "specs/nexudus/docs"
    docs.mkdir(parents=True)
    (docs / "update-user.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "docmill.toml").write_text("[sites.nexudus]\n")
    monkeypatch.chdir(tmp_path)
    assert docmill("generate").code == 0
    assert (tmp_path / "specs/nexudus/spec/update-user.yaml").is_file()
    assert (tmp_path / "specs/nexudus/findings.txt").is_file()
    assert (tmp_path / "generated/nexudus/openapi.yaml").is_file()
    before = tree(tmp_path / "generated/nexudus/client")
    (docs / "update-user.txt").unlink()
    docs.rmdir()
    assert docmill("generate").code == 0
    assert tree(tmp_path / "generated/nexudus/client") == before


def test_what_is_committed_is_what_docmill_makes(tmp_path: Path) -> None:
    """The golden tree: specs/nexudus and generated/nexudus."""
    site = tmp_path / "out"
    docs = ROOT / "specs/nexudus/docs"
    assert docmill("generate", docs, "--output", site, "--name", "nexudus").code == 0
    made = tree(site)
    committed = tree(ROOT / "generated/nexudus")
    for part in ("client/", "tests/", "openapi.yaml"):
        assert {k: v for k, v in made.items() if k.startswith(part)} == {
            k: v for k, v in committed.items() if k.startswith(part)
        }
    assert {k: v for k, v in made.items() if k.startswith("spec/")} == {
        f"spec/{k}": v for k, v in tree(ROOT / "specs/nexudus/spec").items()
    }
    assert made["findings.txt"] == (ROOT / "specs/nexudus/findings.txt").read_bytes()


# wrong usage and bad input

LOGIN = "Sign in\n\nEmail\n\nPassword\n\nForgot your password?\n"
HALF = SEED.read_text()[: SEED.read_text().index("Optional Fields")]


def test_usage_errors_have_exit_code_2_and_a_way_out(tmp_path: Path) -> None:
    for words, told in (
        (("generate", SEED), "--output DIR"),
        (("generate", tmp_path / "missing.txt", "--output", tmp_path / "out"), "no such file"),
        (("generate", tmp_path, "--output", tmp_path / "out"), "no page found"),
        (("read", tmp_path), "no such file"),
        (("explain", "nonsense", "--output", tmp_path), "holds no output of docmill"),
    ):
        ran = docmill(*words)
        assert (ran.code, told in ran.err) == (2, True), (words, ran)
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", 1, "page.txt:1: empty-page"),
        (b"\n \n\n", 1, "page.txt:1: empty-page"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", 2, "page.txt:3: a zero byte: this is a binary file"),
        (b"GET\n/\ncaf\xe9\n", 2, "page.txt:3: byte 0xe9 is not UTF-8"),
        (LOGIN.encode(), 1, "page.txt:1: not-an-endpoint"),
        (SEED.read_bytes().replace(b"PUT", b"").replace(b"curl", b"call"), 1, "no-operation"),
        (b"x\n" * 25_000_000, 2, "48 MB is no reference page"),
    ],
    ids=["empty", "blank", "binary", "latin-1", "login page", "no method", "50 MB"],
)
def test_bad_input_is_told_and_the_old_output_stays(
    output: Path, tmp_path: Path, data: bytes, code: int, words: str
) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(data)
    out = tmp_path / "out"
    shutil.copytree(output, out)
    before = tree(out)
    ran = docmill("generate", page, "--output", out)
    assert ran.code == code
    assert words in ran.err
    assert "Traceback" not in ran.out + ran.err
    assert tree(out) == before


def test_a_form_that_is_not_read_is_told_and_never_half_read(tmp_path: Path) -> None:
    text = '<?xml version="1.0"?>\n<wadl><resource path="/b"/></wadl>\n'
    (tmp_path / "page.txt").write_text(text)
    ran = docmill("generate", tmp_path / "page.txt", "--output", tmp_path / "out")
    assert ran.code == 1
    assert "page.txt:1: rendering-unknown" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("open_tag", ["<Accordion title='a'>\n", "<ParamField body='a'>\n"])
def test_a_page_that_is_made_to_break_its_readers(tmp_path: Path, open_tag: str) -> None:
    (tmp_path / "page.md").write_text("# A\n\n" + open_tag * 3_000)
    ran = docmill("generate", tmp_path / "page.md", "--output", tmp_path / "out")
    assert ran.code == 1
    assert "page.md:1: page-too-deep" in ran.err


def test_half_a_page_gives_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(HALF)
    ran = docmill("generate", tmp_path / "page.txt", "--output", tmp_path / "out")
    assert ran.code == 0
    assert "no-responses 1" in ran.out
    assert "Id: integer" in (tmp_path / "out/spec/page.yaml").read_text()


def test_line_ends_and_byte_order_mark_change_nothing(output: Path, tmp_path: Path) -> None:
    page = tmp_path / "update-user.txt"
    page.write_bytes(b"\xef\xbb\xbf" + SEED.read_bytes().replace(b"\n", b"\r\n"))
    assert docmill("generate", page, "--output", tmp_path / "out").code == 0
    mine, other = tree(output), tree(tmp_path / "out")
    mine.pop("MANIFEST.json"), other.pop("MANIFEST.json")
    assert mine == other


def test_one_bad_page_does_not_keep_the_others_back(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "good.txt").write_bytes(SEED.read_bytes())
    (docs / "bad.txt").write_text("Request Body\n\nName\nstring\nThe name.\n")
    (docs / "guide.txt").write_text("Getting started\n\nMake an account.\n")
    ran = docmill("generate", docs, "--output", tmp_path / "out")
    assert ran.code == 1
    assert "no operation: bad.txt" in ran.out
    assert "no endpoint page: guide.txt" in ran.out
    assert (tmp_path / "out/spec/good.yaml").is_file()


def test_a_guide_beside_endpoint_pages_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "guide.txt").write_text("Getting started\n\nMake an account.\n")
    ran = docmill("generate", tmp_path, "--output", tmp_path / "out")
    assert ran.code == 0
    assert "no endpoint page: guide.txt" in ran.out


def test_an_edited_file_stops_the_run(output: Path, tmp_path: Path) -> None:
    assert docmill("generate", SEED, "--output", tmp_path).code == 0
    (tmp_path / "openapi.yaml").write_text("mine\n")
    ran = docmill("generate", SEED, "--output", tmp_path)
    assert ran.code == 2
    assert "edited by hand" in ran.err
    assert (tmp_path / "openapi.yaml").read_text() == "mine\n"
    assert docmill("generate", SEED, "--output", tmp_path, "--force").code == 0
    assert tree(tmp_path)["openapi.yaml"] == tree(output)["openapi.yaml"]


def test_escape_sequences_of_a_page_never_reach_the_terminal(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(SEED.read_text().replace("EnglishUS", "\x1b]0;pwned\x07US"))
    for ran in (docmill("read", page), docmill("generate", page, "--output", tmp_path / "out")):
        assert ran.code == 0
        assert "\x1b" not in ran.out + ran.err
    assert "\x1b" not in (tmp_path / "out/findings.txt").read_text()
    assert "\x1b" not in (tmp_path / "out/openapi.yaml").read_text()


# read


def test_read_shows_facts_with_lines_findings_and_ledger() -> None:
    ran = docmill("read", SEED)
    assert ran.code == 0
    assert "       68   body/Language/type: integer" in ran.out
    assert "       66 ~ body/Email/format: email" in ran.out
    assert "update-user.txt:12: auth-disagrees" in ran.out
    assert "update-user.txt:46-49: enum-link-inferred" in ran.out
    assert "302 lines that are not blank" in ran.out
    assert "28 boilerplate (generated-sample)" in ran.out
    assert "0 unclaimed" in ran.out


def test_read_as_json() -> None:
    report = json.loads(docmill("read", SEED, "--json").out)
    assert {"path": "body/Language/type", "value": "integer", "lines": [68, 68],
            "basis": "stated"} in report["facts"]  # fmt: skip
    assert {entry["account"] for entry in report["ledger"]} == {"claimed", "boilerplate"}
    assert report["findings"][0]["code"] == "auth-disagrees"


# explain


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_with_a_way_out(code: str) -> None:
    ran = docmill("explain", code)
    assert ran.code == 0
    assert ran.out.startswith(f"{code}: ")
    assert ran.out.count("\n") == 2


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("client.users.update.language", "67 | Language"),
        ("client.users.update", "2 | PUT"),
        ("/components/schemas/UserUpdate/properties/Language", "67 | Language"),
        ("#/components/schemas/Language/enum/1", "48 | 1EnglishUS"),
        ("/paths/~1api~1sys~1users/put/requestBody/content/application~1json/schema/properties/Email",
         "63 | Email"),
    ],
)  # fmt: skip
def test_explain_shows_the_lines_that_made_a_thing(output: Path, what: str, shown: str) -> None:
    ran = docmill("explain", what, "--output", output)
    assert ran.code == 0, ran.err
    assert shown in ran.out


def test_explain_says_what_was_inferred(output: Path) -> None:
    ran = docmill("explain", "client.users.update.language", "--output", output)
    assert "inferred, not stated: enum" in ran.out
    ran = docmill(
        "explain", "/components/schemas/UserUpdateResponse/properties/OpenInDialog", "-o", output
    )
    assert "seen only in an example" in ran.out


def test_explain_suggests_what_was_meant(output: Path) -> None:
    ran = docmill("explain", "client.users.update.langage", "--output", output)
    assert ran.code == 2
    assert "Did you mean client.users.update.language" in ran.err
    ran = docmill("explain", "/components/schemas/Nothing", "--output", output)
    assert ran.code == 2
    assert "the document has no `Nothing`" in ran.err


# templates


def test_a_folder_of_templates_overrides_single_ones(output: Path, tmp_path: Path) -> None:
    mine = tmp_path / "templates"
    (mine / "client").mkdir(parents=True)
    (mine / "client/README.md.j2").write_text("{# mine #}\nOur own words.\n")
    ran = docmill("generate", SEED, "--output", tmp_path / "out", "--templates", mine)
    assert ran.code == 0, ran.err
    made, usual = tree(tmp_path / "out"), tree(output)
    assert b"Our own words." in made.pop("client/README.md")
    usual.pop("client/README.md")
    made.pop("MANIFEST.json"), usual.pop("MANIFEST.json")
    assert made == usual


def test_a_folder_of_templates_that_is_not_there_is_told(tmp_path: Path) -> None:
    ran = docmill("generate", SEED, "--output", tmp_path / "out", "--templates", tmp_path / "no")
    assert ran.code == 2
    assert "no" in ran.err
    assert not (tmp_path / "out").exists()


def test_a_broken_template_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "client").mkdir()
    (tmp_path / "client/README.md.j2").write_text("{# mine #}\n{{ nothing.at.all }}\n{% if %}\n")
    ran = docmill("generate", SEED, "--output", tmp_path / "out", "--templates", tmp_path)
    assert ran.code == 2
    assert "README.md.j2:3" in ran.err
    assert not (tmp_path / "out").exists()
