"""Sample texts that fit a format, a pattern or a length; sample numbers that fit their limits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from docmill import names
from docmill.values import listing

_START = dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC)
_FORMATS = {
    "email": "name{n}@example.com",
    "idn-email": "name{n}@example.com",
    "uri": "https://example.com/{n}",
    "url": "https://example.com/{n}",
    "uri-reference": "/{n}",
    "uuid": "00000000-0000-4000-8000-{n:012d}",
    "hostname": "host{n}.example.com",
    "ipv4": "192.0.2.{n}",
    "ipv6": "2001:db8::{n}",
    "time": "12:00:{m:02d}Z",
    "duration": "PT{n}S",
    "byte": "c2FtcGxl",
}


def text_for(schema: dict[str, Any], name: str, counter: Iterator[int]) -> str:
    """A text that a string schema allows, for a field called `name`; `counter` makes it new."""
    if "pattern" in schema:
        return _matching(schema)
    n, form = next(counter), schema.get("format")
    if form == "date-time":
        return (_START + dt.timedelta(minutes=n)).isoformat()
    if form == "date":
        return (_START + dt.timedelta(days=n)).date().isoformat()
    if form in _FORMATS:
        return _FORMATS[form].format(n=n, m=n % 60)
    text = f"{names.snake(name)} {n}"
    low, high = schema.get("minLength", 0), schema.get("maxLength", len(text))
    return text[-high:].ljust(low, "x") if high else ""


def number_for(schema: dict[str, Any], kind: str, counter: Iterator[int]) -> int | float:
    """A number that an `integer` or `number` schema allows; `counter` makes it new."""
    n = next(counter)
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    high = schema.get("maximum", schema.get("exclusiveMaximum", low + 1_000_000))
    step = schema.get("multipleOf", 1)
    value = low + n * step if low + n * step < high else (low + high) / 2
    if kind == "integer" or float(value).is_integer():
        value = -(-value // step) * step
        return int(value)
    return float(value)


def _matching(schema: dict[str, Any]) -> str:
    """A text for a pattern: one that the document shows, or the first usual one that matches."""
    told = [schema.get("example"), *listing(schema.get("examples")), schema.get("default")]
    texts = [text for text in told if isinstance(text, str)]
    try:
        pattern = re.compile(str(schema["pattern"]))
    except re.error:
        return texts[0] if texts else ""
    low, high = schema.get("minLength", 0), schema.get("maxLength", 1_000)
    fitting = (t for t in [*texts, *_USUAL] if low <= len(t) <= high and pattern.search(t))
    return next(fitting, texts[0] if texts else "")


_USUAL = (
    *("a", "A", "1", "ab", "AB", "12", "abc", "ABC", "123", "abcd", "1234", "12345", "123456"),
    *("sample", "SAMPLE", "Sample", "sample-1", "sample_1", "Sample 1", "a1b2c3d4", "0123456789"),
    *("2030-01-01", "12:00", "12:00:00", "2030-01-01T12:00:00Z", "name@example.com", "en-GB"),
    *("https://example.com", "/sample", "+12025550123", "1.2.3", "#a1b2c3", "192.0.2.1", "1.50"),
    *("00000000-0000-4000-8000-000000000001", "0123456789abcdef01234567", "0" * 32, "0" * 40),
    *(
        "0" * 64,
        "sample.txt",
        "image/png",
        "USD",
        "GB",
        "abc123",
        "sk_sample",
        "A1",
        "00:00:5e:00:53:01",
    ),
)
"""Texts of the kinds that patterns ask for."""
