"""read: any rendering of a page becomes the same blocks; nothing is interpreted here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from docmill.blocks import Block
from docmill.page import Page
from docmill.read import gitbook, html, markdown, text


@dataclass(frozen=True, slots=True)
class Reader:
    """A rendering: how its pages are recognised (from content), and how their blocks are read."""

    name: str
    recognises: Callable[[Page], bool]
    read: Callable[[Page], tuple[Block, ...]]


READERS: tuple[Reader, ...] = (
    Reader("gitbook", gitbook.recognises, gitbook.read),
    Reader("markdown", markdown.recognises, markdown.read),
    Reader("html", html.recognises, html.read),
    Reader("text", text.recognises, text.read),
)
"""The renderings, most particular first; the last takes what no other recognises."""


def reader_of(page: Page) -> Reader | None:
    """The first reader that recognises the page, or None where no reader does."""
    return next((reader for reader in READERS if reader.recognises(page)), None)
