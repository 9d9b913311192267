"""Mistakes in the configuration, told with file, line, table and key."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from docmill.configshape import Shape, fits
from docmill.errors import InputError, UsageError
from docmill.files import from_here
from docmill.values import is_mapping, mapping


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A file of configuration: its text, and the keys of docmill's table in it."""

    path: Path
    text: str
    keys: tuple[str, ...]

    def error(self, keys: tuple[str, ...], told: str) -> UsageError:
        """The error to raise for what stands at `keys` below docmill's table."""
        full = (*self.keys, *keys)
        line = _line_of(self.text, full)
        return UsageError(f"{from_here(self.path)}{f':{line}' if line else ''}: {told}")

    def table(self, keys: tuple[str, ...]) -> str:
        """A table as the file names it: `[tool.docmill.sites.acme]`."""
        return f"[{'.'.join((*self.keys, *keys))}]"

    def check(self, value: Any, shape: Shape, keys: tuple[str, ...] = ()) -> dict[str, Any]:
        """The table at `keys`. Raises UsageError for the first key that is not as its shape has
        it; of a key that is not known, the nearest one is suggested."""
        if not is_mapping(value):
            raise self.error(keys, f"{self.table(keys)} must be a table")
        known: dict[str, Shape] = shape.get("properties", {})
        for key, inner in value.items():
            within = known.get(key) or shape["additionalProperties"]
            if not within:
                raise self.error((*keys, key), f"{self.table(keys)}: {_unknown(key, list(known))}")
            if within.get("type") == "object":
                self.check(inner, within, (*keys, key))
            elif not fits(inner, within):
                told = f"{self.table(keys)}: `{key}` must be {within['title']}"
                raise self.error((*keys, key), told)
        return value


def text_at(path: Path) -> str:
    """The text of a file, its line ends as they are. Raises InputError where it is none."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, ValueError) as error:
        raise InputError(str(path), f"cannot be read as TOML: {error}") from None


def config_file(path: Path, keys: tuple[str, ...], text: str) -> tuple[ConfigFile, dict[str, Any]]:
    """A file with this text, and its tables. Raises InputError where the text is no TOML."""
    try:
        return ConfigFile(path, text, keys), tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: TOML and numbers
        raise InputError(str(path), f"cannot be read as TOML: {error}") from None


def _unknown(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(known)}"
    return f"the key `{key}` is not known; {hint}"


def _line_of(text: str, keys: tuple[str, ...]) -> int | None:
    """The 1-based line where a table or a key begins; None where that cannot be told.

    TOML's reader keeps no lines: the key begins where the text up to there does not have it, and
    the text up to the end of the statement does.
    """
    lines = [f"{line}\n" for line in text.split("\n")]
    for n, line in enumerate(lines):
        if keys[-1] not in line or _has("".join(lines[:n]), keys) is not False:
            continue
        for end in range(n + 1, len(lines) + 1):
            found = _has("".join(lines[:end]), keys)
            if found:
                return n + 1
            if found is False:
                break
    return None


def _has(text: str, keys: tuple[str, ...]) -> bool | None:
    """Whether a text of TOML has the keys; None where it is none."""
    try:
        table: Any = tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    for key in keys[:-1]:
        table = mapping(mapping(table).get(key))
    return keys[-1] in mapping(table)
