"""What an MDX page holds beside its content: comments, and the code of its own components."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ENDS = {"{/*": "*/}", "<!--": "-->"}
_START = re.compile(r"(?P<span>(?P<mark>`+).+?(?P=mark))|\{/\*|<!--")
_INLINE = re.compile(r"(?P<span>(?P<mark>`+).+?(?P=mark))|\{/\*.*?\*/\}|<!--.*?-->")
_CODE = re.compile(
    r"""import\s+(?:[\w*{][^'"]*\sfrom\s+)?['"][^'"]+['"];?\s*$|import\s+(?:\w+,\s*)?\{[^}]*$"""
    r"|export\s+(?:default\s+)?(?:const|let|var|function|class|async)\b"
)
_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_STRING = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|//.*$""")
_LONGEST = 20_000
"""A line that is longer than this is data."""
_MOST_LINES = 500


def without_comments(line: str) -> str:
    """A line without the comments that stand in the middle of it.

    One that is a comment alone is left as it is.
    """
    if len(line) > _LONGEST or ("{/*" not in line and "<!--" not in line):
        return line
    left = _INLINE.sub(lambda found: found["span"] or "", line)
    return left if left.strip() else line


def comment_in(lines: Sequence[str], row: int, column: int) -> tuple[int, int, int] | None:
    """The column at which the next comment of a line begins, and the row and column after it.

    None where there is none, or where nothing ends it.
    """
    text = lines[row]
    if len(text) > _LONGEST:
        return None
    found = next((one for one in _START.finditer(text, column) if not one["span"]), None)
    if found is None:
        return None
    end, start = _ENDS[found[0]], found.end()
    for last in range(row, min(row + _MOST_LINES, len(lines))):
        at = lines[last].find(end, start if last == row else 0)
        if at >= 0:
            return found.start(), last, at + len(end)
    return None


def code_at(lines: Sequence[str], row: int) -> int:
    """The last row of the JavaScript that begins with a line, or -1: an import, or an export up to
    where its brackets are closed."""
    if not lines[row].startswith(("import", "export")) or not _CODE.match(lines[row]):
        return -1
    depth = 0
    for last in range(row, min(row + _MOST_LINES, len(lines))):
        plain = _STRING.sub("", lines[last][:_LONGEST])
        depth += sum(_BRACKETS.get(char, 0) for char in plain)
        ended = not plain.rstrip().endswith(("=", "=>", ","))
        if depth <= 0 and ended:
            return last
    return row
