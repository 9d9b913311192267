"""`docmill fetch` against a real server: what comes, how politely, what never replaces a page."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from docmill.errors import FetchError, LossError, OutputError
from docmill.fetch.index import INDEX, index_at
from docmill.fetch.stage import STAGE
from fetch_support import PROSE, DocsSite, Says, fetch, html, reference, serving, settings_of


@pytest.fixture
def site() -> Iterator[DocsSite]:
    with serving() as found:
        yield found


def saved(folder: Path) -> dict[str, bytes]:
    """The pages in `folder/docs`; nothing but pages and the index may lie there."""
    docs = folder / "docs"
    files = {p.relative_to(docs).as_posix(): p.read_bytes() for p in docs.rglob("*") if p.is_file()}
    files.pop(INDEX, None)
    return files


def codes(faults: object) -> dict[str, str]:
    assert isinstance(faults, dict)
    return {url.rpartition(":")[2].partition("/")[2]: fault.code for url, fault in faults.items()}


# what comes


def test_pages_come_byte_for_byte_as_markdown_first(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/api/users", "/api/rooms.md", "/guide")
    users, rooms, guide = reference("users"), reference("rooms"), html(PROSE)
    users.body = b"\xef\xbb\xbf" + users.body.replace(b"\n", b"\r\n")
    site.pages |= {"/api/users.md": users, "/api/rooms.md": rooms, "/guide": guide}
    done = fetch(tmp_path, settings_of(site))
    assert saved(tmp_path) == {
        "api/users.md": users.body,
        "api/rooms.md": rooms.body,
        "guide.html": guide.body,
    }
    assert set(done.new) == {"api/users.md", "api/rooms.md", "guide.html"}
    assert not done.failed


def test_the_index_says_where_each_page_is_from(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/users")
    site.pages["/users.md"] = reference("users")
    fetch(tmp_path, settings_of(site))
    entry = index_at(tmp_path / "docs")["users.md"]
    assert (entry.url, entry.came_from) == (site.url("/users"), site.url("/users.md"))
    assert entry.etag
    assert len(entry.sha256) == 64
    assert entry.date.endswith("+00:00")


def test_what_did_not_change_is_not_sent_again_and_changes_no_file(
    site: DocsSite, tmp_path: Path
) -> None:
    site.lists("/users", "/guide")
    site.pages |= {"/users.md": reference("users"), "/guide": html(PROSE)}
    fetch(tmp_path, settings_of(site))
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "docs").rglob("*")}
    sent = site.sent.copy()
    done = fetch(tmp_path, settings_of(site))
    assert (done.new, done.changed, done.unchanged) == ((), (), 2)
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "docs").rglob("*")} == before
    assert site.sent["/users.md"] == sent["/users.md"]  # 304
    assert site.sent["/guide.md"] == sent["/guide.md"]  # the form that it has is asked for first


def test_a_changed_page_replaces_the_old_one(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/users")
    site.pages["/users.md"] = reference("users", 6)
    fetch(tmp_path, settings_of(site))
    site.pages["/users.md"] = reference("users", 7)
    done = fetch(tmp_path, settings_of(site))
    assert done.changed == ("users.md",)
    assert b"field6" in saved(tmp_path)["users.md"]


def test_a_sitemap_its_index_and_packed_ones(site: DocsSite, tmp_path: Path) -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    index = f"<sitemapindex {space}><sitemap><loc>{site.url('/m.xml.gz')}</loc></sitemap>"
    site.pages["/sitemap.xml"] = Says(f"{index}</sitemapindex>".encode())
    urls = "".join(f"<url><loc>{site.url(p)}</loc></url>" for p in ("/users", "/blog/news"))
    site.pages["/m.xml.gz"] = Says(gzip.compress(f"<urlset {space}>{urls}</urlset>".encode()))
    site.pages["/users.md"] = reference("users")
    settings = settings_of(site, sources=(site.url("/sitemap.xml"),), exclude=("/blog/*",))
    assert fetch(tmp_path, settings).new == ("users.md",)
    assert not site.asked["/blog/news"]


def test_a_list_of_pages_needs_no_other(site: DocsSite, tmp_path: Path) -> None:
    site.pages["/openapi.json"] = Says(b'{"openapi": "3.1.0", "paths": {}}')
    settings = settings_of(site, sources=(), pages=(site.url("/openapi.json"),))
    assert fetch(tmp_path, settings).new == ("openapi.json",)


def test_patterns_let_pages_in_and_out(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/api/users", "/api/old/users", "/guide")
    site.pages |= {f"{p}.md": reference("users") for p in ("/api/users", "/api/old/users")}
    settings = settings_of(site, include=("/api/*", "/v9/*"), exclude=("*/old/*",))
    done = fetch(tmp_path, settings)
    assert done.new == ("api/users.md",)
    assert "`/v9/*` of `include` fits no page" in done.notes


def test_nothing_wanted_is_an_error(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/api/users")
    with pytest.raises(FetchError, match=r"none is wanted"):
        fetch(tmp_path, settings_of(site, include=("/apis/*",)))


# politeness


def test_robots_txt_keeps_out(site: DocsSite, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Says(b"User-agent: *\nDisallow: /internal\n")
    site.lists("/users", "/internal/users")
    site.pages |= {"/users.md": reference("users"), "/internal/users.md": reference("hidden")}
    done = fetch(tmp_path, settings_of(site))
    assert set(saved(tmp_path)) == {"users.md"}
    assert codes(done.faults) == {"internal/users": "fetch-robots"}
    assert not site.asked["/internal/users.md"] + site.asked["/internal/users"]
    assert all(agent.startswith("docmill/") for agent in site.agents)


def test_a_robots_txt_that_cannot_be_had_keeps_out_of_all(site: DocsSite, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Says(b"", 500)
    site.lists("/users")
    with pytest.raises(FetchError, match=r"robots.txt: the server answers 500"):
        fetch(tmp_path, settings_of(site))
    assert not site.asked["/llms.txt"]


def test_a_crawl_delay_is_kept(site: DocsSite, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Says(b"User-agent: *\nCrawl-delay: 3600\n")
    site.lists("/users.md")
    with pytest.raises(FetchError, match="stopped after"):
        fetch(tmp_path, settings_of(site, run_seconds=0.5))
    assert site.asked == {"/robots.txt": 1, "/llms.txt": 1}


def test_a_robots_txt_may_lie_elsewhere_on_the_host(site: DocsSite, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Says(b"", 301, {"location": "/rules.txt"})
    site.pages["/rules.txt"] = Says(b"User-agent: *\nDisallow: /\n")
    site.lists("/users.md")
    with pytest.raises(FetchError, match=r"robots.txt of the site keeps docmill out"):
        fetch(tmp_path, settings_of(site))


def test_no_more_requests_at_a_time_than_agreed(site: DocsSite, tmp_path: Path) -> None:
    names = [f"p{n}" for n in range(30)]
    three = threading.Barrier(3)

    def together(name: str, number: int) -> Says:
        three.wait(10)
        return reference(name)

    site.lists(*(f"/{name}.md" for name in names))
    site.pages |= {f"/{name}.md": partial(together, name) for name in names}
    fetch(tmp_path, settings_of(site, concurrency=3))
    assert site.most_at_once == 3
    assert len(saved(tmp_path)) == 30


def test_markdown_is_not_asked_for_where_there_is_none(site: DocsSite, tmp_path: Path) -> None:
    names = [f"/p{n:02}" for n in range(30)]
    site.lists(*names)
    site.pages |= {name: html(PROSE + name) for name in names}
    fetch(tmp_path, settings_of(site, concurrency=1))
    assert sum(site.asked[f"{name}.md"] for name in names) == 5
    assert len(saved(tmp_path)) == 30


# a server in trouble


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408])
def test_what_fails_in_passing_is_asked_for_again(
    site: DocsSite, tmp_path: Path, status: int
) -> None:
    site.lists("/users.md")
    page = reference("users")
    site.pages["/users.md"] = lambda n: page if n == 3 else Says(b"", status)
    assert fetch(tmp_path, settings_of(site)).new == ("users.md",)
    assert site.asked["/users.md"] == 3


def test_a_server_says_how_long_to_wait(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/users.md")
    page = reference("users")
    site.pages["/users.md"] = lambda n: page if n > 1 else Says(b"", 429, {"retry-after": "1"})
    assert fetch(tmp_path, settings_of(site)).new == ("users.md",)
    site.pages["/users.md"] = Says(b"", 429, {"retry-after": "100000"})
    site.asked.clear()
    done = fetch(tmp_path, settings_of(site))
    assert done.failed
    assert "asks to wait 100000 seconds" in next(done.told_of_faults())
    assert site.asked["/users.md"] == 1


def test_a_page_that_stalls_does_not_hold_up_the_others(site: DocsSite, tmp_path: Path) -> None:
    never = threading.Event()
    site.lists("/slow.md", "/users.md")
    site.pages |= {"/users.md": reference("users"), "/slow.md": Says(b"x", stall=never)}
    done = fetch(tmp_path, settings_of(site, page_seconds=1.5, attempts=1))
    never.set()
    assert set(saved(tmp_path)) == {"users.md"}
    assert codes(done.faults) == {"slow.md": "fetch-unreachable"}
    assert "did not come within 1.5 seconds" in next(done.told_of_faults())


def test_a_page_cut_short_is_asked_for_again_and_never_saved(
    site: DocsSite, tmp_path: Path
) -> None:
    site.lists("/users.md")
    page = reference("users")
    site.pages["/users.md"] = lambda n: page if n > 1 else Says(page.body, cut=20)
    assert fetch(tmp_path, settings_of(site)).new == ("users.md",)
    site.pages["/users.md"] = Says(page.body + b"more", cut=3)
    assert codes(fetch(tmp_path, settings_of(site)).faults) == {"users.md": "fetch-unreachable"}
    assert saved(tmp_path) == {"users.md": page.body}


def test_a_packed_page_cut_short_and_an_html_page_without_its_end(
    site: DocsSite, tmp_path: Path
) -> None:
    site.lists("/a", "/b")
    site.pages |= {"/a": html(PROSE), "/b": html(PROSE)}
    fetch(tmp_path, settings_of(site))
    before = saved(tmp_path)
    packed = gzip.compress(html(PROSE + "changed").body)[:-12]
    site.pages["/a"] = Says(packed, headers={"content-encoding": "gzip"})
    site.pages["/b"] = Says(html(PROSE + "changed").body[:-30], closes=True)
    done = fetch(tmp_path, settings_of(site))
    assert set(codes(done.faults).values()) == {"fetch-unreachable"}
    assert saved(tmp_path) == before


def test_packed_pages_are_unpacked(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/users.md")
    page = reference("users")
    site.pages["/users.md"] = Says(gzip.compress(page.body), headers={"content-encoding": "gzip"})
    fetch(tmp_path, settings_of(site))
    assert saved(tmp_path) == {"users.md": page.body}


def test_a_bomb_and_a_page_that_is_too_large(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/bomb.md", "/long.md", "/endless.md", "/other.md")
    bomb = gzip.compress(b"0" * 50_000_000)
    site.pages |= {
        "/bomb.md": Says(bomb, headers={"content-encoding": "gzip"}),
        "/long.md": Says(b"x" * 200_000),
        "/endless.md": Says(b"x" * 200_000, closes=True),
        "/other.md": Says(b"x", headers={"content-encoding": "br"}),
    }
    done = fetch(tmp_path, settings_of(site, max_bytes=100_000))
    assert codes(done.faults) == {
        "bomb.md": "fetch-too-large",
        "long.md": "fetch-too-large",
        "endless.md": "fetch-too-large",
        "other.md": "fetch-unreadable",
    }


def test_a_run_has_a_limit(site: DocsSite, tmp_path: Path) -> None:
    never = threading.Event()
    site.lists("/a.md")
    site.pages["/a.md"] = Says(b"x", stall=never)
    with pytest.raises(FetchError, match=r"stopped after 0.5 seconds .* nothing replaced"):
        fetch(tmp_path, settings_of(site, run_seconds=0.5))
    never.set()
    assert saved(tmp_path) == {}


def stopped_after_the_first(folder: Path, site: DocsSite) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(folder, settings_of(site, concurrency=1), progress=stop)


def test_a_run_that_is_stopped_is_continued(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/a.md", "/b.md")
    site.pages |= {"/a.md": reference("a"), "/b.md": reference("b")}
    stopped_after_the_first(tmp_path, site)
    assert not (tmp_path / "docs/a.md").exists()
    assert fetch(tmp_path, settings_of(site)).new == ("a.md", "b.md")
    assert (site.asked["/a.md"], site.asked["/b.md"]) == (1, 1)
    assert not (tmp_path / "docs" / STAGE).exists()


@pytest.mark.parametrize("part", ["page", "json"])
def test_a_damaged_rest_of_a_run_is_asked_for_again(
    site: DocsSite, tmp_path: Path, part: str
) -> None:
    site.lists("/a.md", "/b.md")
    site.pages |= {"/a.md": reference("a"), "/b.md": reference("b")}
    stopped_after_the_first(tmp_path, site)
    (rest,) = (tmp_path / "docs" / STAGE).glob(f"*.{part}")
    rest.write_bytes(rest.read_bytes()[:-9])
    fetch(tmp_path, settings_of(site))
    assert saved(tmp_path) == {name: reference(name[0]).body for name in ("a.md", "b.md")}


def test_what_came_days_ago_is_asked_for_again(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/a.md", "/b.md")
    site.pages |= {"/a.md": reference("a"), "/b.md": reference("b")}
    stopped_after_the_first(tmp_path, site)
    (note,) = (tmp_path / "docs" / STAGE).glob("*.json")
    note.write_text(
        json.dumps(json.loads(note.read_text()) | {"date": "2020-01-01T00:00:00+00:00"})
    )
    fetch(tmp_path, settings_of(site))
    assert site.asked["/a.md"] == 2


def test_a_list_that_does_not_come_changes_nothing(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/users.md")
    site.pages["/users.md"] = reference("users")
    fetch(tmp_path, settings_of(site))
    for answer in (Says(b"", 500), Says(b"", 404), html("no list"), Says(b"# Docs\n")):
        site.pages["/llms.txt"] = answer
        with pytest.raises(FetchError):
            fetch(tmp_path, settings_of(site))
    assert set(saved(tmp_path)) == {"users.md"}


# only where it may


def test_redirects_are_followed_within_the_hosts_only(site: DocsSite, tmp_path: Path) -> None:
    with serving() as other:
        other.pages["/stolen.md"] = reference("stolen")
        site.lists("/old.md", "/away.md", "/file.md", "/round.md")
        site.pages |= {
            "/old.md": Says(b"", 301, {"location": "/new.md"}),
            "/new.md": reference("new"),
            "/away.md": Says(b"", 302, {"location": other.url("/stolen.md")}),
            "/file.md": Says(b"", 302, {"location": "file:///etc/passwd"}),
            "/round.md": Says(b"", 302, {"location": "/round.md"}),
        }
        done = fetch(tmp_path, settings_of(site))
        assert not other.asked
    assert set(saved(tmp_path)) == {"old.md"}
    assert index_at(tmp_path / "docs")["old.md"].came_from == site.url("/new.md")
    assert codes(done.faults) == dict.fromkeys(
        ("away.md", "file.md", "round.md"), "fetch-elsewhere"
    )


def test_links_to_other_hosts_are_passed_over(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/users.md")
    assert isinstance(site.pages["/llms.txt"], Says)
    site.pages["/llms.txt"].body += b"- [x](https://elsewhere.example/x)\n- [y](mailto:a@b.c)\n"
    site.pages["/users.md"] = reference("users")
    assert "links to other hosts passed over: 1" in fetch(tmp_path, settings_of(site)).notes


def test_a_public_name_for_a_private_address_is_refused(
    site: DocsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a name server would answer that wants to have what is on loopback."""
    import asyncio

    async def lies(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", lies)
    host = f"docs.acme.example:{site.port}"
    site.pages["/llms.txt"] = Says(b"- [u](/users.md)\n")
    site.pages["/users.md"] = reference("users")
    settings = settings_of(site, sources=(f"http://{host}/llms.txt",), hosts=(host,))
    with pytest.raises(FetchError, match=r"resolves to 127.0.0.1, which is no public address"):
        fetch(tmp_path, settings)
    assert not site.asked
    settings = settings_of(site, sources=(f"http://{host}/llms.txt",), hosts=(host,), private=True)
    assert fetch(tmp_path, settings).new == ("users.md",)


# what is no page


SHELLS = {
    "fetch-login": html("<form>Log in <input type='password'></form>" + PROSE, "Acme"),
    "fetch-missing": html("<h1>Page not found</h1><p>We looked everywhere.</p>", "Acme"),
    "fetch-shell": html("<div id='root'></div><noscript>" + PROSE + "</noscript>", "Acme"),
    "fetch-unreadable": Says(b"\x89PNG\x00\x01"),
}


@pytest.mark.parametrize("code", SHELLS)
@pytest.mark.parametrize("before", ["reference", "guide", "nothing"])
def test_an_answer_that_is_no_page_replaces_none(
    site: DocsSite, tmp_path: Path, code: str, before: str
) -> None:
    site.lists("/users", "/other.md")
    site.pages["/other.md"] = reference("other")
    if before == "reference":
        site.pages["/users.md"] = reference("users")
    if before == "guide":
        site.pages["/users"] = html(PROSE)
    fetch(tmp_path, settings_of(site))
    had = saved(tmp_path)
    site.pages |= {"/users": SHELLS[code], "/users.md": SHELLS[code]}
    done = fetch(tmp_path, settings_of(site), accept_loss=True)
    assert codes(done.faults) == {"users": code}
    assert done.failed
    assert saved(tmp_path) == had


def test_what_a_site_shows_for_pages_it_does_not_have_is_no_page(
    site: DocsSite, tmp_path: Path
) -> None:
    """In any language, without a word that would give it away."""
    nothing = html("<p>" + "Diese Seite gibt es leider nicht mehr bei uns. " * 4 + "</p>", "Acme")
    site.otherwise = nothing
    site.pages["/robots.txt"] = Says(b"", 404)
    site.lists("/guide", "/away")
    site.pages["/guide"] = html(PROSE)
    done = fetch(tmp_path, settings_of(site))
    assert set(saved(tmp_path)) == {"guide.html"}
    assert codes(done.faults) == {"away": "fetch-missing"}


def test_the_reference_of_a_login_is_a_page(site: DocsSite, tmp_path: Path) -> None:
    """What describes an operation is taken, whatever else is on it."""
    site.lists("/auth/login.md", "/missing.md")
    login = reference("login")
    login.body = login.body.replace(b'title: "login"', b'title: "404 Not Found"')
    site.pages |= {"/auth/login.md": login, "/missing.md": Says(b"# Not found\n\nSorry.\n")}
    done = fetch(tmp_path, settings_of(site))
    assert set(saved(tmp_path)) == {"auth/login.md"}
    assert codes(done.faults) == {"missing.md": "fetch-missing"}


# what would be lost


def test_many_fields_gone_at_once_stop_the_run(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/users.md", "/rooms.md")
    site.pages |= {"/users.md": reference("users", 58), "/rooms.md": reference("rooms", 58)}
    fetch(tmp_path, settings_of(site))
    had = saved(tmp_path)
    site.pages |= {"/users.md": reference("users", 17), "/rooms.md": reference("rooms", 59)}
    with pytest.raises(LossError) as error:
        fetch(tmp_path, settings_of(site))
    assert "users.md: 41 of 58 fields" in str(error.value)
    assert "--accept-loss" in str(error.value)
    assert {name: had[name] for name in had} == {
        name: data for name, data in saved(tmp_path).items() if not name.startswith(STAGE)
    }
    asked = site.asked["/users.md"]
    done = fetch(tmp_path, settings_of(site), accept_loss=True)
    assert done.changed == ("rooms.md", "users.md")
    assert site.asked["/users.md"] == asked  # it was there already


def test_the_share_that_may_be_lost_is_configured(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/users.md")
    site.pages["/users.md"] = reference("users", 58)
    fetch(tmp_path, settings_of(site))
    site.pages["/users.md"] = reference("users", 17)
    with pytest.raises(LossError):
        fetch(tmp_path, settings_of(site, loss=0.7))
    assert fetch(tmp_path, settings_of(site, loss=0.71)).changed == ("users.md",)


def test_enum_values_and_pages_count_as_well(site: DocsSite, tmp_path: Path) -> None:
    values = ", ".join(f"`kind{n}`" for n in range(10))
    page = reference("users").body
    site.lists("/users.md", "/a.md", "/b.md")
    full = page.replace(b"The field 0.", f"Possible values: {values}.".encode())
    site.pages |= {"/users.md": Says(full), "/a.md": reference("a"), "/b.md": reference("b")}
    fetch(tmp_path, settings_of(site))
    site.pages["/users.md"] = Says(page)
    site.lists("/users.md", "/b.md")
    with pytest.raises(LossError) as error:
        fetch(tmp_path, settings_of(site))
    assert "users.md: 10 of 10 enum values" in str(error.value)
    assert "all pages: 1 of 3 pages" in str(error.value)


def test_a_page_that_moves_loses_nothing(site: DocsSite, tmp_path: Path) -> None:
    names = [f"p{n}" for n in range(5)]
    site.lists(*(f"/{name}.md" for name in names))
    site.pages |= {f"/{name}.md": reference(name) for name in names}
    fetch(tmp_path, settings_of(site))
    site.lists("/moved/p0.md", *(f"/{name}.md" for name in names[1:]))
    site.pages["/moved/p0.md"] = reference("p0")
    done = fetch(tmp_path, settings_of(site, loss=0.2))
    assert (done.new, done.removed) == (("moved/p0.md",), ("p0.md",))
    assert "  removed p0.md" in done.told()
    assert set(saved(tmp_path)) == {"moved/p0.md", *(f"{name}.md" for name in names[1:])}


def test_a_page_that_the_server_says_is_gone_goes_with_the_guards_blessing(
    site: DocsSite, tmp_path: Path
) -> None:
    names = [f"/p{n}.md" for n in range(5)]
    site.lists(*names)
    site.pages |= {name: reference(name[1:-3]) for name in names}
    fetch(tmp_path, settings_of(site))
    del site.pages["/p0.md"]
    with pytest.raises(LossError, match=r"1 of 5 pages"):
        fetch(tmp_path, settings_of(site, loss=0.1))
    assert fetch(tmp_path, settings_of(site)).removed == ("p0.md",)


def test_a_link_that_never_led_anywhere_is_told_and_fails_nothing(
    site: DocsSite, tmp_path: Path
) -> None:
    site.lists("/users.md", "/dead.md")
    site.pages["/users.md"] = reference("users")
    done = fetch(tmp_path, settings_of(site))
    assert codes(done.faults) == {"dead.md": "fetch-refused"}
    assert not done.failed


def test_a_page_without_its_operation_is_not_taken(site: DocsSite, tmp_path: Path) -> None:
    names = [f"/p{n}.md" for n in range(5)]
    site.lists(*names)
    site.pages |= {name: reference(name[1:-3]) for name in names}
    fetch(tmp_path, settings_of(site))
    site.pages["/p0.md"] = Says(b"# A guide\n\n" + b"It moved to another product. " * 20)
    done = fetch(tmp_path, settings_of(site))
    assert codes(done.faults) == {"p0.md": "fetch-nothing"}
    assert done.failed
    assert saved(tmp_path)["p0.md"] == reference("p0").body
    assert fetch(tmp_path, settings_of(site), accept_loss=True).changed == ("p0.md",)


# somebody's work


def test_pages_edited_or_saved_by_hand_are_not_overwritten(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/users.md", "/rooms.md")
    site.pages |= {"/users.md": reference("users"), "/rooms.md": reference("rooms")}
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/rooms.md").write_bytes(b"saved by hand\n")
    with pytest.raises(OutputError, match=r"rooms.md"):
        fetch(tmp_path, settings_of(site))
    assert fetch(tmp_path, settings_of(site), force=True).new == ("rooms.md", "users.md")
    (tmp_path / "docs/users.md").write_bytes(b"edited by hand\n")
    fetch(tmp_path, settings_of(site))  # the site says nothing new
    assert saved(tmp_path)["users.md"] == b"edited by hand\n"
    site.pages["/users.md"] = reference("users", 7)
    with pytest.raises(OutputError, match=r"users.md"):
        fetch(tmp_path, settings_of(site))
    site.lists("/rooms.md")
    with pytest.raises(OutputError, match=r"users.md"):
        fetch(tmp_path, settings_of(site), accept_loss=True)
    assert saved(tmp_path)["users.md"] == b"edited by hand\n"


def test_an_index_that_names_files_elsewhere_is_refused(site: DocsSite, tmp_path: Path) -> None:
    site.lists("/users.md")
    site.pages["/users.md"] = reference("users")
    fetch(tmp_path, settings_of(site))
    index = tmp_path / "docs" / INDEX
    pages = json.loads(index.read_text())["pages"]
    for name in ("../users.md", "/etc/passwd", "a/../../b", ".git/config", "a\\b"):
        index.write_text(json.dumps({"pages": {name: pages["users.md"]}}))
        with pytest.raises(Exception, match=r"no index of docmill fetch"):
            fetch(tmp_path, settings_of(site))
