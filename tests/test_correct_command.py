"""`docmill correct`: one more correction, tried before it is written, in the layout of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from docmill import yamltext
from docmill.uses import Uses
from docmill.wishes import value_of
from test_cli import Ran, docmill, tree
from test_corrections import EMAIL, FILE, HEAD, action, corrections, document, generated, site

__all__ = ["site"]

AT = "/components/schemas/UserUpdate/properties/Email"
WHY = "The server takes no empty address."


def correct(*words: str, because: str = WHY) -> Ran:
    return docmill("correct", *words, "--because", because)


def corrected(*words: str) -> str:
    ran = correct(*words)
    assert ran.code == 0, ran.err
    return ran.out


def test_a_correction_is_written_told_and_in_force(site: Path) -> None:
    assert corrected("client.users.update.email", '{"minLength": 3}') == (
        "1 operation uses /components/schemas/UserUpdate\n"
        "review/corrections/shop.yaml:7-10: added\n"
        f"   7 | - target: {EMAIL}\n"
        f"   8 |   description: {WHY}\n"
        "   9 |   update:\n"
        "  10 |     minLength: 3\n"
        "next: docmill generate\n"
    )
    assert "1 correction applied" in generated(site).out
    assert document(site)["components"]["schemas"]["UserUpdate"]["properties"]["Email"] == {
        "type": "string",
        "format": "email",
        "description": "The email value for this user.",
        "minLength": 3,
        "x-docmill-inferred": ["format"],
    }


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (("/info/version", "2.1.0"), "- target: $.info\n  D\n  update:\n    version: '2.1.0'\n"),
        (("/info/x-new", "5"), "- target: $.info\n  D\n  update:\n    x-new: 5\n"),
        (("#/info/x-new", '"5"'), "- target: $.info\n  D\n  update:\n    x-new: '5'\n"),
        (("/info/license", "--remove"), "- target: $.info.license\n  D\n  remove: true\n"),
        (
            ("/paths/~1api~1sys~1users/get/parameters/0", "--remove"),
            "- target: $.paths['/api/sys/users'].get.parameters[?@.name == 'page']\n"
            "  D\n  remove: true\n",
        ),
        (
            ("client.users.list.page", '{"required": true}'),
            "- target: $.paths['/api/sys/users'].get.parameters[?@.name == 'page']\n"
            "  D\n  update:\n    required: true\n",
        ),
        (
            ("/servers/0/url", "https://new.example"),
            "- target: $.servers[?@.url == 'https://spaces.nexudus.com']\n"
            "  D\n  update:\n    url: https://new.example\n",
        ),
        (
            ("/paths/~1api~1sys~1users/get/tags/-", "more"),
            "- target: $.paths['/api/sys/users'].get.tags\n  D\n  update: more\n",
        ),
        (
            ("/paths/~1api~1sys~1users/get/tags/0", "people"),
            "- target: $.paths['/api/sys/users'].get.tags[?@ == 'users']\n  D\n  update: people\n",
        ),
        (
            ("/paths/~1api~1sys~1users/get/tags", '["a", "b"]'),
            "- target: $.paths['/api/sys/users'].get.tags\n  D\n  remove: true\n"
            "- target: $.paths['/api/sys/users'].get\n  D\n"
            "  update:\n    tags:\n    - a\n    - b\n",
        ),
    ],
)
def test_the_action_reads_well(site: Path, words: tuple[str, ...], written: str) -> None:
    corrected(*words)
    text = (site / FILE).read_text()
    assert text.endswith(f"actions:\n{written.replace('D', f'description: {WHY}')}")
    generated(site)


def test_a_list_takes_the_place_of_a_list_where_it_stood(site: Path) -> None:
    generated(site)
    before = list(document(site)["paths"]["/api/sys/users"]["get"])
    corrected("/paths/~1api~1sys~1users/get/tags", '["a"]')
    generated(site)
    get = document(site)["paths"]["/api/sys/users"]["get"]
    assert (get["tags"], list(get)) == (["a"], before)


def test_references_on_the_way_are_followed_and_what_is_shared_is_said(site: Path) -> None:
    out = corrected(f"{AT.replace('Email', 'Language')}/description", "In which language.")
    assert "1 operation uses /components/schemas/UserUpdate\n" in out
    out = corrected(f"{AT.replace('Email', 'Language')}/enum/-", "9")
    assert (
        f"{AT.replace('Email', 'Language')}/enum/- refers to /components/schemas/Language/enum/-\n"
        in out
    )
    assert "3 operations use /components/schemas/Language\n" in out


def test_keys_beside_a_reference_that_contradict_it_are_refused(site: Path) -> None:
    ran = correct("client.users.update.language", '{"type": "string"}')
    assert ran.code == 2
    at = AT.replace("Email", "Language")
    assert ran.err.startswith(f"{at}: refers to /components/schemas/Language (3 operations); ")
    assert "correct /components/schemas/Language for all of them" in ran.err
    corrected("client.users.update.language", '{"description": "In which language."}')
    corrected(f"{at}/$ref", "--remove")
    corrected(at, '{"type": "string"}')
    generated(site)
    assert document(site)["components"]["schemas"]["UserUpdate"]["properties"]["Language"] == {
        "description": "In which language.",
        "x-docmill-linked-by": "description",
        "type": "string",
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("/info/version", "0.0.0"), "/info/version: changes nothing; nothing written"),
        (("/info/version", "5"), "For a text, write '\"5\"'"),
        ((f"{AT}/type", "strng"), "makes the document invalid at"),
        (("/nowhere/else", "5"), "the document has no `nowhere` at /"),
        (("/info/nowhere", "--remove"), "/info/nowhere"),
        (("/info/title/more", "5"), "the document has no `more` at /info/title"),
        (("/servers/7", "--remove"), "the document has no `7` at /servers"),
        (("/servers/-", "--remove"), "there is none to remove"),
        (("/", "5"), "the document has no `` at /"),
        (("Language.SPANISH", "5"), "is a member of Language; correct /components/schemas/Lang"),
        (("client.users.updat", "5"), "Did you mean client.users.update"),
        (("/info/version",), "give a VALUE, or --remove"),
        (("/info/version", "5", "--remove"), "give a VALUE, or --remove"),
        (("/info/version", "5", "--site", "shp"), "no site is called shp; did you mean shop?"),
    ],
)
def test_what_cannot_be_corrected_is_told_and_nothing_is_written(
    site: Path, words: tuple[str, ...], told: str
) -> None:
    before = tree(site)
    ran = correct(*words)
    assert ran.code == 2
    assert told in ran.err
    assert tree(site) == before


@pytest.mark.parametrize("because", ["", "  ", "\udcff"])
def test_a_reason_is_a_text(site: Path, because: str) -> None:
    assert correct("/info/version", "5.0.0", because=because).code == 2
    assert not (site / FILE).exists()


def test_a_value_of_bytes_that_are_no_text_is_refused(site: Path) -> None:
    for words in (("/info/title", "\udcff"), ("/info/title", '"\\udcff"'), ("/info/\udcff", "1")):
        assert correct(*words).code == 2
        assert not (site / FILE).exists()


def test_corrections_that_are_there_are_kept_as_they_are(site: Path) -> None:
    text = "# ours\r\n" + HEAD.replace("\n", "\r\n") + "\r\n  # the first\r\n"
    text += "  - target: $.info.title   # why not\r\n    description: w\r\n    update: Mine\r\n"
    path = site / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    corrected("/info/version", "7.0.0")
    new = (
        f"  - target: $.info\r\n    description: {WHY}\r\n    update:\r\n      version: '7.0.0'\r\n"
    )
    assert path.read_bytes() == b"\xef\xbb\xbf" + (text + new).encode()
    generated(site)


def test_a_new_correction_sees_those_that_are_there(site: Path) -> None:
    corrected("/info/version", "7.0.0")
    assert "changes nothing" in correct("/info/version", "7.0.0").err
    corrected("/info/version", "7.0.1")
    generated(site)
    assert document(site)["info"]["version"] == "7.0.1"


def test_a_correction_has_to_hold_where_its_file_stands_among_the_others(site: Path) -> None:
    corrections(
        site,
        action("$.info", "update: {x-new: {a: 1}}"),
        action("$.info.title", "update: Mine"),
        name="review/corrections/z.yaml",
    )
    before = tree(site)
    ran = correct("/info/x-new/a", "2")
    assert ran.code == 4
    assert "review/corrections/shop.yaml:7: $.info['x-new']: matches nothing" in ran.err
    ran = correct("/info/title", "Yours")
    assert ran.code == 2
    assert ran.err == (
        "review/corrections/shop.yaml: review/corrections/z.yaml comes after it and says "
        "otherwise; add the correction there, by hand; nothing written\n"
    )
    assert tree(site) == before


def test_stale_corrections_come_first(site: Path) -> None:
    corrections(site, action("$.nowhere", "remove: true"))
    before = tree(site)
    ran = correct("/info/version", "7.0.0")
    assert ran.code == 4
    assert "review/corrections/shop.yaml:4: $.nowhere: matches nothing" in ran.err
    assert tree(site) == before


def test_a_file_that_no_lines_can_be_added_to_is_left_and_the_lines_are_shown(site: Path) -> None:
    path = site / FILE
    path.parent.mkdir(parents=True)
    path.write_text(HEAD.rstrip("\n") + " [{target: $.info.title, description: w, update: Mine}]\n")
    before = tree(site)
    ran = correct("/info/version", "7.0.0")
    assert ran.code == 2
    assert "review/corrections/shop.yaml: no list to add lines to; add by hand:\n" in ran.err
    assert "  - target: $.info\n" in ran.err
    assert tree(site) == before


def test_of_several_sites_the_one_that_has_it_is_corrected(site: Path) -> None:
    second = (site / "docmill.toml").read_text().replace("shop", '"b/c"').replace("review", "other")
    second = second.replace('"out"', '"out2"')
    with (site / "docmill.toml").open("a") as file:
        file.write(second)
    ran = correct("/info/version", "7.0.0")
    assert ran.code == 2
    assert ran.err == "/info/version: shop, b/c have it; say which with --site\n"
    assert "other/corrections/b-c.yaml:7-10: added" in corrected(
        "/info/version", "7.0.0", "--site", "b/c"
    )
    corrected("/info/x-only", "1", "--site", "b/c")  # which shop could be given, and has not
    assert "other/corrections/b-c.yaml" in corrected("/info/x-only", "2")


def test_a_value_is_json_or_else_a_text() -> None:
    texts = ["5", '"5"', "null", "[1]", "NaN", "{", "a b", "", "[" * 100_000]
    assert [value_of(text) for text in texts] == [5, "5", None, [1], *texts[4:]]


def test_the_operations_that_use_a_component_are_counted_through_others() -> None:
    text = (
        "paths:\n  /a:\n    parameters: [{$ref: '#/components/parameters/P'}]\n    get: {}\n"
        "    put: {x: {$ref: '#/components/schemas/B/properties/c'}}\n  /b: {get: {}}\n"
        "components:\n  parameters: {P: {schema: {$ref: '#/components/schemas/A'}}}\n"
        "  schemas:\n    A: {items: {$ref: '#/components/schemas/A'}}\n"
        "    B: {allOf: [{$ref: '#/components/schemas/C'}, {$ref: '#/components/schemas/Gone'}]}\n"
        "    C: {}\n"
    )
    loaded = yamltext.load("a.yaml", text)[0]
    names = ("parameters/P", "schemas/A", "schemas/B", "schemas/C", "schemas/D")
    assert [Uses(loaded).count(f"/components/{name}") for name in names] == [2, 2, 1, 1, 0]
