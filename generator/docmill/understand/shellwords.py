"""The words of a shell command, as a page shows one: quotes are read as they are meant."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"""(?P<gap>\s+(?:\#[^\n]*)?)   # a comment reaches to the end of its line
    | \$?'(?P<single>(?:[^']|(?<=\w)'(?=\w))*)'   # an apostrophe inside of a word ends no text
    | "(?P<double>(?:[^"\\]|\\.)*)"
    | \\(?P<escaped>.)
    | (?P<bare>[^\s'"\\]+)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r'\\(["\\$`\n])')


_HEREDOC = re.compile(
    r"@-(?P<after>[^\n]*?)<<-?\s*['\"]?(?P<end>\w+)['\"]?[^\n]*\n(?P<text>.*?)\n[ \t]*(?P=end)\s*$",
    re.DOTALL,
)


def without_heredoc(text: str) -> str:
    """A command that reads its body from the lines below it, with the body as an argument."""
    found = _HEREDOC.search(text)
    if found is None:
        return text
    body = found["text"].replace("'", "'\\''")
    return f"{text[: found.start()]}'{body}'{found['after']}"


def words_of(text: str) -> list[str]:
    """The words of a command. Raises ValueError where a quote is not closed.

    A shell would end `'O'Brien'` at the second quote; an author of docs means the name. The time
    that it takes grows with the text alone, which shlex does not keep.
    """
    words: list[list[str]] = [[]]
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:
            raise ValueError("no closing quotation")
        if found["gap"]:
            words.append([])
        elif found["double"] is not None:
            words[-1].append(_ESCAPED.sub(r"\1", found["double"]))
        else:
            words[-1].append(found["single"] or found["escaped"] or found["bare"] or "")
        at = found.end()
    return ["".join(word) for word in words if word]
