"""`docmill init`: a site from an address or a folder; all of it, or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT, SEED
from docmill.config import sites_near
from docmill.starting import name_of_host
from fetch_support import PROSE, DocsSite, Says, html, reference, serving
from test_cli import docmill

PROJECT = '[project]\nname = "shop"  # mine\n\n\n[tool.ruff]\nline-length = 90'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def docs(here: Path) -> Iterator[DocsSite]:
    """A docs site of two references below /api, and a guide."""
    with serving() as found:
        found.lists("/api/users", "/api/rooms", "/guide")
        found.pages |= {
            "/api/users.md": reference("users"),
            "/api/rooms.md": reference("rooms"),
            "/guide": html(PROSE),
        }
        yield found


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


# from an address


def test_a_docs_site_is_found_fetched_generated_and_configured(docs: DocsSite, here: Path) -> None:
    (here / "pyproject.toml").write_text(PROJECT)
    ran = docmill("init", docs.url("/"), "--name", "acme")
    assert ran.code == 0, ran.err
    assert (here / "pyproject.toml").read_text() == (
        f"{PROJECT}\n\n"
        '[tool.docmill.sites.acme]\ndocs = "specs/acme/docs"\nspec = "specs/acme/spec"\n'
        'output = "generated/acme"\n\n'
        f'[tool.docmill.sites.acme.fetch]\nsource = "{docs.url("/llms.txt")}"\n'
    )
    assert (here / "specs/acme/docs/api/users.md").is_file()
    assert (here / "specs/acme/spec/api/users.yaml").is_file()
    assert (here / "generated/acme/client/acme/__init__.py").is_file()
    assert ran.out.startswith(
        "acme: 3 pages, 2 operations, 12 fields\nno endpoint page: guide.html; `include` and"
    )
    assert "  no-responses 2\n    The page documents no response" in ran.out
    assert "  git add pyproject.toml specs/acme generated/acme\n  docmill generate " in ran.out
    # and it goes on from there
    assert docmill("fetch").out.startswith("acme: 0 new, 0 changed")
    assert "0 files written" in docmill("generate").out


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("/llms.txt", {"source": "/llms.txt"}),
        ("/api/", {"source": "/llms.txt", "include": ["/api", "/api/*"]}),
        ("/api/users", {"pages": ["/api/users"]}),
        ("/api/users.md", {"pages": ["/api/users.md"]}),
    ],
)
def test_what_is_fetched_follows_from_the_address(
    docs: DocsSite, here: Path, path: str, keys: dict[str, object]
) -> None:
    assert docmill("init", docs.url(path), "--name", "acme").code == 0
    (site,) = sites_near(here)
    assert site.fetching is not None
    fetching = site.fetching
    assert [one.removeprefix(docs.url("")) for one in fetching.sources] == [
        one for key, one in keys.items() if key == "source"
    ]
    assert [one.removeprefix(docs.url("")) for one in fetching.pages] == keys.get("pages", [])
    assert list(fetching.include) == keys.get("include", [])


@pytest.mark.parametrize("named", [True, False])
def test_a_sitemap_is_found_by_robots_txt_or_by_its_name(docs: DocsSite, named: bool) -> None:
    del docs.pages["/llms.txt"]
    at = "/maps/pages.xml" if named else "/sitemap.xml"
    docs.pages["/robots.txt"] = Says(f"Sitemap: {docs.url(at)}\n".encode() if named else b"")
    entry = f"<url><loc>{docs.url('/api/users')}</loc></url>"
    docs.pages[at] = Says(f"<urlset>{entry}</urlset>".encode())
    ran = docmill("init", docs.url("/"))
    assert ran.code == 0, ran.err
    assert ran.out.startswith("api: 1 page, 1 operation")


def test_the_nearest_list_is_taken(docs: DocsSite, here: Path) -> None:
    docs.pages["/api/llms.txt"] = Says(f"- [Users]({docs.url('/api/users')})\n".encode())
    assert docmill("init", docs.url("/api")).out.startswith("api: 1 page, 1 operation")


def test_robots_txt_is_respected(docs: DocsSite, here: Path) -> None:
    docs.pages["/robots.txt"] = Says(b"User-agent: *\nDisallow: /\n")
    ran = docmill("init", docs.url("/"))
    assert ran.code == 2
    assert "no page came; nothing done" in ran.err
    assert "fetch-robots: robots.txt of the site keeps docmill out of it" in ran.err
    assert set(docs.asked) == {"/robots.txt"}
    assert files_in(here) == set()


def test_another_host_is_not_followed_but_told(docs: DocsSite, here: Path) -> None:
    moved = Says(status=301, headers={"location": "http://docs.acme.example/"})
    docs.pages = {}
    docs.otherwise = moved
    ran = docmill("init", docs.url("/"))
    assert ran.code == 2
    assert "leads to docs.acme.example, which is not among the `hosts`" in ran.err
    assert files_in(here) == set()


def test_pages_that_did_not_come_are_told(docs: DocsSite, here: Path) -> None:
    docs.pages["/api/rooms.md"] = docs.pages["/api/rooms"] = Says(b"", 403)
    ran = docmill("init", docs.url("/"), "--name", "acme")
    assert ran.code == 1
    assert f"{docs.url('/api/rooms')}: fetch-refused: the server answers 403\n" in ran.err
    assert ran.out.startswith("acme: 2 pages, 1 operation")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://docs.acme.com/api", "acme"),
        ("https://acme.com", "acme"),
        ("https://developer.acme-tools.co.uk", "acme_tools"),
        ("https://acme.readme.io/reference", "acme"),
        ("http://127.0.0.1:8000/", "api"),
        ("http://[::1]:8000/", "api"),
        ("https://docs.com", "api"),
    ],
)
def test_the_name_is_that_of_the_host(url: str, name: str) -> None:
    assert name_of_host(url) == name


# from a folder


def test_saved_pages_stay_where_they_lie(here: Path) -> None:
    (here / "pages").mkdir()
    shutil.copy(SEED, here / "pages")
    ran = docmill("init", "pages")
    assert ran.code == 0, ran.err
    assert (here / "docmill.toml").read_text() == (
        '[sites.nexudus]\ndocs = "pages"\nspec = "specs/nexudus/spec"\n'
        'output = "generated/nexudus"\n'
    )
    assert "docmill fetch" not in ran.out
    assert "git add docmill.toml pages specs/nexudus generated/nexudus\n" in ran.out
    assert "0 files written" in docmill("generate").out


def test_a_single_page_and_a_configuration_elsewhere(here: Path) -> None:
    (here / "sub/pages").mkdir(parents=True)
    shutil.copy(SEED, here / "sub/pages")
    config = ("--config", "sub/docmill.toml", "--name", "two words")
    assert docmill("init", "sub/pages/update-user.txt", *config).code == 0
    (site,) = sites_near(here / "sub")
    assert site.docs == (here / "sub/pages/update-user.txt",)
    assert (here / "sub/generated/two words/client/two_words/__init__.py").is_file()


def test_an_openapi_file_is_a_source_as_well(here: Path) -> None:
    shutil.copy(ROOT / "generated/nexudus/openapi.yaml", here)
    assert docmill("init", "openapi.yaml").out.startswith("nexudus: 1 OpenAPI file, 14 operations")


def test_pages_that_give_no_operation_are_told(here: Path) -> None:
    (here / "pages").mkdir()
    shutil.copy(SEED, here / "pages")
    (here / "pages/broken.txt").write_text("Update\nBody Parameters\n\nId\ninteger\nAn id.\n")
    ran = docmill("init", "pages")
    assert (ran.code, "broken.txt" in ran.err) == (1, True)
    assert len(sites_near(here)) == 1


def test_the_configuration_that_counts_here_is_added_to(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "docmill.toml").write_text("# mine\r\n[sites.other]\r\n")
    (here / "a/pages").mkdir(parents=True)
    (here / "a/pyproject.toml").write_text("[project]\n")
    shutil.copy(SEED, here / "a/pages")
    monkeypatch.chdir(here / "a")
    assert docmill("init", "pages").code == 0
    text = (here / "docmill.toml").read_bytes().decode()
    assert text.startswith("# mine\r\n[sites.other]\r\n\r\n[sites.nexudus]\r\n")
    assert "\n" not in text.replace("\r\n", "")


# nothing is left


SAME = "[tool.docmill.sites.acme]\n"


@pytest.mark.parametrize(
    ("words", "config", "told"),
    [
        (("pages",), SAME, "the site acme is there already"),
        (("pages",), "[tool.docmill.sites.acme]\noutptu = 1\n", "did you mean `output`?"),
        (("pages",), "[tool\n", "cannot be read as TOML"),
        (("pages",), "[tool]\ndocmill = { sites = { b = {} } }\n", "add these by hand"),
        (("pages",), "[tool.docmill.sites.b]\noutput = 'generated'\n", "both write to"),
        (("nowhere",), "", "no such file or folder, and no address"),
        ((".",), "", "copy the pages to a folder of their own"),
        ((str(ROOT / "specs"),), "", "copy the pages to a folder of their own"),
        (("ftp://docs.acme.example/",), "", "is no address that can be fetched"),
        (("pages", "--config", "setup.cfg"), "", "is a pyproject.toml or a docmill.toml"),
        (("pages", "--name", "../acme"), "", "a site is named by letters"),
        (("pages", "--name", ""), "", "a site is named by letters"),
        (("empty",), "", "no page found"),
        (("guides",), "", "none of 1 pages gives an operation"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    here: Path, words: tuple[str, ...], config: str, told: str
) -> None:
    (here / "pyproject.toml").write_text(config)
    for folder, page in (("pages", SEED.read_text()), ("guides", "# A guide\n\nWords.\n")):
        (here / folder).mkdir()
        (here / folder / "page.txt").write_text(page)
    (here / "empty").mkdir()
    before = files_in(here)
    ran = docmill("init", "--name", "acme", *words)
    assert ran.code == 2
    assert told in ran.err
    assert files_in(here) == before
    assert (here / "pyproject.toml").read_text() == config


@pytest.mark.parametrize("folder", ["specs/acme/spec", "specs/acme/docs", "generated/acme"])
def test_folders_that_are_there_are_left_alone(docs: DocsSite, here: Path, folder: str) -> None:
    (here / folder).mkdir(parents=True)
    (here / folder / "mine.txt").write_text("mine")
    before = files_in(here)
    ran = docmill("init", docs.url("/"), "--name", "acme")
    assert ran.code == 2
    assert "is there already; nothing done" in ran.err
    assert files_in(here) == before


@pytest.mark.parametrize("fails", ["docmill.starting.fetch_site", "docmill.starting.carry_out"])
def test_a_failure_in_the_middle_leaves_nothing(
    docs: DocsSite, here: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    (here / "specs").mkdir()
    (here / "specs/mine.txt").write_text("mine")
    before = files_in(here)

    def interrupted(site: object, **more: object) -> None:
        (here / "specs/acme/docs/.fetching").mkdir(parents=True, exist_ok=True)
        raise KeyboardInterrupt

    monkeypatch.setattr(fails, interrupted)
    ran = docmill("init", docs.url("/"), "--name", "acme")
    assert ran.code == 1
    assert files_in(here) == before


def test_pages_beside_which_a_failure_happens_are_kept(here: Path) -> None:
    (here / "specs/acme/docs").mkdir(parents=True)
    (here / "specs/acme/docs/guide.txt").write_text("# A guide\n\nWords.\n")
    before = files_in(here)
    assert docmill("init", "specs/acme/docs", "--name", "acme").code == 2
    assert files_in(here) == before


# questions


def test_a_terminal_is_asked_for_the_name(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "pages").mkdir()
    shutil.copy(SEED, here / "pages")
    import sys

    from docmill.cli import main

    asked: list[tuple[str, str]] = []

    def prompt(text: str, default: str) -> str:
        asked.append((text, default))
        return "mine"

    monkeypatch.setattr("click.prompt", prompt)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["init", "pages"])
    assert not ended.value.code
    assert asked == [("Name of the site, and of the client's package", "nexudus")]
    assert sites_near(here)[0].name == "mine"
