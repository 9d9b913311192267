"""Names of resources, operations and schemas: from method and path, never from a title.

A reworded title renames nothing; a name changes only when the address does, or when two clash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from docmill.names import pascal, settle, singular, snake, words_of
from docmill.spec import PageSpec

Key = tuple[str, str]
"""Method and path of an operation."""

_PREFIX = re.compile(r"api|rest|v\d+(\.\d+)*", re.IGNORECASE)
_VARIABLE = re.compile(r"\{[^{}]*\}")
_COLLECTION = {"GET": "list", "POST": "create", "PUT": "update", "PATCH": "patch"}
_ITEM = {"GET": "get", "POST": "post", "PUT": "update", "PATCH": "patch"}


@dataclass(frozen=True, slots=True)
class OperationName:
    """The resource (a tag), the method of it, and the stem of the operation's schemas."""

    tag: str
    method: str

    @property
    def operation_id(self) -> str:
        """`users_update`: unique, because tag and method are."""
        return f"{self.tag}_{self.method}"

    @property
    def schema(self) -> str:
        """`UserUpdate`."""
        *head, last = self.tag.split("_")
        return pascal("_".join([*head, singular(last), self.method]))


def key_of(spec: PageSpec) -> Key:
    """What makes an operation one: its method and its path."""
    return spec.method.value, spec.path.value


def names_of(keys: Iterable[Key]) -> dict[Key, OperationName]:
    """The names of all operations of an API, settled for all at once."""
    every = sorted(set(keys))
    paths = {path for _, path in every}
    parts = {key: _parts(key[1], paths) for key in every}
    tags = _tags({collection for collection, _ in parts.values()})
    wanted: dict[str, str] = {}
    hints: dict[str, list[str]] = {}
    for key in every:
        collection, action = parts[key]
        text = f"{key[0]} {key[1]}"
        method = _method(key, action)
        wanted[text] = f"{tags[collection]}.{method}"
        tail = "_".join(snake(part) for part in _static(key[1])[-2:])
        hints[text] = [
            f"{tags[collection]}.{method}_{tail}",
            f"{tags[collection]}.{key[0].lower()}_{tail}",
        ]
    settled = settle(wanted, hints)
    split = {key: settled[f"{key[0]} {key[1]}"].split(".", 1) for key in every}
    return {key: OperationName(tag, method) for key, (tag, method) in split.items()}


def _static(path: str) -> list[str]:
    parts = [part for part in path.split("/") if part and not _VARIABLE.search(part)]
    kept = [part for part in parts if not _PREFIX.fullmatch(part) and words_of(part)]
    return kept or [part for part in parts if words_of(part)] or ["root"]


def _parts(path: str, paths: set[str]) -> tuple[tuple[str, ...], str]:
    """The static parts of the collection that a path belongs to, and the action on it, if any.

    The last part is an action where the path before it is a path of the API, too.
    """
    trimmed = path.rstrip("/")
    head, _, last = trimmed.rpartition("/")
    acts = not _VARIABLE.search(last) and {head, head + "/"} & paths
    if acts and head and words_of(last):
        return tuple(_static(head)), snake(last)
    return tuple(_static(trimmed)), ""


def _method(key: Key, action: str) -> str:
    method, path = key
    if action:
        return action
    if path.endswith("/") and path != "/" and method == "GET":
        return "get_many"
    item = _VARIABLE.search(path.rsplit("/", 1)[-1]) is not None
    return (_ITEM if item else _COLLECTION).get(method, method.lower())


def _tags(collections: set[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    texts = {"/".join(parts): parts for parts in collections}
    wanted = {text: snake(parts[-1]) for text, parts in texts.items()}
    hints = {
        text: ["_".join(snake(p) for p in parts[-n:]) for n in range(2, len(parts) + 1)]
        for text, parts in texts.items()
    }
    settled = settle(wanted, hints)
    return {parts: settled[text] for text, parts in texts.items()}
