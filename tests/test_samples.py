"""Samples by themselves: curl commands of any length, and where a text stops being JSON."""

from __future__ import annotations

import time

import pytest

from docmill.blocks import Code
from docmill.page import Place
from docmill.understand.curl import curl_of
from docmill.understand.jsontext import NotJsonError, json_of


@pytest.mark.parametrize(
    "command",
    ["curl " + "a" * 190_000, "curl " + "'" * 100_001, "curl x\\\n" + "-H a:b\\\n" * 20_000 + "y"],
)
def test_a_long_command_is_read_in_time_that_grows_with_it(command: str) -> None:
    start = time.monotonic()
    curl_of(Code(Place("page", 1, command.count("\n") + 1), command))
    assert time.monotonic() - start < 2


def test_a_command_longer_than_any_real_one_is_told() -> None:
    told = curl_of(Code(Place("page", 1, 1), "curl " + "a" * 200_000))
    assert told == "the curl command is longer than 200 kB"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{\n"a": {"b": 1},\n"c": [{"b": 2}],\n"a": 3}', 4, "the key 'a' is given twice"),
        ('{"x": "a",\n"y": {\n"a": 1,\n"\\u0061": 2}}', 4, "the key 'a' is given twice"),
        ('{"a": "NaN",\n"b": NaN}', 2, "NaN is no JSON value"),
        ('{"a": 1,\n"b":\n-Infinity}', 3, "-Infinity is no JSON value"),
        ('["1e999",\n1e999]', 2, "1e999 is too large for a number"),
        (f"[1,\n{'9' * 4301}]", 2, "a number of too many digits"),
        ("[\n" * 150 + "]" * 150, 100, "too many levels"),
        ("[\n" * 50_000 + "]" * 50_000, 100, "too many levels"),
        ('["\\ud83d\\ude00",\n"\\ud800"]', 2, "half of a surrogate pair"),
        ('{"a": 1,\n"b" 2}', 2, "expecting ':' delimiter"),
    ],
)
def test_a_text_that_is_no_json_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(NotJsonError) as told:
        json_of(text)
    assert (told.value.line, str(told.value)) == (line, words)


def test_a_key_given_twice_is_found_in_time_that_grows_with_the_text() -> None:
    keys = ",".join(f'"k{n}": 1' for n in range(100_000))
    start = time.monotonic()
    with pytest.raises(NotJsonError, match="'k99999' is given twice"):
        json_of("{" + keys + ', "k99999": 2}')
    assert time.monotonic() - start < 3
