"""Samples shown as HTTP messages (RFC 9112): a first line, headers, an empty line, a body."""

from __future__ import annotations

import re
from dataclasses import replace

from docmill.blocks import Code
from docmill.page import Place
from docmill.spec import Fact
from docmill.understand.curl import Curl

_REQUEST_LINE = re.compile(
    r"\s*(GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS)\s+((?:https?:/)?/\S*)(?:\s+HTTP/[\d.]+)?\s*"
)
_STATUS_LINE = re.compile(r"\s*HTTP/[\d.]+\s+(\d{3})\b.*")
_HEADER = re.compile(r"([A-Za-z][\w-]*):\s*(.*)")


def is_message(text: str) -> bool:
    """Whether a sample begins with a request line."""
    return _REQUEST_LINE.fullmatch(text.partition("\n")[0]) is not None


def answered(text: str) -> str:
    """The status of a sample that is a whole answer, or nothing."""
    found = _STATUS_LINE.fullmatch(text.partition("\n")[0])
    return found[1] if found else ""


def body_of(text: str) -> str:
    """What stands behind the headers of an answer."""
    lines = text.strip("\n").split("\n")
    start = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    return "\n".join(lines[start:]).strip()


def message_of(code: Code) -> Curl | None:
    """What a request message says, or None where the sample is none."""
    lines = code.text.split("\n")
    found = _REQUEST_LINE.fullmatch(lines[0])
    if found is None:
        return None
    first = code.body.first

    def fact(value: str, line: int) -> Fact[str]:
        return Fact(value, Place(code.at.page, first + line, first + line))

    headers: list[tuple[str, Fact[str]]] = []
    end = 1
    for end, line in enumerate(lines[1:], 1):
        header = _HEADER.fullmatch(line.strip())
        if header is None:
            break
        headers.append((header[1], fact(header[2], end)))
    else:
        end = len(lines)
    body = "\n".join(lines[end:]).strip()
    message = Curl(
        at=code.at,
        method=fact(found[1], 0),
        url=fact(found[2], 0),
        headers=tuple(headers),
        data=Fact(body, code.at) if body else None,
        bare=not headers and not body,
    )
    host = message.header("host")
    if host and found[2].startswith("/"):
        # both lines tell of it, and neither of https
        url = Fact(f"https://{host.value}{found[2]}", message.url.at.to(host.at), "inferred")
        message = replace(message, url=url)
    return message
