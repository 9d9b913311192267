"""YAML in and out: YAML 1.2's core schema, and nothing that a reviewer would not expect.

Reading: `no`, `12:30:45` and `2024-01-01` are strings; a tag, a key given twice and, unless the
caller asks for them, an alias are errors with their line. Writing: a string that any YAML version
would read as something else is quoted.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from functools import partial
from typing import Any, ClassVar

import yaml

from docmill.api import pointer
from docmill.errors import InputError
from docmill.page import Place

_INT = re.compile(r"[-+]?[0-9]+")
_LONGEST_NUMBER = 4300
"""Digits; Python neither reads nor writes longer integers as text."""
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CORE: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_SURROGATES = re.compile(r"(?<!\\)\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_PLAIN_TAGS = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}
_MAX_DEPTH = 200
_MOST_REPEATED = 200_000
"""Values; what aliases may repeat, so that a short text cannot become an endless document."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _PlainLoader(_Loader):  # type: ignore[misc]  # the C loader has no types
    """Resolves nothing by itself: every plain scalar comes as a string, an explicit tag shows."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


class _TextDumper(_Dumper):  # type: ignore[misc]  # the C dumper has no types
    """Quotes whatever YAML 1.1 or 1.2 would not read back as a string."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        k: list(v) for k, v in _Dumper.yaml_implicit_resolvers.items()
    }

    marker = ""
    """What stands after each end of a line in a text that is quoted."""

    def ignore_aliases(self, data: Any) -> bool:
        """No anchors: every value is written where it stands."""
        return True


# read as numbers by YAML 1.2 alone, as booleans by strict readers of YAML 1.1
_TextDumper.add_implicit_resolver(
    "tag:docmill,quoted",
    re.compile(r"^([-+]?[0-9.][0-9a-zA-Z_.+:-]*|[yYnN]|0o[0-7]+)$"),
    list("-+.0123456789yYnN"),
)


def _represent_text(dumper: Any, text: str) -> Any:
    block = "\n" in text and not re.search(r"[ \t]\n|^\s|[ \t]$|[^\n\x20-\x7e\xa0-\ud7ff]", text)
    style = "|" if block else None
    if any(not (c.isprintable() or c == "\n") for c in text):
        style = '"'
    if "\n" in text and style != "|":
        style = '"'
        text = text.replace("\n", f"\n{dumper.marker}")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_TextDumper.add_representer(str, _represent_text)


def dump(data: Any) -> str:
    """YAML text of JSON values, keys in their own order, no line folded, ending in a newline.

    Each line of a text stands on a line of its own, also where the text must be quoted.
    """
    text = _dumped(data, _TextDumper)
    if "\\n" in text and (marker := next((c for c in _MARKERS if c not in text), "")):
        # it is written again with what tells the end of a line from a backslash and an n
        text = _dumped(data, type("_Marking", (_TextDumper,), {"marker": marker}))
        text = re.sub(f"^([ -]*).*{marker}.*$", partial(_broken, marker), text, flags=re.MULTILINE)
    # only quoted scalars hold such characters, see _represent_text
    return text if text.isascii() else _BEYOND_ASCII.sub(_shown, text)


def _dumped(data: Any, dumper: Any) -> str:
    text: str = yaml.dump(
        data,
        Dumper=dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=1_000_000,
    )
    return text


_MARKERS = [chr(code) for code in range(0xFDD0, 0xFDF0)]
"""Of these, which mean nothing to anybody, one is taken that the text does not have."""


def _broken(marker: str, line: re.Match[str]) -> str:
    """A quoted text whose lines have markers before them, with an escaped break in their place."""
    first, *others = line[0].split(marker)
    indent = " " * (len(line[1]) + 2)
    # spaces at the beginning of a line count only where they are escaped
    return "\\\n".join([first, *(indent + re.sub("^(?= )", r"\\", one) for one in others)])


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}
"""Controls, marks of direction, separators of lines: what a reviewer cannot see in the file."""


def _shown(char: re.Match[str]) -> str:
    if unicodedata.category(char[0]) not in _UNSEEN:
        return char[0]
    code = ord(char[0])
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def load(name: str, text: str, *, aliases: bool = False) -> tuple[Any, dict[str, Place]]:
    """The JSON values of a YAML (or JSON) text, and the lines of each node by JSON pointer.

    With `aliases`, an alias stands for what its anchor holds, which keeps the anchor's lines.
    Raises InputError with file and line where the text is no YAML, or uses a tag, a key twice, a
    key that is no string, more than 200 levels, or an alias where none is allowed.
    """
    if text.lstrip()[:1] in ("{", "["):
        # JSON writes a character beyond the BMP as two escapes, YAML as one
        text = _SURROGATES.sub(_one_escape, text)
    try:
        root = yaml.compose(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        raise InputError(name, f"not valid YAML: {error.problem or error.context}", line) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError(name, f"not valid YAML: {str(error).splitlines()[0]}") from None
    places: dict[str, Place] = {}
    if root is None:
        return None, places
    return _Builder(name, places, aliases).value(root, "", 0), places


def _one_escape(pair: re.Match[str]) -> str:
    char: str = json.loads(f'"{pair[0]}"')
    return f"\\U{ord(char):08x}"


class _Builder:
    def __init__(self, name: str, places: dict[str, Place], aliases: bool) -> None:
        self.name = name
        self.places = places
        self.seen: set[int] = set()
        self.repeatable = _MOST_REPEATED if aliases else 0

    def value(self, node: Any, at: str, depth: int, key_line: int = 0) -> Any:
        line = node.start_mark.line + 1
        if id(node) in self.seen:
            self._repeat(key_line or line)  # the node knows only where its anchor stands
        if node.tag not in _PLAIN_TAGS and node.tag != "!":
            raise InputError(self.name, f"a tag (`{node.tag}`): remove it", line)
        if depth > _MAX_DEPTH:
            raise InputError(self.name, f"more than {_MAX_DEPTH} levels deep", line)
        self.seen.add(id(node))
        last = max(line, node.end_mark.line + (1 if node.end_mark.column else 0))
        self.places[at] = Place(self.name, line, last)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, at, depth)
        if isinstance(node, yaml.SequenceNode):
            items: list[Any] = node.value
            return [self.value(v, f"{at}/{i}", depth + 1) for i, v in enumerate(items)]
        value = node.value if node.style else scalar(node.value)
        if isinstance(value, float) and not math.isfinite(value):
            raise InputError(self.name, "a number too large to be read", line)
        return value

    def _repeat(self, line: int) -> None:
        if not self.repeatable:
            raise InputError(self.name, "an alias (`*name`): write the value out", line)
        self.repeatable -= 1

    def mapping(self, node: Any, at: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise InputError(self.name, "a key that is no plain text", line)
            key = str(key_node.value)
            if key in found:
                raise InputError(self.name, f"the key `{key}` is given twice", line)
            inner = at + pointer(key)
            found[key] = self.value(value_node, inner, depth + 1, line)
            place = self.places[inner]
            self.places[inner] = Place(self.name, line, max(line, place.last))
        return found


def scalar(text: str) -> Any:
    """A plain scalar by YAML 1.2's core schema: null, true, false, a number, or itself."""
    if text in _CORE:
        return _CORE[text]
    if _INT.fullmatch(text):
        # as large as JSON reads it, or refused like a float out of range
        return int(text) if len(text.lstrip("+-")) <= _LONGEST_NUMBER else math.inf
    return float(text) if _FLOAT.fullmatch(text) else text
