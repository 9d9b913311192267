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

from conftest import SEED
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
    assert "1 page, 1 operation, 77 fields\n8 findings: " in ran.out  # 58 sent, 12 + 7 answered
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
    for kept in ("MANIFEST.json", "findings.txt", "names.yaml"):
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


# wrong usage and bad input

LOGIN = "Sign in\n\nEmail\n\nPassword\n\nForgot your password?\n"
HALF = SEED.read_text()[: SEED.read_text().index("Optional Fields")]


def test_usage_errors_have_exit_code_2_and_a_way_out(tmp_path: Path) -> None:
    for words, told in (
        (("generate", SEED), "--output DIR"),
        (("generate", tmp_path / "missing.txt", "--output", tmp_path / "out"), "no such file"),
        (("generate", tmp_path, "--output", tmp_path / "out"), "no page found"),
        (("generate", "", "-o", tmp_path / "out"), "must not be empty"),
        (("generate", SEED, "-o", "a\0b"), "zero byte"),
        (("generate", SEED, "-o", SEED), "is a file, not a folder"),
        (("generate", "a" * 500, "-o", tmp_path / "out"), "File name too long"),
        (("generate", "/dev/zero", "-o", tmp_path / "out"), "is a pipe, a socket or a device"),
        (("read", tmp_path / "missing.txt"), "No such file"),
        (("read", tmp_path), "is a folder, not a file"),
        (("explain", "client.users", "--output", SEED), "is a file, not a folder"),
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
        (b"x\n" * 25_000_000, 2, "more than 8 MB is no reference page"),
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


# what is an input


def test_output_inside_of_the_input_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(SEED.read_bytes())
    for out in (tmp_path / "out", tmp_path):
        for _ in range(2):
            ran = docmill("generate", tmp_path, "--output", out)
            assert ran.code == 0, ran.err
            assert "1 page, 1 operation" in ran.out
        assert ": 0 files written" in ran.out
    (tmp_path / "page.txt").unlink()
    assert "no page found" in docmill("generate", tmp_path, "-o", tmp_path / "other").err


def test_output_without_a_manifest_is_no_input_of_its_own_run(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "out").mkdir()
    (tmp_path / "out/notes.txt").write_text("Notes\n")
    assert "1 page," in docmill("generate", tmp_path, "--output", tmp_path / "out").out
    (tmp_path / "more").mkdir()
    (tmp_path / "more/page.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "more/MANIFEST.json").write_text('{"files": {}}')  # somebody else's
    assert "3 pages," in docmill("generate", tmp_path, "--output", tmp_path / "other").out


def test_dot_files_are_passed_over_and_a_link_to_nothing_is_told(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / ".git").mkdir(parents=True)
    (docs / ".git/x.txt").write_text("x")
    (docs / ".x.txt").write_text("x")
    (docs / "page.TXT").write_bytes(SEED.read_bytes())
    assert "1 page," in docmill("generate", docs, "--output", tmp_path / "out").out
    assert "begin with a dot" in docmill("generate", "--help").out
    (docs / "other.txt").symlink_to("nowhere")
    ran = docmill("generate", docs, "--output", tmp_path / "out2")
    assert ran.code == 2
    assert "other.txt: cannot be read: links to nowhere, which is not there" in ran.err


def test_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    docs = tmp_path / os.fsdecode(b"d\xe9")
    docs.mkdir()
    (docs / "page.txt").write_bytes(SEED.read_bytes())
    assert docmill("generate", docs, "--output", tmp_path / "out").code == 0
    assert docmill("explain", "client.users.update", "--output", tmp_path / "out").code == 0
    for name in (b"p\xe9.txt", b"a\nb.txt", b"a\x1b.txt"):
        page = docs / os.fsdecode(name)
        page.write_bytes(SEED.read_bytes())
        for ran in (docmill("generate", docs, "-o", tmp_path / "out"), docmill("read", page)):
            assert (ran.code, "control characters; rename it" in ran.err) == (2, True), ran
            assert "\x1b" not in ran.err
        page.unlink()


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "page.txt")
    for ran in (
        docmill("read", tmp_path / "page.txt"),
        docmill("generate", tmp_path, "-o", tmp_path / "out"),
    ):
        assert (ran.code, "is a pipe" in ran.err) == (2, True)


def test_pages_that_differ_in_their_endings_have_a_spec_file_each(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    pages = {"x.txt": "a", "x.md": "b", "x.txt.md": "c"}
    for name, path in pages.items():
        text = SEED.read_text().replace("sys/users", f"sys/{path}").replace("\nsys\n", "\n")
        (docs / name).write_text(text)
    ran = docmill("generate", docs, "--output", tmp_path / "out")
    specs = {path.name: path.read_text() for path in (tmp_path / "out/spec").iterdir()}
    assert {name: text.split("\n")[0] for name, text in specs.items()} == {
        f"{name}.yaml": f"page: {name}" for name in pages
    }, ran


def test_a_spec_file_names_no_place_outside_of_the_output(output: Path, tmp_path: Path) -> None:
    text = (output / "spec/update-user.yaml").read_text()
    for name in ("../evil.txt", "/evil.txt", "a/../../evil.txt", '"a\\0b"', '""', "a//b"):
        (tmp_path / "a.yaml").write_text(text.replace("page: update-user.txt", f"page: {name}"))
        ran = docmill("generate", tmp_path / "a.yaml", "--output", tmp_path / "out")
        assert (ran.code, "is named by its path" in ran.err) == (2, True), name


@pytest.mark.parametrize("pages", ["[]", "3", '{"a": 1}', '{"a": {}}', '{"a": {"path": 1}}',
                                   '{"a": {"path": "x\\u0000"}}', "[" * 50_000])  # fmt: skip
def test_explain_in_a_folder_with_an_odd_manifest(tmp_path: Path, pages: str) -> None:
    (tmp_path / "MANIFEST.json").write_text(f'{{"files": {{}}, "pages": {pages}}}')
    ran = docmill("explain", "client.users.update", "--output", tmp_path)
    assert ran.code == 2
    assert "MANIFEST.json" in ran.err or "is gone" in ran.err


def test_explain_tells_pages_of_one_name_in_several_folders_apart(tmp_path: Path) -> None:
    for folder, path in (("a", "users"), ("b", "desks")):
        (tmp_path / "docs" / folder).mkdir(parents=True)
        text = SEED.read_text().replace("users", path)
        (tmp_path / "docs" / folder / "page.txt").write_text(text)
    assert docmill("generate", tmp_path / "docs", "--output", tmp_path / "out").code == 0
    ran = docmill("explain", "/paths/~1api~1sys~1desks/put", "--output", tmp_path / "out")
    assert "b/page.txt:" in ran.out, ran


def test_the_fields_of_an_operation_that_two_pages_tell_count_once(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_bytes(SEED.read_bytes())
    ran = docmill("generate", tmp_path, "--output", tmp_path / "out")
    assert "2 pages, 1 operation, 77 fields\n" in ran.out


def test_what_is_counted_is_called_by_its_kind(output: Path, tmp_path: Path) -> None:
    ran = docmill("generate", output / "openapi.yaml", "--output", tmp_path / "a")
    assert "1 operation, 1 OpenAPI file" not in ran.out
    assert ran.out.startswith("1 OpenAPI file, 1 operation\n")
    ran = docmill("generate", output / "spec", "--output", tmp_path / "b")
    assert ran.out.startswith("1 spec file, 1 operation, 77 fields\n")


# odd words in odd places


ODD_PATHS = (
    *("", ".", "no", "a\0b", "a.txt", "a.txt/x", "docs", "out", "out/spec", "out/openapi.yaml"),
    *("x" * 300, "/dev/null", "/proc/no/x", os.fsdecode(b"\xe9"), "\ud800", "a\x1b[0m"),
)


@pytest.mark.parametrize("path", ODD_PATHS)
def test_no_path_gives_a_traceback(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    shutil.copytree(output, tmp_path / "out")
    (tmp_path / "a.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    for words in (
        ("read", path),
        ("generate", path, "--output", "new"),
        ("generate", "a.txt", "--output", path),
        ("generate", "a.txt", "--output", "new", "--templates", path),
        ("explain", "client.users.update", "--output", path),
        ("explain", path, "--output", "out"),
    ):
        ran = docmill(*words)  # fails where anything but a clean exit comes of it
        assert ran.code in (0, 1, 2)
        assert ran.code != 2 or ran.err, words
        assert "\x1b" not in ran.out + ran.err


def test_a_working_directory_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    for words in (("generate",), ("explain", "client.users"), ("generate", SEED, "-o", "out")):
        ran = docmill(*words)
        assert (ran.code, bool(ran.err)) == (2, True), words


def test_characters_that_a_terminal_cannot_show_are_escaped(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(SEED.read_text().replace("full name", "Fran\u00e7ais\u2192"))
    env = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-m", "docmill", "read", str(tmp_path / "page.txt")]
    ran = subprocess.run(command, env=env, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"Fran\xe7ais\\u2192" in ran.stdout


# several sites


def test_of_several_sites_all_are_written_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / "specs" / name / "docs").mkdir(parents=True)
        (tmp_path / "specs" / name / "docs/page.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "docmill.toml").write_text("[sites.one]\n[sites.two]\n")
    monkeypatch.chdir(tmp_path)
    second = tmp_path / "specs/two/docs/page.txt"
    second.write_bytes(b"\0")
    assert docmill("generate").code == 2
    assert not (tmp_path / "generated").exists()
    second.write_bytes(SEED.read_bytes())
    (tmp_path / "generated/two").mkdir(parents=True)
    (tmp_path / "generated/two/openapi.yaml").write_text("mine\n")
    assert "not made by docmill" in docmill("generate").err
    assert not (tmp_path / "generated/one").exists()
    assert docmill("generate", "--force").out.count("1 page, 1 operation") == 2
    assert {path.name for path in (tmp_path / "generated").iterdir()} == {"one", "two"}


def test_a_linked_output_folder_has_its_spec_in_the_right_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/page.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "elsewhere/deep").mkdir(parents=True)
    (tmp_path / "generated").symlink_to("elsewhere/deep")
    (tmp_path / "docmill.toml").write_text('[sites.a]\ndocs = "docs"\nspec = "spec"\n')
    monkeypatch.chdir(tmp_path)
    assert docmill("generate").code == 0
    assert (tmp_path / "spec/page.yaml").is_file()
    assert (tmp_path / "elsewhere/deep/a/openapi.yaml").is_file()
    assert docmill("explain", "client.users.update").code == 0


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
