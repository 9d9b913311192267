"""The ground: pages, names, literals, YAML, terminal text."""

from __future__ import annotations

import ast
import string
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docmill.addresses import address_of, host_of, is_media_type
from docmill.errors import InputError
from docmill.literals import docstring, python_literal
from docmill.names import class_name, constant, identifier, pascal, settle, singular, snake
from docmill.page import MAX_BYTES, Place, page_of
from docmill.safetext import printable
from docmill.understand.jsontext import NotJsonError, json_of
from docmill.yamltext import dump, load

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


# pages


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    plain = page_of("a.txt", "GET\n/\nü\n".encode())
    assert page_of("a.txt", "\ufeffGET\r\n/\r\nü\r\n".encode()) == plain
    assert page_of("a.txt", b"GET\r/\r\xc3\xbc\r") == plain
    assert plain.lines == ("GET", "/", "ü", "")


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"PNG\n\0\n", 2, "binary"),
        (b"one\ntwo\n\xff\xfe\n", 3, "0xff is not UTF-8"),
        (b"x" * (MAX_BYTES + 1), None, "more than 8 MB"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(
    data: bytes, line: int | None, words: str
) -> None:
    with pytest.raises(InputError) as error:
        page_of("a.txt", data)
    assert error.value.line == line
    assert words in str(error.value)


def test_places_are_told_as_editors_understand_them() -> None:
    assert str(Place("a.txt", 3, 3)) == "a.txt:3"
    assert str(Place("a.txt", 3, 7)) == "a.txt:3-7"


# names


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("FullName", "full_name"),
        ("APIAccess", "api_access"),
        ("OnHelpDeskMsg", "on_help_desk_msg"),
        ("userIDs", "user_ids"),
        ("OAuth2Token", "o_auth2_token"),
        ("x-request-id", "x_request_id"),
        ("items[].id", "items_id"),
        ("2fa", "n2_fa"),
        ("CaféName", "cafe_name"),
        ("…", "value"),
        ("", "value"),
    ],
)
def test_wire_names_become_snake_case(wire: str, python: str) -> None:
    assert snake(wire) == python


def test_names_that_python_has_taken_get_an_underscore() -> None:
    assert identifier("from") == "from_"
    assert identifier("Class") == "class_"
    assert identifier("self", {"self"}) == "self_"
    assert class_name("exception") == "Exception_"
    assert constant("EnglishUK") == "ENGLISH_UK"
    assert pascal("crm_board-column") == "CrmBoardColumn"


@given(st.text())
def test_a_name_is_made_of_safe_letters_alone(wire: str) -> None:
    for name in (identifier(wire), snake(wire)):
        assert name.isidentifier()
        assert set(name) <= set(string.ascii_lowercase + string.digits + "_")
    assert class_name(wire).isidentifier()


@pytest.mark.parametrize(
    ("plural", "one"),
    [("users", "user"), ("businesses", "business"), ("time_passes", "time_pass"),
     ("status", "status"), ("address", "address"), ("opportunities", "opportunity")],
)  # fmt: skip
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_clashing_names_change_on_both_sides_whatever_the_order() -> None:
    wanted = {"/a/users": "users", "/b/users": "users", "/c/teams": "teams"}
    hints = {"/a/users": ["a_users"], "/b/users": ["b_users"]}
    settled = settle(wanted, hints)
    assert settled == {"/a/users": "a_users", "/b/users": "b_users", "/c/teams": "teams"}
    assert settle(dict(reversed(wanted.items())), hints) == settled


@given(st.dictionaries(st.text(), st.sampled_from(["a", "b", "a_1"]), max_size=8))
def test_settled_names_are_unique(wanted: dict[str, str]) -> None:
    settled = settle(wanted, {})
    assert len(set(settled.values())) == len(wanted)
    assert settle(dict(reversed(wanted.items())), {}) == settled


# literals


@given(json_values)
def test_a_literal_evaluates_to_its_value(value: Any) -> None:
    source = python_literal(value)
    assert eval(source, {"float": float}) == value
    assert "\n" not in source


@given(st.text())
def test_a_docstring_is_one_string_whatever_the_text(text: str) -> None:
    tree = ast.parse(f"def f():\n    {docstring(text)}\n")
    (function,) = tree.body
    assert isinstance(function, ast.FunctionDef)
    assert len(function.body) == 1
    assert isinstance(function.body[0], ast.Expr)
    assert isinstance(function.body[0].value, ast.Constant)


@pytest.mark.parametrize("text", ['"""', 'ends in "', "\\", 'a"""b', "\u202e", "tab\there", '""""'])
def test_a_docstring_keeps_words_that_python_would_stumble_over(text: str) -> None:
    value = ast.literal_eval(docstring(text, indent=0))
    assert "".join(value.split()) == "".join(text.split())


# the terminal


def test_escape_sequences_are_shown_not_sent() -> None:
    assert printable("\x1b[31mred\u202e\r\n") == "\\x1b[31mred\\u202e\\r\\n"
    assert printable("a" * 400).endswith("…")


# YAML


@given(json_values)
def test_yaml_reads_back_what_was_written(value: Any) -> None:
    assert load("a.yaml", dump(value))[0] == value


@pytest.mark.parametrize(
    "text", ["no", "yes", "on", "12:30:45", "2024-01-01", "1e3", "0o14", "0x1f", "1_000", "null",
             "~", "y", ".inf", "=", "<<", "- a", "# a", "a: b", "", " a", "0.1.0", "+1", "é\u2028"],
)  # fmt: skip
def test_strings_stay_strings_under_any_yaml_version(text: str) -> None:
    import yaml

    written = dump({"key": text})
    assert load("a.yaml", written)[0] == {"key": text}
    assert yaml.safe_load(written) == {"key": text}


def test_what_a_reviewer_cannot_see_is_written_as_an_escape() -> None:
    """Marks of direction reorder what an editor shows; the text reads back as it was."""
    value = {"a\u202eb": "x\u200f\u2028\x9f", "tags": ["\U000e0001", "plain \xe4"]}
    text = dump(value)
    assert not any(unicodedata.category(c) in ("Cf", "Zl", "Zp") for c in text)
    assert "\x9f" not in text
    assert "plain \xe4" in text
    assert load("file", text)[0] == value


@pytest.mark.parametrize("digits", [4000, 4001, 4300])
def test_a_long_integer_reads_back(digits: int) -> None:
    value = {"n": 10 ** (digits - 1), "m": -(10 ** (digits - 1))}
    assert load("file", dump(value))[0] == value
    assert json_of(str(value["n"])) == value["n"]


@pytest.mark.parametrize("word", ["9" * 4301, "-" + "9" * 4301, "1e999"])
def test_a_number_that_python_cannot_read_is_refused_on_both_sides(word: str) -> None:
    with pytest.raises(InputError, match="a number too large") as told:
        load("file", f"a: 1\nb: {word}")
    assert told.value.line == 2
    with pytest.raises(NotJsonError):
        json_of(word)


def test_reading_follows_yaml_1_2() -> None:
    text = "a: no\nb: 12:30:45\nc: 2024-01-01\nd: 0777\ne: 1.5\nf: null\ng: true\nh: '1'\n"
    assert load("a.yaml", text)[0] == {
        "a": "no", "b": "12:30:45", "c": "2024-01-01", "d": 777, "e": 1.5, "f": None, "g": True,
        "h": "1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\na: 2\n", 2, "given twice"),
        ("a: &x 1\nb: *x\n", 2, "alias"),
        ("a:\n  - !!python/object:os.system x\n", 2, "tag"),
        ("a: [1\nb: 2\n", 2, "not valid YAML"),
        ("? [a]\n: 1\n", 1, "no plain text"),
        ("a: " + "[" * 250 + "]" * 250, 1, "levels deep"),
    ],
)
def test_yaml_that_a_reviewer_would_not_expect_is_refused(text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as error:
        load("a.yaml", text)
    assert error.value.line == line
    assert words in str(error.value)


def test_an_alias_stands_for_what_its_anchor_holds_where_aliases_are_allowed() -> None:
    value, places = load("a.yaml", "a: &x\n  b: 1\nc: *x\nd:\n  - *x\n", aliases=True)
    assert value == {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}]}
    assert (places["/c"].first, places["/c/b"]) == (3, Place("a.yaml", 2, 2))


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [*x]\n",
        "a0: &a0 [1, 1]\n"
        + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10)),
    ],
    ids=["an alias within its own anchor", "aliases that multiply"],
)
def test_aliases_cannot_make_an_endless_document(text: str) -> None:
    with pytest.raises(InputError, match=r"levels deep|write the value out"):
        load("a.yaml", text, aliases=True)


def test_json_is_yaml_even_beyond_the_basic_plane() -> None:
    text = '{\n "a": "\\ud83d\\ude00 \\u00e9",\n "b": [1, null]}'
    value, places = load("a.json", text)
    assert value == {"a": "\U0001f600 \u00e9", "b": [1, None]}
    assert places["/b/1"] == Place("a.json", 3, 3)


def test_every_node_knows_its_lines() -> None:
    _, places = load("a.yaml", "a:\n  b: 1\n  c:\n  - x\n  - y\n")
    assert places["/a/b"] == Place("a.yaml", 2, 2)
    assert places["/a/c/1"] == Place("a.yaml", 5, 5)
    assert places["/a"].first == 1


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.com:8080/a/b?c=1", ("https://example.com:8080", "/a/b", "c=1")),
        ("https://[::1]:8/a", ("https://[::1]:8", "/a", "")),
        (
            "https://<tenant>.{region}.example.com",
            ("https://<tenant>.{region}.example.com", "", ""),
        ),
        ("/a", ("", "/a", "")),
        ("https:///a", ("", "/a", "")),
        ("https://[x/a", None),
        ("https://host:abc/a", None),
        ("https://host:99999/a", None),
        ("https://x\u2100y/a", None),
        ("https://ho st/a", None),
        (f"https://{'a' * 64}.example.com/a", None),
    ],
)
def test_an_address_is_read_or_is_none(url: str, address: tuple[str, str, str] | None) -> None:
    found = address_of(url)
    assert (found and (found.server, found.path, found.query)) == address
    assert bool(host_of(url)) == bool(address and address[0])


def test_media_types_are_told_from_other_text() -> None:
    for text in ("application/json", "application/vnd.x+json; v=1", 'a/b ; c="d"'):
        assert is_media_type(text), text
    for text in ("", "json", "a b/c", "a/b c", "*/*", "a/b\n", "a/b; \0", "\u00e9/x"):
        assert not is_media_type(text), text
