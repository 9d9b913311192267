"""Pages that a download cut off at any byte: facts or findings, no exception, and soon."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from conftest import SEED, SHARED
from docmill.errors import InputError
from docmill.page import page_of
from docmill.pages import all_understood
from docmill.sources import kind_of
from docmill.specfile import spec_of, text_of

PAGES = [SEED, *sorted(
    path
    for folder in ("pages", "corpus")
    for path in (SHARED / folder).rglob("*")
    if path.is_file() and path.name != "truth.json"
)]  # fmt: skip
CUTS = 40
LARGE = 20_000
"""Larger pages, in bytes, are cut at fewer places: the time that one takes grows with its size."""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_cut_at_any_byte(path: Path) -> None:
    data = path.read_bytes()
    cuts = max(4, CUTS * LARGE // max(LARGE, 2 * len(data)))
    for size in range(0, len(data), max(1, len(data) // cuts)):
        start = time.monotonic()
        try:
            page = page_of(path.name, data[:size])
        except InputError:
            with pytest.raises(UnicodeDecodeError):  # in the middle of a letter
                data[:size].decode()
            continue
        *_, understood = all_understood([page])
        assert understood.specs or understood.findings
        for spec in understood.specs:
            text = text_of(spec)
            assert spec_of("spec.yaml", text) == spec
            assert kind_of(text) == "spec"
        assert time.monotonic() - start < 2
