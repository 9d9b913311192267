"""The parts of `docmill fetch` on their own: addresses, names of files, lists, the guard, the
configuration."""

from __future__ import annotations

import gzip
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docmill.config import sites_near
from docmill.errors import FetchError, UsageError
from docmill.fetch.filenames import ending_of, name_of
from docmill.fetch.getting import wait_of
from docmill.fetch.guard import losses
from docmill.fetch.listing import listing_of
from docmill.fetch.transport import is_local, is_public
from docmill.fetch.urls import address_in, fits, forms_of, is_wanted, key_of
from docmill.page import Page, is_name
from docmill.pagefacts import facts_by_page
from docmill.settings import Fetching

HOST = "docs.acme.example"
BASE = f"https://{HOST}"


# addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/a", f"{BASE}/a"),
        ("b?x=1#part", f"{BASE}/dir/b?x=1"),
        ("https://DOCS.acme.example:443/a/../b/", f"{BASE}/b/"),
        ("http://user:secret@h.example:8080", "http://h.example:8080/"),
        ("/ä b", f"{BASE}/%C3%A4%20b"),
        ("/../../etc/passwd", f"{BASE}/etc/passwd"),
        ("http://[::1]:80/a", "http://[::1]/a"),
        ("file:///etc/passwd", None),
        ("mailto:a@b.example", None),
        ("javascript:alert(1)", None),
        ("ftp://h.example/a", None),
        ("http://h.example:port/", None),
        ("http://[", None),
        ("http://", None),
        ("http://h.example\\@evil.example/", None),
    ],
)
def test_the_address_that_a_link_leads_to(text: str, address: str | None) -> None:
    assert address_in(text, f"{BASE}/dir/page") == address


@given(st.text())
def test_any_text_is_an_address_or_none(text: str) -> None:
    address = address_in(text, f"{BASE}/dir/page")
    assert address is None or address.isascii() or address.startswith(("http://", "https://"))
    assert address is None or address_in(address) == address


def test_one_page_has_many_addresses() -> None:
    every = ("/a", "/a/", "/a.md", "/a.html", "/a.html.md", "/a.mdx")
    assert {key_of(BASE + path) for path in every} == {f"{HOST}/a"}
    assert len({key_of(BASE + path) for path in ("/a", "/b", "/a?x=1", "/a.json", "/")}) == 5


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        ("/a", ["/a.md", "/a"]),
        ("/a/", ["/a.md", "/a/"]),
        ("/a.html", ["/a.html.md", "/a.html"]),
        ("/a?v=2", ["/a.md?v=2", "/a?v=2"]),
        ("/", ["/index.md", "/"]),
        ("/a.md", ["/a.md"]),
        ("/openapi.json", ["/openapi.json"]),
    ],
)
def test_markdown_is_asked_for_first(path: str, forms: list[str]) -> None:
    assert list(forms_of(BASE + path)) == [BASE + form for form in forms]


def test_patterns_are_of_paths_or_of_addresses() -> None:
    assert fits(f"{BASE}/api/a/b", "/api/*")
    assert fits(f"{BASE}/api/a.md", "/api/a")
    assert not fits(f"{BASE}/api2/a", "/api/*")
    assert fits(f"{BASE}/api/a", "https://docs.*/api/*")
    assert is_wanted(f"{BASE}/a", (), ())
    assert not is_wanted(f"{BASE}/a", ("/*",), ("/a",))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0"),
        *("::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "224.0.0.1", "2002:7f00:1::"),
    ],
)
def test_addresses_of_private_networks(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_and_local_names() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
    assert is_local("localhost")
    assert is_local("127.0.0.1")
    assert not is_local("localhost.acme.example")


# names of files


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/users/list", "api/users/list.md"),
        ("/api/users.html", "api/users.md"),
        ("/v1.2/users", "v1.2/users.md"),
        ("/", "index.md"),
        ("/Users", "Users.md"),
    ],
)
def test_names_are_readable(path: str, name: str) -> None:
    assert name_of(BASE + path, ".md", HOST) == name


@pytest.mark.parametrize(
    "path",
    [
        *("/a?page=2", "/con", "/aux.users", "/LPT1", "/a%2Fb", "/%2e%2e/%2e%2e/etc"),
        *("/a:b", "/a\\b", "/ä", "/a%00b", "/a.md/b", "/a.", "/.git/config", "/-rf"),
        *("/" + "x" * 300, "/x/" * 200),
        "/MANIFEST",
    ],
)
def test_what_a_disk_may_not_hold_is_replaced_and_told_apart(path: str) -> None:
    address = address_in(path, BASE) or BASE
    name = name_of(address, ".json" if path == "/MANIFEST" else ".md", HOST)
    assert name[-14:].rpartition("-")[1] == "-"
    check(name)


@given(st.text(), st.sampled_from([".md", ".html", ".json"]))
def test_any_address_gives_a_name_that_stays_in_the_folder(path: str, ending: str) -> None:
    address = address_in(f"/{path}", BASE)
    if address:
        check(name_of(address, ending, HOST))


def check(name: str) -> None:
    assert is_name(name)
    assert len(name) <= 200
    assert name.isascii()
    for part in name.split("/"):
        assert not part.startswith((".", "-"))
        assert not part.endswith((".", " "))
        assert part.split(".")[0].lower() not in ("con", "aux", "nul", "prn", "com1", "lpt1")
        assert not set(part) & set('<>:"\\|?*')


def test_names_that_differ_in_case_alone_are_told_apart() -> None:
    name = name_of(f"{BASE}/Users", ".md", HOST, {"users.md"})
    assert name.startswith("Users-")
    assert name == name_of(f"{BASE}/Users", ".md", HOST, {"users.md"})


def test_pages_of_another_host_lie_apart() -> None:
    assert name_of("https://b.example/a", ".md", HOST) == "b.example/a.md"


def test_a_folder_never_has_the_name_of_a_page() -> None:
    assert name_of(f"{BASE}/a.md/b", ".md", HOST).startswith("a-md/b-")


@pytest.mark.parametrize(
    ("text", "path", "media_type", "ending"),
    [
        ("<!DOCTYPE html><p>", "/a.md", "text/markdown", ".html"),
        ("# A", "/a.md", "text/plain", ".md"),
        ("# A", "/a", "text/markdown", ".md"),
        ("{}", "/spec", "application/vnd.api+json", ".json"),
        ("openapi: 3.1.0", "/spec.YAML", "", ".yaml"),
        ("words", "/a", "text/plain", ".txt"),
        ("words", "/a.html", "", ".txt"),
    ],
)
def test_the_ending_follows_from_what_came(
    text: str, path: str, media_type: str, ending: str
) -> None:
    assert ending_of(Page("page", text), BASE + path, media_type) == ending


# lists of pages


def test_a_list_of_links() -> None:
    text = "\ufeff# Docs\r\n\r\n> x\r\n\r\n- [A](/a.md): the *a*\r\n- [B](<b_(c).md>)\r\n"
    text += f"- {BASE}/bare\n\n```\n[no](/code.md)\n```\n[full](/llms-full.txt)\n[s](/x/llms.txt)\n"
    found = listing_of(f"{BASE}/docs/llms.txt", text.encode(), 10_000)
    assert found.pages == (f"{BASE}/a.md", f"{BASE}/docs/b_(c).md", f"{BASE}/bare")
    assert found.lists == (f"{BASE}/x/llms.txt",)


def test_a_sitemap_names_its_pages_not_their_images() -> None:
    text = (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><url><loc> https://h.example/a '
        "</loc><i:image><i:loc>https://h.example/i.png</i:loc></i:image></url></urlset>"
    )
    assert listing_of(BASE, text.encode(), 10_000).pages == ("https://h.example/a",)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "aaaaaaaaaa">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BOMB.encode(), "declares entities"),
        (b"<!doctype html><html>", "it is HTML"),
        (b"<rss></rss>", "its root is <rss>"),
        (b"<urlset><url>", "cannot be read as a sitemap"),
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (gzip.compress(b"0" * 1_000_000, mtime=0), "unpacks to more than"),
        (gzip.compress(b"# Docs", mtime=0)[:-4], "cut short"),
        (b"\x1f\x8bnonsense", "damaged"),
    ],
)
def test_what_is_no_list_is_told(data: bytes, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        listing_of(BASE, data, 100_000)


@given(st.binary())
def test_any_bytes_are_a_list_or_none(data: bytes) -> None:
    with suppress(FetchError):
        listing_of(BASE, data, 100_000)


# waiting


def test_how_long_to_wait_is_a_number_or_a_date() -> None:
    later = datetime.now(UTC) + timedelta(seconds=100)
    assert wait_of("7") == 7
    assert 90 < wait_of(format_datetime(later, usegmt=True)) <= 100
    assert wait_of("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert {wait_of(text) for text in ("", "soon", "-1", "1.5", "²")} == {0}


# the guard


def facts(**kinds: list[str]) -> dict[str, Counter[str]]:
    return {kind: Counter(things) for kind, things in kinds.items()}


def test_a_field_that_takes_the_place_of_another_does_not_make_up_for_it() -> None:
    old, new = (facts(fields=[f"{side}{n}" for n in range(10)]) for side in "ab")
    assert [str(one) for one in losses({"p": old}, {"p": new}, 0.5)] == [
        "p: 10 of 10 fields",
        "all pages: 10 of 10 fields",
    ]


def test_a_few_things_less_on_a_page_are_an_ordinary_change() -> None:
    old = {"p": facts(fields=list("abcd")), "q": facts(fields=[f"q{n}" for n in range(20)])}
    assert losses(old, {**old, "p": facts(fields=[])}, 0.3) == []


def test_what_openapi_files_say_counts_as_well() -> None:
    text = (
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a/{id}:\n    get:\n"
        "      parameters: [{name: id, in: path, required: true, schema: {enum: [x, y]}}]\n"
        "      responses: {'200': {description: ok}}\n"
        "components: {schemas: {A: {type: object, properties: {b: {type: string}}}}}\n"
    )
    found = facts_by_page({"k": Page("openapi.yaml", text)})["k"]
    assert found["operations"] == Counter({"GET /a/{}": 1})
    assert found["fields"] == Counter({"path id": 1, "b": 1})
    assert found["enum values"] == Counter({"x": 1, "y": 1})


# the configuration


def test_a_site_says_where_its_pages_are(tmp_path: Path) -> None:
    (tmp_path / "docmill.toml").write_text(
        "[sites.acme.fetch]\nsource = 'https://docs.acme.example/llms.txt'\n"
        "pages = ['https://api.acme.example/openapi.json']\ninclude = '/api/*'\nloss = 0.5\n"
    )
    (site,) = sites_near(tmp_path)
    assert site.fetching == Fetching(
        sources=("https://docs.acme.example/llms.txt",),
        pages=("https://api.acme.example/openapi.json",),
        hosts=("docs.acme.example", "api.acme.example"),
        include=("/api/*",),
        loss=0.5,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("source = 'https://a.example/'\nexlude = 'x'", "did you mean `exclude`"),
        ("loss = 0.5", "needs `source`"),
        ("source = 'llms.txt'", "must be an address"),
        ("source = 'file:///etc/passwd'", "must be an address"),
        ("source = 1", "`source` must be an address"),
        ("source = 'https://a.example/'\ninclude = ['']", "`include` must be a text"),
        ("source = 'https://a.example/'\nloss = 30", "a number from 0 to 1"),
        ("source = 'https://a.example/'\nloss = nan", "a number from 0 to 1"),
        ("source = 'https://a.example/'\nconcurrency = 1.5", "a number from 1 to 32"),
        ("source = 'https://a.example/'\nconcurrency = true", "a number from 1 to 32"),
        ("source = 'https://a.example/'\nprivate = 1", "must be true or false"),
        ("source = 'https://a.example/'\nhosts = 'https://a.example'", "must be a host"),
        ("source = 'https://a.example/'\nhosts = 'A.example'", "must be a host"),
    ],
)
def test_a_mistake_in_it_is_told(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "docmill.toml").write_text(f"[sites.acme.fetch]\n{text}\n")
    with pytest.raises(UsageError, match=words):
        sites_near(tmp_path)
