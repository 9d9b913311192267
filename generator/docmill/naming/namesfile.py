"""names.yaml: the names that were given out, readable in a diff."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from docmill.api import pointer
from docmill.errors import InputError
from docmill.given import Former, Formers, Given, Names
from docmill.names import class_name
from docmill.page import Place
from docmill.values import is_listing, is_mapping, mapping
from docmill.yamltext import dump, load

_HEAD = """\
# The names of the client, by what they name. Commit this file: what stands here keeps its name.
# `docmill rename OLD NEW` changes a name and keeps the old one as a deprecated alias.
"""
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_GIVEN = re.compile(r"([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)(?: \((.+)\))?", re.ASCII)
_FORMER = re.compile(r"(\S+)(?: until (\d{4}-\d{2}-\d{2}))?", re.ASCII)
_OPERATION = re.compile(r"[A-Z]+ \S+")
_KINDS = ("methods", "resources", "classes")
_KEYS = ("operations", "schemas", "aliases", "gone")


def text_of(names: Names) -> str:
    """The text of names.yaml: operations by path and method, all else by name."""
    formers = {"methods": names.methods, "resources": names.resources, "classes": names.classes}
    aliases = {
        kind: {old: _former_text(one) for old, one in sorted(found.items())}
        for kind, found in formers.items()
        if found
    }
    gone = {"operations": _operations(names.gone), "schemas": _schemas(names.gone_schemas)}
    sections: dict[str, Any] = {
        "operations": _operations(names.operations),
        "schemas": _schemas(names.schemas),
        "aliases": aliases,
        "gone": {key: one for key, one in gone.items() if one},
    }
    return _HEAD + dump({key: one for key, one in sections.items() if one} or None)


def _operations(found: Mapping[str, Given]) -> dict[str, str]:
    def order(key: str) -> tuple[str, str]:
        method, _, path = key.partition(" ")
        return path, method

    return {
        key: found[key].name + (f" ({found[key].page})" if found[key].page else "")
        for key in sorted(found, key=order)
    }


def _schemas(found: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: list(uses) for name, uses in sorted(found.items())}


def _former_text(one: Former) -> str:
    return f"{one.name} until {one.until}" if one.until else one.name


def names_of(path: str, text: str) -> Names:
    """The names in the text of a names.yaml. Raises InputError with file and line where it is none.

    `path` is what the file is called in messages.
    """
    data, places = load(path, text)
    return _Decoder(path, places).names(data)


@dataclass(frozen=True, slots=True)
class _Decoder:
    path: str
    places: Mapping[str, Place]

    def fail(self, at: str, message: str) -> NoReturn:
        while at not in self.places and at:
            at = at.rpartition("/")[0]
        place = self.places.get(at)
        raise InputError(self.path, message, place.first if place else None)

    def names(self, data: Any) -> Names:
        found = self.section(data, "", _KEYS)
        gone = self.section(found.get("gone"), "/gone", ("operations", "schemas"))
        aliases = self.section(found.get("aliases"), "/aliases", _KINDS)
        formers = {kind: dict(self.formers(aliases.get(kind), kind)) for kind in _KINDS}
        names = Names(
            operations=dict(self.operations(found.get("operations"), "/operations")),
            schemas=dict(self.schemas(found.get("schemas"), "/schemas")),
            methods=formers["methods"],
            resources=formers["resources"],
            classes=formers["classes"],
            gone=dict(self.operations(gone.get("operations"), "/gone/operations")),
            gone_schemas=dict(self.schemas(gone.get("schemas"), "/gone/schemas")),
        )
        self.check(names)
        return names

    def section(self, data: Any, at: str, keys: tuple[str, ...] = ()) -> dict[str, Any]:
        if data is None:
            return {}
        if not is_mapping(data):
            self.fail(at, f"here must stand names with a colon behind them: {', '.join(keys)}")
        for key in data:
            if keys and key not in keys:
                self.fail(at + pointer(key), f"`{key}` is not known here; it may be: "
                          + ", ".join(keys))  # fmt: skip
        return mapping(data)

    def operations(self, data: Any, at: str) -> Iterator[tuple[str, Given]]:
        for key, value in self.section(data, at, ()).items():
            here = at + pointer(key)
            if not _OPERATION.fullmatch(key):
                self.fail(here, f"`{key}` is no operation; write it as `GET /users`")
            told = _GIVEN.fullmatch(value) if isinstance(value, str) else None
            if told is None:
                self.fail(here, f"`{value}` is no name of a method; write it as `users.list`")
            yield key, Given(told[1], told[2] or "")

    def schemas(self, data: Any, at: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for name, uses in self.section(data, at, ()).items():
            if not is_listing(uses) or not all(isinstance(use, str) for use in uses):
                self.fail(at + pointer(name), f"`{name}` needs the list of places that use it")
            yield name, tuple(uses)

    def formers(self, data: Any, kind: str) -> Iterator[tuple[str, Former]]:
        at = f"/aliases/{kind}"
        for old, value in self.section(data, at, ()).items():
            here = at + pointer(old)
            told = _FORMER.fullmatch(value) if isinstance(value, str) else None
            if told is None or not _is_day(told[2]):
                self.fail(here, f"`{value}` must be `NEW_NAME until 2027-05-24`, or a name alone")
            yield old, Former(told[1], told[2] or "")

    def check(self, names: Names) -> None:
        """Names are given once, and an alias is another name for something that is there."""
        taken: dict[str, str] = {}
        for at, found in (("/operations", names.operations), ("/gone/operations", names.gone)):
            for key, one in found.items():
                if (first := taken.setdefault(one.name, key)) != key:
                    self.fail(at + pointer(key), f"{first} is called `{one.name}`, too; names are "
                              "given once: change one of the two")  # fmt: skip
        for name in names.schemas.keys() & names.gone_schemas.keys():
            self.fail("/gone/schemas" + pointer(name), f"`{name}` stands in `schemas`, too; remove"
                      " one of the two")  # fmt: skip
        resources = {name.partition(".")[0]: "" for name in taken}
        classes = dict.fromkeys((*names.schemas, *names.gone_schemas), "")
        self.formers_fit("methods", names.methods, taken, str)
        self.formers_fit("resources", names.resources, resources, str)
        self.formers_fit("classes", names.classes, classes, class_name)

    def formers_fit(
        self, kind: str, formers: Formers, real: Mapping[str, str], spelt: Callable[[str], str]
    ) -> None:
        spellings = {spelt(name) for name in real}
        for old, one in formers.items():
            here = f"/aliases/{kind}" + pointer(old)
            if spelt(old) in spellings:
                self.fail(here, f"`{old}` is a name in use, so it cannot be an alias, too: remove "
                          "this line, or rename one of the two with `docmill rename`")  # fmt: skip
            if one.name not in real:
                self.fail(here, f"`{old}` stands for `{one.name}`, which is no name in this file; "
                          "correct the name, or remove the line")  # fmt: skip


def _is_day(text: str | None) -> bool:
    try:
        return text is None or bool(date.fromisoformat(text))
    except ValueError:
        return False
