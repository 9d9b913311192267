"""curl commands on a page: what they say of method, address, headers and body."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from docmill.blocks import Code
from docmill.page import Place
from docmill.spec import Fact

_DATA = {"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json"}
_VALUED = {"-X", "--request", "-H", "--header", "--url", "-u", "--user", *_DATA}
_METHOD = re.compile(r"[A-Za-z]+")
_FLAGS = {"-s", "-S", "-L", "-v", "-i", "-k", "-g", "--location", "--silent", "--globoff"}


@dataclass(frozen=True, slots=True)
class Curl:
    """One curl command, each fact with the line that says it."""

    at: Place
    method: Fact[str]
    url: Fact[str]
    headers: tuple[tuple[str, Fact[str]], ...] = ()
    user: Fact[str] | None = None
    data: Fact[str] | None = None
    unknown: tuple[str, ...] = ()

    @property
    def server(self) -> str | None:
        """`https://host[:port]` of the address."""
        parts = urlsplit(self.url.value)
        return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else None

    @property
    def path(self) -> str:
        """The path of the address, decoded."""
        return unquote(urlsplit(self.url.value).path) or "/"

    @property
    def query_names(self) -> list[str]:
        """The names of the query of the address."""
        query = urlsplit(self.url.value).query
        return [name for name, _ in parse_qsl(query, keep_blank_values=True)]

    def header(self, name: str) -> Fact[str] | None:
        """The value of a header, by its name in any case."""
        return next((fact for key, fact in self.headers if key.lower() == name.lower()), None)


def curl_of(code: Code) -> Curl | str:
    """The command of a sample, or a sentence that says why it cannot be read."""
    text = re.sub(r"\\\n\s*", " ", code.text)
    if text.rstrip().endswith("\\"):
        return "the curl command ends in a backslash: its last lines are missing"
    try:
        words = shlex.split(text)
    except ValueError as error:
        return f"the curl command cannot be read: {str(error).lower()}"
    if not words or words[0] != "curl":
        return "the sample does not begin with `curl`: its first line is missing"
    return _Command(code).read(words[1:])


class _Command:
    def __init__(self, code: Code) -> None:
        self.code = code
        self.lines = code.text.split("\n")
        self.start = code.at.last - len(self.lines) + 1

    def fact(self, value: str, *marks: str) -> Fact[str]:
        """The value with the first line that has one of the marks (the value by default)."""
        for number, line in enumerate(self.lines):
            if any(mark in line for mark in marks or (value,)):
                return Fact(
                    value, Place(self.code.at.page, self.start + number, self.start + number)
                )
        return Fact(value, self.code.at)

    def read(self, words: list[str]) -> Curl | str:
        method, url, data, user = "", "", None, None
        headers: list[tuple[str, Fact[str]]] = []
        unknown: list[str] = []
        rest = iter(words)
        for word in rest:
            value = next(rest, None) if word in _VALUED else ""
            if value is None:
                return f"the curl command ends after `{word}`"
            if word in ("-X", "--request"):
                method = value
            elif word in ("-H", "--header"):
                name, _, content = value.partition(":")
                headers.append((name.strip(), self.fact(content.strip(), value)))
            elif word == "--url" or word.startswith(("http://", "https://")):
                url = value or word
            elif word in _DATA:
                data = Fact(value.strip(), self.code.at)
            elif word in ("-u", "--user"):
                user = self.fact(value)
            elif word not in _FLAGS:
                unknown.append(word)
        if not url:
            return "the curl command names no address"
        if method and not _METHOD.fullmatch(method):
            return f"the curl command sends `{method}`, which is no method"
        try:
            urlsplit(url)
        except ValueError:
            return "the address of the curl command cannot be read"
        stated = self.fact(method or ("POST" if data else "GET"), "-X ", "--request ")
        address = self.fact(url)
        return Curl(self.code.at, stated, address, tuple(headers), user, data, tuple(unknown))
