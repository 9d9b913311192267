"""Accepted findings: each with a reason, none of them stale, all of them still told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docmill.accepted import Entry, entries_in, entries_of, entry_text, held, unaccepted
from docmill.findings import Finding, report_of
from docmill.page import Place
from test_cli import Ran, docmill, tree
from test_corrections import action, corrections, generated, site

__all__ = ["site"]

FILE = "review/accepted.toml"
ENTRY = '[[accepted]]\ncode = "sample-disagrees"\nbecause = "They are placeholders."\n'


def write(site: Path, text: str) -> None:
    (site / FILE).parent.mkdir(exist_ok=True)
    (site / FILE).write_text(text)


def finding(page: str = "a.md", code: str = "sample-disagrees", message: str = "m") -> Finding:
    return Finding(Place(page, 1, 1), code, message)


def entry(**keys: Any) -> Entry:
    return Entry("f:1", "sample-disagrees", "why", **keys)


# which findings


def test_an_entry_covers_a_code_on_pages_that_say_something() -> None:
    other = finding(code="unclaimed")
    found = [finding("sys/a.md", message="says x"), finding("b.md", message="says y"), other]
    assert unaccepted(found, [entry()]) == (other,)
    assert unaccepted(found, [entry(page="sys/*")]) == tuple(found[1:])
    assert unaccepted(found, [entry(page="*.md", says="says x")]) == tuple(found[1:])
    assert unaccepted(found, [entry(page="sys")]) == tuple(found)
    assert unaccepted(found, []) == tuple(found)


def test_a_finding_is_accepted_by_the_first_entry_that_covers_it() -> None:
    found = [finding("a.md"), finding("b.md")]
    first, second = entry(page="a.md", count=1), Entry("f:7", "sample-disagrees", "second")
    assert held(found, [first, second]).reasons == {found[0]: "why", found[1]: "second"}
    assert held(found, [first, second]).stale == ()
    assert held(found, [second, first]).stale == (
        "f:1: sample-disagrees: no finding is left that it covers; remove it (it says: why)",
    )


def test_a_count_is_exact() -> None:
    found = [finding("a.md"), finding("b.md")]
    assert held(found, [entry(count=2)]).stale == ()
    for count in (1, 3):
        (told,) = held(found, [entry(count=count)]).stale
        assert told == (
            f"f:1: sample-disagrees: covers 2 findings and says count = {count}; look at them in "
            "findings.txt, then write count = 2"
        )


def test_an_accepted_finding_stays_in_the_report_with_the_reason_below_it() -> None:
    one = Finding(Place("a.md", 3, 3), "sample-disagrees", "m", "the line")
    assert report_of([one, finding("b.md")], {one: "so \x1b[0m it is"}) == (
        "a.md:3: sample-disagrees: m\n    | the line\n    accepted: so \\x1b[0m it is\n"
        "b.md:1: sample-disagrees: m\n"
    )


# the file


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            ENTRY.replace("disagrees", "disagree"),
            "1: the code `sample-disagree` is not known; did ",
        ),
        (
            ENTRY.replace("sample-disagrees", "zzz"),
            "1: the code `zzz` is not known; known: docmill",
        ),
        (ENTRY + "cuont = 1\n", "1: the key `cuont` is not known; did you mean `count`?"),
        (ENTRY + "line = 1\n", "1: the key `line` is not known; known: code, because, page, says"),
        ("# a\n\n[[accepted]]\nbecause = 'x'\n", "3: needs `code`: which findings are accepted"),
        ("[[accepted]]\ncode = 'unclaimed'\n", "1: needs `because`: the reason why"),
        (ENTRY.replace("They are placeholders.", " "), "1: `because` must be a text"),
        (ENTRY.replace('"They are placeholders."', "5"), "1: `because` must be a text"),
        (ENTRY + "page = ''\n", "1: `page` must be a text"),
        (ENTRY + "says = ['a']\n", "1: `says` must be a text"),
        (ENTRY + "count = 0\n", "1: `count` must be a number of findings, from 1"),
        (ENTRY + "count = true\n", "1: `count` must be a number of findings, from 1"),
        (ENTRY + "count = 1.0\n", "1: `count` must be a number of findings, from 1"),
        (ENTRY + "\n[[accepted]\n", "5: cannot be read as TOML"),
        (ENTRY + 'code = "unclaimed"\n', "4: cannot be read as TOML"),
        ("[accepted]\ncode = 'unclaimed'\n", " an entry begins with [[accepted]], in two brackets"),
        ("accepted = [5]\n", " entry 1: an entry begins with [[accepted]] and has keys"),
        ("[[acepted]]\n", " the key `acepted` is not known; an entry begins with [[accepted]]"),
        ("x = " + "[" * 5000, "cannot be read as TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line_before_anything_is_written(
    site: Path, text: str, told: str
) -> None:
    write(site, text)
    ran = docmill("generate")
    assert ran.code == 2
    assert ran.err.startswith("review/accepted.toml:")
    assert told in ran.err
    assert not (site / "out").exists()


def test_all_mistakes_are_told_at_once(site: Path) -> None:
    write(site, "[[accepted]]\n\n[[accepted]]\ncode = 'no-servr'\nbecause = 'x'\n")
    assert docmill("generate").err.split("\n") == [
        "review/accepted.toml:1: needs `code`: which findings are accepted, by the word that "
        "docmill explain takes",
        "review/accepted.toml:1: needs `because`: the reason why they are accepted",
        "review/accepted.toml:3: the code `no-servr` is not known; did you mean `no-server`?",
        "",
    ]


def test_what_is_no_text_is_told(site: Path) -> None:
    write(site, "")
    (site / FILE).write_bytes(b"\xff")
    assert docmill("generate").err == "review/accepted.toml: is not UTF-8; save it as UTF-8\n"
    (site / FILE).unlink()
    (site / FILE).mkdir()
    assert "review/accepted.toml: cannot be read" in docmill("generate").err


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@given(because=TEXTS, page=TEXTS, says=TEXTS, count=st.integers(1, 10**9))
def test_an_entry_is_read_as_it_was_written(because: str, page: str, says: str, count: int) -> None:
    wanted = Entry("f:1", "unclaimed", because, page, says, count)
    assert entries_of("f", entry_text(wanted)) == (wanted,)


# a run


def test_accepted_findings_are_counted_apart_and_keep_their_place(site: Path) -> None:
    before = generated(site)
    total = int(before.out.split("\n")[1].partition(" ")[0])
    listed = (site / "review/findings.txt").read_text()
    count = listed.count(": sample-disagrees: ")
    assert count
    write(site, ENTRY)
    after = generated(site)
    assert f"{total} findings, {count} of them accepted; the others: " in after.out
    assert "sample-disagrees" not in after.out
    reported = (site / "review/findings.txt").read_text()
    assert reported.count("    accepted: They are placeholders.\n") == count
    assert reported.replace("    accepted: They are placeholders.\n", "") == listed


def test_a_stale_entry_is_told_and_everything_is_written(site: Path) -> None:
    write(
        site, ENTRY + f"\n{ENTRY}page = 'gone.md'\n\n{ENTRY.replace('sample', 'auth')}count = 9\n"
    )
    ran = docmill("generate")
    assert ran.code == 4
    assert ran.err.split("\n") == [
        "review/accepted.toml:5: sample-disagrees: no finding is left that it covers; remove it "
        "(it says: They are placeholders.)",
        "review/accepted.toml:10: auth-disagrees: covers 1 finding and says count = 9; look "
        "at them in findings.txt, then write count = 1",
        "",
    ]
    assert (site / "out/openapi.yaml").is_file()
    assert docmill("generate").code == 4, "a run that has nothing to do tells it, too"


def test_findings_about_the_client_can_be_accepted(site: Path) -> None:
    where = "$.paths['/api/sys/users'].get.parameters[?@.name == 'page']"
    corrections(site, action(where, "remove: true"))
    write(site, '[[accepted]]\ncode = "pagination-unsupported"\nbecause = "One page is enough."\n')
    generated(site)


# docmill accept


def accept(*words: str, because: str = "They are placeholders.") -> Ran:
    return docmill("accept", *words, "--because", because)


def test_accept_writes_an_entry_with_the_findings_of_today(site: Path) -> None:
    generated(site)
    count = (site / "review/findings.txt").read_text().count(": sample-disagrees: ")
    ran = accept("sample-disagrees")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"review/accepted.toml:1: accepts {count} findings\n"
        + "".join(f"  {line}\n" for line in (ENTRY + f"count = {count}").split("\n"))
        + "next: docmill generate\n"
    )
    assert (site / FILE).read_text() == ENTRY + f"count = {count}\n"
    generated(site)


def test_accept_adds_to_what_is_there_and_leaves_it_as_it_is(site: Path) -> None:
    first = ENTRY.replace("\n", "\r\n") + 'says = "Email" # only\r\n# end'
    write(site, "")
    (site / FILE).write_bytes(b"\xef\xbb\xbf" + first.encode())
    ran = accept("sample-disagrees", "--page", "*.md", "--says", "Language", because='a "b"\tc')
    assert ran.code == 0, ran.err
    assert "review/accepted.toml:7: accepts " in ran.out
    data = (site / FILE).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf" + first.encode() + b"\r\n\r\n[[accepted]]\r\n")
    assert b'because = "a \\"b\\" c"\r\n' in data
    generated(site)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sample-disagree",), "sample-disagree: is no finding code; did you mean sample-disag"),
        (("zzz",), "zzz: is no finding code; findings.txt has them"),
        (("page-too-deep",), "no finding page-too-deep is left to be accepted"),
        (
            ("sample-disagrees", "--page", "x", "--says", "y"),
            "no finding sample-disagrees on x that says y is left to be accepted",
        ),
        (("sample-disagrees", "--site", "x"), "no site is called x; known: shop"),
        (("sample-disagrees", "--because", " "), "must not be empty"),
    ],
)
def test_what_cannot_be_accepted_is_told_and_nothing_is_written(
    site: Path, words: tuple[str, ...], told: str
) -> None:
    before = tree(site)
    words = words if "--because" in words else (*words, "--because", "x")
    ran = docmill("accept", *words)
    assert ran.code == 2
    assert told in ran.err
    assert tree(site) == before


def test_what_is_accepted_is_not_accepted_again(site: Path) -> None:
    assert accept("sample-disagrees", "--says", "Email").code == 0
    assert "is left to be accepted" in accept("sample-disagrees", "--says", "Email").err
    assert accept("sample-disagrees").code == 0
    assert len(entries_in(site / "review")) == 2
    generated(site)


def test_entries_in_brackets_are_left_and_the_lines_are_shown(site: Path) -> None:
    text = "accepted = [{code = 'auth-disagrees', because = 'x'}]\n"
    write(site, text)
    ran = accept("sample-disagrees")
    assert ran.code == 2
    assert (
        "review/accepted.toml: its entries do not begin with [[accepted]]; add by hand:\n"
        in ran.err
    )
    assert '[[accepted]]\ncode = "sample-disagrees"\n' in ran.err
    assert (site / FILE).read_text() == text
