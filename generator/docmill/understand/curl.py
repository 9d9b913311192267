"""curl commands on a page: what they say of method, address, headers and body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from docmill.addresses import Address, address_of
from docmill.blocks import Code
from docmill.page import Place
from docmill.spec import Basis, Fact
from docmill.understand.curlbody import BODY_OPTIONS, query_of, sent_of
from docmill.understand.shellwords import without_heredoc, words_of

_ALIASES = {"-X": "--request", "-H": "--header", "-u": "--user"}
_VALUED = {"--request", "--header", "--url", "--user"}
_METHOD = re.compile(r"[A-Za-z]+")
_BODY_MARKS = [f"{option} " for option in BODY_OPTIONS]
_GET = ("-G", "--get")
_FLAGS = {
    *("-s", "-S", "-L", "-v", "-i", "-k", "-g", "-f", "-N", "-sS", "--location", "--silent"),
    *("--globoff", "--fail", "--fail-with-body", "--show-error", "--no-buffer", "--compressed"),
    *("--insecure", "--include", "--verbose"),
}
_LONGEST = 200_000
"""Characters of the longest command that is read; the longest real one seen has 9,000."""


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
    bare: bool = False
    """Whether it shows the address alone, as the line `POST /things` does."""

    @property
    def _address(self) -> Address:
        return address_of(self.url.value) or Address("", "", "", "")

    @property
    def server(self) -> str | None:
        """`https://host[:port]` of the address."""
        return self._address.server or None

    @property
    def path(self) -> str:
        """The path of the address, decoded."""
        return unquote(self._address.path) or "/"

    @property
    def query_names(self) -> list[str]:
        """The names of the query of the address."""
        pairs = parse_qsl(self._address.query, keep_blank_values=True)
        return [name for name, _ in pairs]

    def header(self, name: str) -> Fact[str] | None:
        """The value of a header, by its name in any case."""
        return next((fact for key, fact in self.headers if key.lower() == name.lower()), None)


def curl_of(code: Code) -> Curl | str:
    """The command of a sample, or a sentence that says why it cannot be read."""
    if len(code.text) > _LONGEST:
        return f"the curl command is longer than {_LONGEST // 1000} kB"
    text = re.sub(r"\\\n\s*", " ", without_heredoc(code.text))
    text = re.sub(r"\A(?:\s*(?:#.*)?\n)+", "", text)
    if text.rstrip().endswith("\\"):
        return "the curl command ends in a backslash: its last lines are missing"
    try:
        words = words_of(text)
    except ValueError as error:
        return f"the curl command cannot be read: {str(error).lower()}"
    if not words or words[0] != "curl":
        return "the sample does not begin with `curl`: its first line is missing"
    return _Command(code).read(words[1:])


_ADDRESS = re.compile(
    r"(https?://.*)|(?:<[^<>/]+>|\{\{[^{}/]+\}\}|\{[A-Z_]+\}|\$\{?\w+\}?)(/.*)", re.DOTALL
)
"""A URL, or a path after a placeholder for the server: `<BASE_URL>/users`, `$HOST/users`."""


class _Command:
    def __init__(self, code: Code) -> None:
        self.code = code
        self.start = code.body.first

    def fact(self, value: str, *marks: str, basis: Basis = "stated") -> Fact[str]:
        """The value with the first line that has one of the marks (the value by default)."""
        text = self.code.text
        found = [text.find(mark) for mark in marks or (value,) if "\n" not in mark]
        starts = [at for at in found if at >= 0]
        if not starts:
            return Fact(value, self.code.at, basis)
        line = self.start + text.count("\n", 0, min(starts))
        return Fact(value, Place(self.code.at.page, line, line), basis)

    def read(self, words: list[str]) -> Curl | str:
        options: dict[str, list[str]] = {}
        sent: list[tuple[str, str]] = []
        rest = iter(words)
        for word in rest:
            name = _ALIASES.get(word, word)
            if address := _ADDRESS.fullmatch(word):
                options.setdefault("--url", []).append(address[1] or address[2])
            elif name in _VALUED or name in BODY_OPTIONS:
                value = next(rest, None)
                if value is None:
                    return f"the curl command ends after `{word}`"
                if name in BODY_OPTIONS:
                    sent.append((BODY_OPTIONS[name], value))
                else:
                    options.setdefault(name, []).append(value)
            elif word in _GET:
                options["--get"] = [word]
            elif word not in _FLAGS:
                options.setdefault("", []).append(word)
        return self.curl(options, sent)

    def curl(self, options: dict[str, list[str]], sent: list[tuple[str, str]]) -> Curl | str:
        url = options.get("--url", [""])[-1]
        method = options.get("--request", [""])[-1]
        if fault := _fault(url, method):
            return fault
        address = self.fact(url)
        headers = [self.header(text) for text in options.get("--header", ())]
        body = None
        if sent and "--get" in options:
            joint = "&" if "?" in url else "?"
            address = Fact(url + joint + query_of(sent), address.at)
        else:
            body = sent_of(sent, next((h.value for n, h in headers if _is_type(n)), ""))
        if body and body.media_type and not any(_is_type(name) for name, _ in headers):
            made = self.fact(body.media_type, *_BODY_MARKS, basis="inferred")
            headers.append(("Content-Type", made))
        users = [self.fact(value) for value in options.get("--user", ())]
        return Curl(
            at=self.code.at,
            method=self.fact(method or ("POST" if body else "GET"), "-X ", "--request "),
            url=address,
            headers=tuple(headers),
            user=users[-1] if users else None,
            data=Fact(body.text, self.code.at) if body else None,
            unknown=tuple(options.get("", ())),
        )

    def header(self, text: str) -> tuple[str, Fact[str]]:
        name, _, value = text.partition(":")
        return name.strip(), self.fact(value.strip(), text)


def _is_type(header: str) -> bool:
    return header.lower() == "content-type"


def _fault(url: str, method: str) -> str:
    """Why an address and a method are none, or nothing."""
    if not url:
        return "the curl command names no address"
    if method and not _METHOD.fullmatch(method):
        return f"the curl command sends `{method}`, which is no method"
    return "" if address_of(url) else "the address of the curl command cannot be read"
