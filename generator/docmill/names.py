"""Names for Python, made from `[a-z0-9_]` alone; the wire name is kept beside them, exactly."""

from __future__ import annotations

import builtins
import keyword
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

import inflection

T = TypeVar("T")

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PLURAL_ACRONYM = re.compile(r"(?<![A-Z])([A-Z]{2,})s(?![a-z])")


def _once(of: Callable[[str], T]) -> Callable[[str], T]:
    """A function that remembers: an API has few names, and much asks for their words."""
    return lru_cache(maxsize=65_536)(of)


def words_of(name: str) -> list[str]:
    """The words of a wire name, in lower case: `APIAccess` gives `api`, `access`.

    Accents are dropped; any other character that is not an ASCII letter or digit parts words.
    `userIDs` gives `user`, `ids`; `OAuth2` gives `o`, `auth2` as digits stay with their word.
    """
    return list(_words(name))


@_once
def _words(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _PLURAL_ACRONYM.sub(lambda m: m[1].capitalize() + "s", plain)
    words: list[str] = []
    end = -1
    for found in _WORD.finditer(plain):
        if found[0].isdigit() and words and found.start() == end:
            words[-1] += found[0]
        else:
            words.append(found[0].lower())
        end = found.end()
    return tuple(words)


@_once
def snake(name: str) -> str:
    """`FullName` gives `full_name`; a name without a letter or digit gives `value`."""
    text = "_".join(words_of(name)) or "value"
    return f"n{text}" if text[0].isdigit() else text


@_once
def pascal(name: str) -> str:
    """`crm_board-column` gives `CrmBoardColumn`."""
    text = "".join(word.capitalize() for word in words_of(name)) or "Value"
    return f"N{text}" if text[0].isdigit() else text


def constant(name: str) -> str:
    """`EnglishUK` gives `ENGLISH_UK`."""
    return snake(name).upper()


def tail(name: str, width: int = 60) -> str:
    """The last words of a constant's name, as many as fit into `width` characters."""
    words = name.split("_")
    while len(words) > 1 and (len("_".join(words)) > width or words[0].isdecimal()):
        del words[0]
    return "_".join(words)


@_once
def singular(name: str) -> str:
    """The singular of an English word in lower case: `users` gives `user`, `status` stays."""
    return name if name.endswith("ss") else inflection.singularize(name)


def identifier(name: str, reserved: Collection[str] = ()) -> str:
    """A snake-case Python name; one that Python or `reserved` has taken gets a `_` at its end."""
    text = snake(name)
    return f"{text}_" if keyword.iskeyword(text) or text in reserved else text


def importable(name: str) -> str:
    """A package name that shadows no keyword, no standard module and nothing the client needs."""
    needed = {"httpx2", "pydantic", "pytest", "yaml", "jsonschema_rs", "conftest", "support"}
    taken = keyword.iskeyword(name) or name in sys.stdlib_module_names
    needed |= {"api", "case", "cases", "contract", "server", "tests"}
    return f"{name}_api" if taken or name in needed else name


def class_name(name: str, reserved: Collection[str] = ()) -> str:
    """A Python class name; one that Python or `reserved` has taken gets a `_` at its end."""
    text = pascal(name)
    taken = text in reserved or keyword.iskeyword(text) or hasattr(builtins, text)
    return f"{text}_" if taken else text


def natural(name: str) -> list[tuple[int, str]]:
    """Sorts names by the value of the numbers in them: linters order imports so."""
    parts = re.findall(r"\d+|\D+", name)
    return [(int(part), "") if part.isdecimal() else (sys.maxsize, part) for part in parts]


def settle(wanted: Mapping[str, str], hints: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Final names for all at once, independent of order: key → name.

    `wanted` maps a key (a wire name, a JSON pointer) to the name that it would like. Where several
    keys want one name, each of them takes the first of its own `hints` that sets it apart; where
    the hints run out, a number by the order of the keys.
    """
    settled = dict(wanted)
    remaining = {key: list(hints.get(key, ())) for key in wanted}
    while True:
        count = Counter(settled.values())
        clashing = sorted(key for key, name in settled.items() if count[name] > 1)
        if not clashing:
            return settled
        moved = [key for key in clashing if remaining[key]]
        for key in moved:
            settled[key] = remaining[key].pop(0)
        if not moved:
            return _numbered(settled, clashing)


def _numbered(settled: dict[str, str], clashing: list[str]) -> dict[str, str]:
    taken = set(settled.values())
    seen: Counter[str] = Counter()
    for key in clashing:
        base = settled[key]
        while True:
            seen[base] += 1
            name = f"{base}_{seen[base]}"
            if name not in taken:
                break
        taken.add(name)
        settled[key] = name
    return settled
