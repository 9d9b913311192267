"""The JSON of a sample: its value, or why it is none and in which line."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable

from docmill.spec import JsonValue

_DEEPEST = 100
_LONGEST_NUMBER = 4300
"""Digits; Python reads no longer integers from text."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)


class NotJsonError(Exception):
    """The text of a sample is no JSON; `line` counts from 1 inside the sample."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


class _WordError(Exception):
    """A word that Python takes for a number and JSON does not."""

    def __init__(self, word: str, reason: str) -> None:
        super().__init__(f"{word} {reason}")
        self.word = word


class _TwiceError(Exception):
    """An object has a key twice; where, only the text tells."""


def json_of(text: str) -> JsonValue:
    """The value of a JSON text. Raises NotJsonError; a key given twice is an error, too."""
    try:
        value: JsonValue = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        raise NotJsonError(error.msg.lower(), error.lineno) from None
    except _WordError as error:
        word = error.word
        raise NotJsonError(str(error), _line_of(text, lambda token: token == word)) from None
    except _TwiceError:
        raise _twice(text) from None
    except ValueError:
        raise NotJsonError("a number of too many digits", _line_of(text, _is_long)) from None
    except RecursionError:
        raise NotJsonError("too many levels", _deepest_line(text)) from None
    if _depth_of(value) > _DEEPEST:
        raise NotJsonError("too many levels", _deepest_line(text))
    if _SURROGATE.search(text) and not _encodes(value):
        raise NotJsonError("half of a surrogate pair", _line_of(text, _is_half)) from None
    return value


def _object(items: list[tuple[str, JsonValue]]) -> JsonValue:
    found = dict(items)
    if len(found) < len(items):
        raise _TwiceError
    return found


def _finite(word: str) -> JsonValue:
    value = float(word)
    if not math.isfinite(value):
        raise _WordError(word, "is too large for a number")
    return value


def _constant(word: str) -> JsonValue:
    raise _WordError(word, "is no JSON value")


def _depth_of(value: JsonValue) -> int:
    """How deep values stand inside each other, without recursion."""
    depth, level = 0, [value]
    while level:
        depth += 1
        inner = [list(v.values()) if isinstance(v, dict) else v for v in level
                 if isinstance(v, dict | list)]  # fmt: skip
        level = [item for items in inner for item in items]
    return depth


def _encodes(value: JsonValue) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


# where in the text: the parser does not say, so the text is gone through once more


def _line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _line_of(text: str, wanted: Callable[[str], bool]) -> int:
    """The line of the first token that is wanted."""
    starts = (found.start() for found in _TOKEN.finditer(text) if wanted(found[0]))
    return _line_at(text, next(starts, 0))


def _is_long(token: str) -> bool:
    return len(token) > _LONGEST_NUMBER and token.removeprefix("-").isdecimal()


def _is_half(token: str) -> bool:
    return token[0] == '"' and "\\u" in token and not _encodes(json.loads(token))


def _deepest_line(text: str) -> int:
    depth = 0
    for found in _TOKEN.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(found[0], 0)
        if depth >= _DEEPEST:
            return _line_at(text, found.start())
    return 1


def _twice(text: str) -> NotJsonError:
    """The first key that its object has already, with its line."""
    keys: list[set[str]] = []
    token, start = "", 0
    for found in _TOKEN.finditer(text):
        if found[0] in ("{", "["):
            keys.append(set())
        elif found[0] in ("}", "]") and keys:
            keys.pop()
        elif found[0] == ":" and keys and token[:1] == '"':
            key = json.loads(token)
            if key in keys[-1]:
                return NotJsonError(f"the key {key!r} is given twice", _line_at(text, start))
            keys[-1].add(key)
        token, start = found[0], found.start()
    return NotJsonError("a key is given twice", 1)
