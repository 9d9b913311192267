"""Corrections of a site: they reach everything, they must fit, and they can be traced back."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from docmill import yamltext
from emit_support import run_tests
from test_cli import Ran, docmill, tree

DOCS = ROOT / "specs/nexudus/docs"
PAGES = ("update-user.txt", "sys-get-users.md", "sys-get-users-by-id.md")
HEAD = "overlay: 1.1.0\ninfo: {title: Corrections, version: 1.0.0}\nactions:\n"
FILE = "review/corrections/shop.yaml"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configured site of three pages, as the working directory."""
    (tmp_path / "docs").mkdir()
    for name in PAGES:
        shutil.copy(DOCS / name, tmp_path / "docs")
    keys = 'docs = "docs"\nspec = "review/spec"\noutput = "out"\n'
    (tmp_path / "docmill.toml").write_text(f"[sites.shop]\n{keys}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def corrections(site: Path, *actions: str, name: str = FILE) -> None:
    path = site / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "".join(actions))


def action(target: str, verb: str, why: str = "The server says so.", **more: Any) -> str:
    lines = [f"- target: {target}", f"  description: {why}"]
    lines += [f"  {key.replace('_', '-')}: {json.dumps(value)}" for key, value in more.items()]
    return "\n".join([*lines, f"  {verb}\n"])


def document(site: Path) -> Any:
    text = (site / "out/openapi.yaml").read_text(encoding="utf-8")
    return yamltext.load("openapi.yaml", text)[0]


def generated(site: Path) -> Ran:
    ran = docmill("generate")
    assert ran.code == 0, ran.err
    return ran


EMAIL = "$.components.schemas.UserUpdate.properties.Email"
PAGE = "$.paths['/api/sys/users'].get.parameters[?@.name == 'page']"


# what they reach


def test_corrections_reach_openapi_client_and_tests_alike(site: Path) -> None:
    generated(site)
    before = tree(site / "out")
    corrections(
        site,
        action(EMAIL, "remove: true"),
        action("$.components.schemas.UserUpdate.properties", "update: {Email: {type: integer}}"),
        action(
            "$.paths['/api/sys/users'].get.parameters",
            "update: {name: colour, in: query, required: true, schema: {type: string}}",
        ),
        action("$.info", "update: {title: The Shop, version: 7.1.0}"),
        action("$.servers[0].url", "update: https://shop.example/v7"),
    )
    ran = generated(site)
    assert "5 corrections applied\n" in ran.out
    after = tree(site / "out")
    text = after["openapi.yaml"].decode()
    assert "title: The Shop\n" in text
    assert "version: '7.1.0'\n" in text
    resource = next(text for name, text in after.items() if name.endswith("resources/users.py"))
    assert b"email: Required[int]" in resource
    assert b"colour: Required[str]" in resource
    cases = next(text for name, text in after.items() if name.endswith("cases/users.py")).decode()
    assert "colour" in cases
    assert "https://shop.example/v7" in "".join(
        text.decode() for name, text in after.items() if name.startswith("client/")
    )
    assert before != after
    done = run_tests(site / "out")
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_name_of_the_package_can_be_corrected(site: Path) -> None:
    corrections(
        site,
        action("$['x-docmill-package']", "update: big_shop"),
    )
    generated(site)
    assert (site / "out/client/big_shop/__init__.py").is_file()
    assert docmill("explain", "client.users.update.email").code == 0
    assert docmill("generate").code == 0, "a second run finds the same name to correct"
    done = run_tests(site / "out")
    assert done.returncode == 0, done.stdout[-3000:]


def test_what_docmill_itself_told_of_an_operation_can_be_corrected(site: Path) -> None:
    corrections(
        site,
        action("$.paths['/api/sys/users'].get['x-docmill-pagination']", "remove: true"),
        action("$.paths['/api/sys/users'].put", "update: {x-docmill-failure: {property: Bad}}"),
    )
    generated(site)
    users = document(site)["paths"]["/api/sys/users"]
    assert "x-docmill-pagination" not in users["get"]
    assert users["put"]["x-docmill-failure"]["property"] == "Bad"


def test_files_are_applied_by_name_and_json_is_read_too(site: Path) -> None:
    corrections(site, action("$.info.title", "update: First"), name="review/corrections/a.yml")
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": "t", "version": "1"},
        "actions": [{"target": "$.info", "description": "w", "update": {"title": "Second"}}],
    }
    (site / "review/corrections/b.json").write_text(json.dumps(overlay))
    (site / "review/corrections/README.md").write_text("what we know of the server")
    (site / "review/corrections/.hidden.yaml").write_text("no overlay")
    generated(site)
    assert document(site)["info"]["title"] == "Second"


def test_corrections_hold_when_the_pages_are_gone_and_only_the_spec_is_left(site: Path) -> None:
    corrections(site, action(EMAIL, "update: {minLength: 3}"))
    generated(site)
    before = document(site)
    shutil.rmtree(site / "docs")
    generated(site)
    assert document(site) == before


def test_an_openapi_file_is_corrected_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "tests/corpus/openapi/shop.yaml", tmp_path / "api.yaml")
    corrections(
        tmp_path, action("$.info", "update: {version: 9.9.9}"), name="out/corrections/a.yaml"
    )
    assert docmill("generate", "api.yaml", "--output", "out").code == 0
    assert document(tmp_path)["info"]["version"] == "9.9.9"
    shown = docmill("explain", "/info/version", "--output", "out").out
    assert "corrections/a.yaml:4-6: The server says so." in shown


def test_corrections_inside_of_the_docs_folder_are_no_pages(site: Path) -> None:
    keys = 'docs = "docs"\nspec = "docs/spec"\noutput = "out"\n'
    (site / "docmill.toml").write_text(f"[sites.shop]\n{keys}")
    corrections(site, action("$.info.title", "update: Mine"), name="docs/corrections/shop.yaml")
    (site / "docs/names.yaml").write_text("# nothing yet\n")
    ran = generated(site)
    assert "3 pages" in ran.out
    assert document(site)["info"]["title"] == "Mine"


def test_the_same_input_gives_the_same_bytes_and_the_overlay_is_never_written(site: Path) -> None:
    corrections(site, action(EMAIL, "update: {minLength: 3}"))
    overlay = (site / FILE).read_bytes()
    generated(site)
    before = tree(site)
    assert "0 files written" in generated(site).out
    assert tree(site) == before
    assert (site / FILE).read_bytes() == overlay
    manifest = json.loads((site / "out/MANIFEST.json").read_text())
    assert not any("corrections" in name for name in manifest["files"])
    assert (
        manifest["corrections"]["corrections/shop.yaml"]["path"]
        == "../review/corrections/shop.yaml"
    )


# what must fit


def test_corrections_that_do_not_fit_are_told_at_once_and_nothing_is_written(site: Path) -> None:
    generated(site)
    before = tree(site)
    corrections(
        site,
        action("$.components.schemas.Usr", "update: {title: U}", "It has a title."),
        action("$.components.schemas.*", "update: {title: U}"),
        action(f"{EMAIL}.type", "update: string", "The server takes texts."),
        action("$.info.title", "update: Fits"),
    )
    corrections(site, action("$.info", "remove: true"), name="review/corrections/z.yaml")
    ran = docmill("generate")
    assert ran.code == 4
    told = ran.err
    assert told.startswith("corrections that do not fit what the pages say; nothing written:\n")
    assert (
        "review/corrections/shop.yaml:4: $.components.schemas.Usr: matches nothing; "
        "$.components.schemas is an object; did you mean User" in told
    )
    assert "    because: It has a title.\n" in told
    assert "review/corrections/shop.yaml:7: $.components.schemas.*: matches " in told
    assert (
        f"review/corrections/shop.yaml:10: {EMAIL}.type: changes nothing: the pages say so by now; "
        "remove the correction\n    because: The server takes texts.\n" in told
    )
    assert "review/corrections/z.yaml:4: $.info: makes the document invalid at /: " in told
    assert told.endswith("Change or remove these actions, and run the command again.\n")
    shutil.rmtree(site / "review/corrections")
    assert tree(site) == before


def test_a_correction_is_told_when_the_page_says_it_by_itself(site: Path) -> None:
    corrections(site, action(EMAIL, 'update: {description: "The address."}'))
    generated(site)
    page = site / "docs/update-user.txt"
    page.write_text(page.read_text().replace("The email value for this user.", "The address."))
    ran = docmill("generate")
    assert ran.code == 4
    assert f"review/corrections/shop.yaml:4: {EMAIL}: changes nothing: the pages say so" in ran.err


@pytest.mark.parametrize(
    ("target", "verb", "at", "told"),
    [
        (
            EMAIL,
            "update: {type: strin}",
            "/components/schemas/UserUpdate/properties/Email/type",
            "strin",
        ),
        (PAGE, "update: {in: nowhere}", "/paths/~1api~1sys~1users/get/parameters/0", ""),
        ("$.info.version", "update: 5", "/info/version", "5 is not of type"),
        ("$.openapi", "update: 2.0.0", "/openapi", "does not match"),
        ("$.components.schemas.UserUpdate", "update: {required: [1]}", "/components/schemas", ""),
        ("$.components.schemas.Language", "remove: true", "", "nothing is at the reference"),
        (
            "$.paths['/api/sys/users'].put",
            "update: {operationId: users_list}",
            "/paths/~1api~1sys~1users/put/operationId",
            "the operationId 'users_list' is that of GET /api/sys/users, too",
        ),
        ("$['x-docmill-package']", "update: 5", "/x-docmill-package", "must be a text"),
        ("$", "update: {tags: [5]}", "/tags", ""),
        ("$.paths['/api/sys/users'].get.responses", "update: {'999': {}}", "/paths", ""),
    ],
)
def test_a_correction_that_makes_the_document_invalid_is_named(
    site: Path, target: str, verb: str, at: str, told: str
) -> None:
    corrections(site, action("$.info.title", "update: Fine"), action(target, verb))
    ran = docmill("generate")
    assert ran.code == 4, ran.out
    line = next(line for line in ran.err.split("\n") if "makes the document invalid" in line)
    assert line.startswith(
        f"review/corrections/shop.yaml:7: {target}: makes the document invalid at "
    )
    assert at in line
    assert told in line
    assert not (site / "out").exists()


def test_of_several_corrections_the_one_that_is_wrong_is_named(site: Path) -> None:
    corrections(
        site,
        action("$.info.title", "update: Fine"),
        action("$.components.schemas.Language", "remove: true"),
        action("$.info.version", "update: 5.0.0"),
    )
    told = docmill("generate").err
    assert "shop.yaml:7: $.components.schemas.Language: makes the document invalid at /" in told
    assert "shop.yaml:4" not in told
    assert "shop.yaml:10" not in told


def test_a_document_may_be_invalid_between_two_corrections(site: Path) -> None:
    corrections(
        site,
        action("$.info.version", "remove: true"),
        action("$.info", "update: {version: 5.0.0}"),
    )
    generated(site)
    assert document(site)["info"]["version"] == "5.0.0"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "review/corrections/shop.yaml:2: not valid YAML"),
        ("openapi: 3.1.0\n", "review/corrections/shop.yaml:1: is no overlay"),
        (HEAD + "- {target: $.info, remove: true}\n- {}\n", "shop.yaml:4: needs a `description`"),
    ],
)
def test_a_file_that_is_no_overlay_stops_the_run(site: Path, text: str, told: str) -> None:
    corrections(site)
    (site / FILE).write_text(text)
    ran = docmill("generate")
    assert ran.code == 2
    assert told in ran.err
    assert not (site / "out").exists()


def test_what_is_no_folder_of_files_stops_the_run(site: Path) -> None:
    (site / "review").mkdir()
    (site / "review/corrections").write_text("")
    ran = docmill("generate")
    assert (ran.code, ran.err) == (
        2,
        "review/corrections: must be a folder of overlay files\n",
    )
    (site / "review/corrections").unlink()
    (site / "review/corrections").mkdir()
    (site / FILE).write_bytes(b"\xff")
    assert "is not UTF-8" in docmill("generate").err
    (site / FILE).unlink()
    (site / FILE).symlink_to("nowhere.yaml")
    assert docmill("generate").code == 2


def test_a_correction_may_take_the_whole_api_away_and_is_no_traceback(site: Path) -> None:
    corrections(site, action("$.paths.*", "remove: true", x_docmill_matches=2))
    ran = docmill("generate")
    assert ran.code == 1
    assert "nothing written" in ran.err


@pytest.mark.parametrize("value", ["5", "[]", "{style: page}", "{style: 5, items: 5}", "false"])
@pytest.mark.parametrize("key", ["x-docmill-pagination", "x-docmill-failure", "x-docmill-roles"])
def test_keys_of_docmill_may_hold_anything(site: Path, key: str, value: str) -> None:
    (site / "docs/sys-get-users-by-id.md").unlink()
    at = "$.paths['/api/sys/users'].get"
    remove = "" if key == "x-docmill-failure" else action(f"{at}['{key}']", "remove: true")
    corrections(site, remove, action(at, f"update: {{{key}: {value}}}"))
    generated(site)


# the samples


def test_a_sample_that_fits_the_corrected_schema_is_an_example_and_no_finding(site: Path) -> None:
    (site / "docs/sys-get-users.md").unlink()
    generated(site)

    def media() -> Any:
        get = document(site)["paths"]["/api/sys/users/{id}"]["get"]
        return get["responses"]["200"]["content"]["application/json"]

    before = media()
    assert "example" not in before
    (sample,) = before["x-docmill-invalid-examples"]
    told = [one for one in findings(site) if "sample-disagrees" in one and "by-id" in one]
    assert len(told) == 2
    user = "$.components.schemas.User.properties.Email.format"
    corrections(site, action(user, "remove: true"))
    generated(site)
    left = [one for one in findings(site) if "sample-disagrees" in one and "by-id" in one]
    assert left == [one for one in told if "Language" in one]
    corrections(
        site,
        action(user, "remove: true"),
        action("$.components.schemas.Language.enum", "update: 0"),
        action("$.components.schemas.Language['x-enum-varnames']", "update: None"),
    )
    generated(site)
    assert media()["example"] == sample
    assert "x-docmill-invalid-examples" not in media()
    assert not [one for one in findings(site) if "sample-disagrees" in one and "by-id" in one]
    done = run_tests(site / "out")
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_sample_that_does_not_fit_the_corrected_schema_is_none_and_told(site: Path) -> None:
    generated(site)
    put = document(site)["paths"]["/api/sys/users"]["put"]
    media = put["responses"]["200"]["content"]["application/json"]
    sample, name = media["example"], media["schema"]["$ref"].rpartition("/")[2]
    before = findings(site)
    target = f"$.components.schemas.{name}.properties.Message"
    corrections(
        site,
        action(target, "remove: true"),
        action(f"$.components.schemas.{name}.properties", "update: {Message: {type: integer}}"),
    )
    generated(site)
    put = document(site)["paths"]["/api/sys/users"]["put"]
    media = put["responses"]["200"]["content"]["application/json"]
    assert "example" not in media
    assert media["x-docmill-invalid-examples"] == [sample]
    (new,) = set(findings(site)) - set(before)
    assert "sample-disagrees: the sample does not fit: `Message`:" in new
    done = run_tests(site / "out")
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_correction_that_has_nothing_to_do_with_a_sample_leaves_it(site: Path) -> None:
    generated(site)
    before = document(site)
    corrections(site, action("$.info.title", "update: Mine"))
    generated(site)
    assert document(site)["paths"] == before["paths"]


def findings(site: Path) -> list[str]:
    text = (site / "review/findings.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if not line.startswith("    ")]


# where they are seen


def test_explain_shows_the_correction_and_the_lines_that_it_replaced(site: Path) -> None:
    corrections(site, action(EMAIL, "update: {description: The address., minLength: 3}"))
    generated(site)
    at = "/components/schemas/UserUpdate/properties/Email"
    ran = docmill("explain", f"{at}/description")
    assert ran.out.split("\n")[:7] == [
        f"{at}/description",
        '  "The address."',
        "corrections/shop.yaml:4-6: The server says so.",
        f"  4 | - target: {EMAIL}",
        "  5 |   description: The server says so.",
        "  6 |   update: {description: The address., minLength: 3}",
        "update-user.txt:63-66",
    ]
    assert (
        ran.out
        in docmill("explain", "client.users.update.email").out.replace(at, f"{at}/description", 1)
        or "corrections/shop.yaml:4-6" in docmill("explain", "client.users.update.email").out
    )
    assert "corrections/shop.yaml:4-6" in docmill("explain", "/components/schemas/UserUpdate").out
    assert "corrections/shop.yaml" not in docmill("explain", "client.users.list.page").out


def test_what_was_inferred_and_is_corrected_is_not_told_as_inferred(site: Path) -> None:
    generated(site)
    assert "inferred, not stated: format" in docmill("explain", "client.users.update.email").out
    corrections(site, action(EMAIL, "update: {format: idn-email}"))
    generated(site)
    assert "inferred" not in docmill("explain", "client.users.update.email").out


def test_explain_says_when_a_correction_is_gone(site: Path) -> None:
    corrections(site, action(EMAIL, "update: {minLength: 3}"))
    generated(site)
    (site / FILE).unlink()
    ran = docmill("explain", "client.users.update.email")
    assert ran.code == 2
    assert "shop.yaml is gone" in ran.err


def test_a_finding_about_a_correction_names_it(site: Path) -> None:
    corrections(site, action(PAGE, "remove: true"))
    generated(site)
    assert "pagination-unsupported" in (site / "review/findings.txt").read_text()


def git(site: Path, *words: str) -> None:
    names = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    subprocess.run(["git", *names, *words], cwd=site, check=True, capture_output=True)


def test_diff_compares_each_revision_with_its_own_corrections(site: Path) -> None:
    corrections(site, action(EMAIL, "update: {minLength: 3}"))
    generated(site)
    git(site, "init", "-q")
    git(site, "add", ".")
    git(site, "commit", "-qm", "one")
    assert "no changes" in docmill("diff").out.lower()
    corrections(
        site,
        action(EMAIL, "update: {minLength: 3}"),
        action("$.components.schemas.UserUpdate.required", "update: [Active]"),
    )
    ran = docmill("diff")
    assert "breaking   body Active: is required now" in ran.out
    assert "corrections/shop.yaml:7" in ran.out
    git(site, "commit", "-qam", "two")
    assert "Active" in docmill("diff", "HEAD~1", "HEAD").out
    shutil.rmtree(site / "review/corrections")
    assert "body Active: is optional now" in docmill("diff").out


def test_a_stale_correction_does_not_hide_what_changed(site: Path) -> None:
    corrections(
        site,
        action(EMAIL, 'update: {description: "The address."}'),
        action("$.components.schemas.UserUpdate.required", "update: [Active]"),
    )
    generated(site)
    git(site, "init", "-q")
    git(site, "add", ".")
    git(site, "commit", "-qm", "one")
    page = site / "docs/update-user.txt"
    text = page.read_text().replace("The email value for this user.", "The address.")
    page.write_text(text.replace("The full name value for this user.", "The name."))
    ran = docmill("diff")
    assert ran.code == 0
    assert (
        "the working tree: left out, as they do not fit what the pages say: "
        "corrections/shop.yaml:4-6\n" in ran.out
    )
    assert "FullName" in ran.out
    assert "Active" not in ran.out


def test_diff_of_folders_knows_the_corrections_that_they_were_made_with(site: Path) -> None:
    generated(site)
    shutil.copytree(site / "out", site / "old")
    corrections(site, action("$.components.schemas.UserUpdate.required", "update: [Active]"))
    generated(site)
    ran = docmill("diff", "old", "out")
    assert "body Active: is required now" in ran.out
    assert "corrections/shop.yaml:4" in ran.out
    corrections(site, action("$.info.title", "update: Other"))
    assert "the pages have changed since they were read" in docmill("diff", "old", "out").out
