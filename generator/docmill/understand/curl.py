"""curl commands on a page: what they say of method, address, headers and body."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from docmill.blocks import Code
from docmill.page import Place
from docmill.spec import Fact

_ALIASES = {
    "-X": "--request",
    "-H": "--header",
    "-u": "--user",
    **dict.fromkeys(
        ("-d", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json"),
        "--data",
    ),
}
_VALUED = {"--request", "--header", "--url", "--user", "--data"}
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
        self.start = code.body.first

    def fact(self, value: str, *marks: str) -> Fact[str]:
        """The value with the first line that has one of the marks (the value by default)."""
        for number, line in enumerate(self.lines):
            if any(mark in line for mark in marks or (value,)):
                return Fact(
                    value, Place(self.code.at.page, self.start + number, self.start + number)
                )
        return Fact(value, self.code.at)

    def read(self, words: list[str]) -> Curl | str:
        options: dict[str, list[str]] = {}
        rest = iter(words)
        for word in rest:
            name = _ALIASES.get(word, word)
            if word.startswith(("http://", "https://")):
                options.setdefault("--url", []).append(word)
            elif name in _VALUED:
                value = next(rest, None)
                if value is None:
                    return f"the curl command ends after `{word}`"
                options.setdefault(name, []).append(value)
            elif word not in _FLAGS:
                options.setdefault("", []).append(word)
        return self.curl(options)

    def curl(self, options: dict[str, list[str]]) -> Curl | str:
        url = options.get("--url", [""])[-1]
        method = options.get("--request", [""])[-1]
        if fault := _fault(url, method):
            return fault
        data = [Fact(value.strip(), self.code.at) for value in options.get("--data", ())]
        users = [self.fact(value) for value in options.get("--user", ())]
        stated = method or ("POST" if data else "GET")
        return Curl(
            at=self.code.at,
            method=self.fact(stated, "-X ", "--request "),
            url=self.fact(url),
            headers=tuple(self.header(text) for text in options.get("--header", ())),
            user=users[-1] if users else None,
            data=data[-1] if data else None,
            unknown=tuple(options.get("", ())),
        )

    def header(self, text: str) -> tuple[str, Fact[str]]:
        name, _, value = text.partition(":")
        return name.strip(), self.fact(value.strip(), text)


def _fault(url: str, method: str) -> str:
    """Why an address and a method are none, or nothing."""
    if not url:
        return "the curl command names no address"
    if method and not _METHOD.fullmatch(method):
        return f"the curl command sends `{method}`, which is no method"
    try:
        urlsplit(url)
    except ValueError:
        return "the address of the curl command cannot be read"
    return ""
