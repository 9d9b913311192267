"""Requests shown as HTTP messages (RFC 9112): request line, headers, an empty line, body."""

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
_HEADER = re.compile(r"([A-Za-z][\w-]*):\s*(.*)")


def is_message(text: str) -> bool:
    """Whether a sample begins with a request line."""
    return _REQUEST_LINE.fullmatch(text.partition("\n")[0]) is not None


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
        message = replace(message, url=fact(f"https://{host.value}{found[2]}", 0))
    return message
