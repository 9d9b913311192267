"""The samples of a plain-text capture: where one begins, where it ends, whose it is."""

from __future__ import annotations

import re

from docmill.blocks import Code
from docmill.read import textlines as is_
from docmill.read.textview import View

_OPENING = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?$)|([{\[])|([}\]])')


def code_at(view: View, at: int) -> bool:
    """Whether a sample begins at the line, with a label over it or without one."""
    line = view.line(at)
    return is_.starts_code(line) or (is_.is_label(line) and is_.starts_code(view.line(at + 1)))


def read_code(view: View, start: int, *, generated: bool, caption: str = "") -> tuple[Code, int]:
    """The sample that begins at index `start`, and the index after it.

    The label over it says whose it is, or else the heading that is its caption.
    """
    label = None if is_.starts_code(view.line(start)) else view.text(start)
    first = start + 1 if label else start
    end = _end(view, first)
    text = "\n".join(view.lines[first:end])
    role = "" if generated else _role(label.value if label else caption, text)
    return Code(view.place(start, end - 1), text, generated, label, role=role), end


def _role(label: str, text: str) -> str:
    """What the label says; a command is no response, whatever stands over it."""
    said = label.casefold() if is_.is_label(label) else ""
    if "request" in said:
        return "request"
    return "response" if "response" in said and not text.startswith("curl") else ""


def _end(view: View, first: int) -> int:
    depth = _depth(view.line(first))
    at = first + 1
    while at < len(view.lines):
        following = at if view.line(at) else _after_gap(view, at, depth)
        if following is None or not _goes_on(view.line(following), view.line(following - 1), depth):
            break
        depth += _depth(view.line(following))
        at = following + 1
    return at


def _after_gap(view: View, at: int, depth: int) -> int | None:
    """The next line with text, where the sample before the empty lines is still open."""
    while depth > 0 and at < len(view.lines):
        if view.line(at):
            return at
        at += 1
    return None


def _depth(line: str) -> int:
    """How many brackets a line opens beyond those that it closes; strings end with their line."""
    found = list(_OPENING.finditer(line))
    return sum(bool(one[1]) for one in found) - sum(bool(one[2]) for one in found)


def _goes_on(line: str, above: str, depth: int) -> bool:
    if line.startswith("curl "):
        return False
    if line[0] in "{[" and above[:1] in ("}", "]", "'") and not above.endswith((",", "\\")):
        return False  # one sample ends, the next begins
    if line[0] in "{[" and _is_whole_curl(above):
        return False
    return above.endswith("\\") or is_.continues_code(line) or (depth > 0 and line[0] in '"')


def _is_whole_curl(line: str) -> bool:
    """The last line of a generated curl without a body: an option that no backslash continues."""
    return (line.startswith("  --") and not line.endswith(("\\", "'"))) or line.endswith(">'")
