"""Page text on its way into Python source: the only functions that make Python literals of it."""

from __future__ import annotations

import math
import re
import textwrap
from typing import Any

from docmill.values import is_listing, is_mapping, is_tuple

_QUOTED = re.compile(r'[\\"]')


def python_literal(value: Any) -> str:
    """The Python expression of a JSON value, a tuple of them, or a string in double quotes.

    A character that is not printable comes out escaped, so that no page text can end a line, hide
    its direction or close the literal. NaN and the infinities come out as calls of `float`.
    """
    if isinstance(value, str):
        if value.isprintable() and not _QUOTED.search(value):
            return f'"{value}"'
        return '"' + "".join(_in_literal(char) for char in value) + '"'
    if is_mapping(value):
        pairs = (f"{python_literal(k)}: {python_literal(v)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if is_listing(value):
        return "[" + ", ".join(python_literal(item) for item in value) + "]"
    if is_tuple(value):
        parts = [python_literal(item) for item in value]
        return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)


def docstring(text: str, indent: int = 4, width: int = 100) -> str:
    """`text` as a triple-quoted docstring, as Black lays it out, starting at column `indent`.

    Paragraphs are kept and wrapped at `width`; lines that begin with a list mark or with spaces
    stand as they are. No page text can close the literal.
    """
    margin = " " * indent
    lines = [part for line in text.strip().split("\n") for part in _wrapped(line, width - indent)]
    safe = [_safe(line).rstrip() for line in lines] or [""]
    # quotes that could close the literal: three in a row, or the last
    safe = [re.sub('"{3,}', lambda run: '\\"' * (len(run[0]) - 1) + '"', line) for line in safe]
    only = safe[0] + (" " if safe[0].endswith('"') else "")
    if len(safe) == 1 and len(only) + indent + 6 <= width:
        return f'"""{only}"""'
    body = "\n".join(margin + line if line else "" for line in safe[1:])
    return f'"""{safe[0]}\n{body}\n{margin}"""' if body else f'"""{safe[0]}\n{margin}"""'


def _wrapped(line: str, width: int) -> list[str]:
    text = line.rstrip()
    if len(text) <= width - 3:
        return [text]
    lead = text[: len(text) - len(text.lstrip())]
    return textwrap.wrap(
        text,
        max(width - 3, 40),
        subsequent_indent=lead,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _in_literal(char: str) -> str:
    if char in '\\"':
        return "\\" + char
    return char if char.isprintable() else _escaped(char)


def _safe(line: str) -> str:
    if line.isprintable() and "\\" not in line:
        return line
    return "".join(map(_in_docstring, line))


def _in_docstring(char: str) -> str:
    if char == "\\":
        return "\\\\"
    return char if char.isprintable() else _escaped(char)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
