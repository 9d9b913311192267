"""Names of resources, operations and schemas: from method and path, never from a title.

A reworded title renames nothing; a name changes only when the address does, or when two clash.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from docmill.names import pascal, settle, singular, snake, words_of
from docmill.spec import PageSpec

Key = tuple[str, str]
"""Method and path of an operation."""

_PREFIX = re.compile(r"api|rest|v\d+(\.\d+)*", re.IGNORECASE)
_VARIABLE = re.compile(r"\{[^{}]*\}")
_COLLECTION = {"GET": "list", "POST": "create", "PUT": "update"}
_ITEM = {"GET": "get", "POST": "post", "PUT": "update"}
_VERBS = {"GET": "get", "POST": "create", "PUT": "update"}


@dataclass(frozen=True, slots=True)
class OperationName:
    """The resource (a tag), the method of it, and how pages write the resource's name.

    `casing` is empty where no wire name and no role has it in other than small letters.
    """

    tag: str
    method: str
    casing: str = ""

    @property
    def operation_id(self) -> str:
        """`users_update`: unique, because tag and method are."""
        return f"{self.tag}_{self.method}"

    @property
    def entity(self) -> str:
        """`User`: what one item of the resource is called."""
        *head, last = self.tag.split("_")
        return self.casing or pascal("_".join([*head, singular(last)]))

    @property
    def schema(self) -> str:
        """`UserUpdate`."""
        return self.entity + pascal(self.method)


def key_of(spec: PageSpec) -> Key:
    """What makes an operation one: its method and its path."""
    return spec.method.value, spec.path.value


def casings_of(specs: Iterable[PageSpec]) -> dict[str, str]:
    """How the pages write names of one word: `TimePass` by `timepass`, from the prefixes of query
    parameters (`TimePass_Name`) and of roles (`TimePass-Read`), which are no prose."""
    seen: Counter[str] = Counter()
    for spec in specs:
        names = [f.name.value.split("_")[0] for f in spec.parameters() if "_" in f.name.value]
        names += [role.value.split("-")[0] for role in spec.authentication.roles]
        seen.update(name for name in names if re.fullmatch(r"[A-Z][A-Za-z]+", name))
    ranked = sorted(seen.items(), key=lambda one: (one[1], one[0]))
    return {name.lower(): name for name, _ in ranked}


def spellings_of(specs: Iterable[PageSpec]) -> dict[str, str]:
    """Actions that a path runs together and the name of the page does not: `run_command` by
    `runcommand`, of `post-products-run-command`."""
    found: dict[str, str] = {}
    for spec in specs:
        action = spec.path.value.rstrip("/").rpartition("/")[2].lower()
        words = re.findall(r"[a-z0-9]+", spec.page.rpartition("/")[2].rpartition(".")[0].lower())
        for size in (2, 3):
            for at in range(len(words) - size + 1):
                if "".join(words[at : at + size]) == action:
                    found[action] = "_".join(words[at : at + size])
    return found


def names_of(
    keys: Iterable[Key],
    casings: Mapping[str, str] | None = None,
    spellings: Mapping[str, str] | None = None,
) -> dict[Key, OperationName]:
    """The names of all operations of an API, settled for all at once; `casings` and `spellings`
    are those that the pages use."""
    every = sorted(set(keys))
    paths = {path for _, path in every}
    parts = {key: _parts(key[1], paths) for key in every}
    # a resource that has no PUT is updated with PATCH
    put = {collection for (method, _), (collection, _) in parts.items() if method == "PUT"}
    tags = _tags({collection for collection, _ in parts.values()})
    wanted: dict[str, str] = {}
    hints: dict[str, list[str]] = {}
    for key in every:
        collection, action = parts[key]
        text = f"{key[0]} {key[1]}"
        told = (spellings or {}).get(action, action)
        patches = "patch" if collection in put else "update"
        method = _method(key, told, patches)
        wanted[text] = f"{tags[collection]}.{method}"
        hints[text] = [
            f"{tags[collection]}.{hint}" for hint in _hints(key, method, told, collection, patches)
        ]
    settled = settle(wanted, hints)
    split = {key: settled[f"{key[0]} {key[1]}"].split(".", 1) for key in every}
    found = {key: OperationName(tag, method) for key, (tag, method) in split.items()}
    known = casings or {}
    return {
        key: replace(name, casing=known.get(name.entity.lower(), "")) for key, name in found.items()
    }


def _hints(
    key: Key, method: str, action: str, collection: tuple[str, ...], patches: str
) -> Iterator[str]:
    """Names that tell an operation from another of the same name, without the resource's own."""
    verb, path = key
    if action:
        # what is done with POST is called so; what is read or undone of it takes the verb
        yield action if verb == "POST" else f"{_verb(_VERBS, verb, patches)}_{action}"
    versions = [part for part in path.split("/") if re.fullmatch(r"v\d+(\.\d+)*", part)]
    yield from [f"{method}_{snake(part)}" for part in versions] or [method]
    if beyond := [snake(part) for part in _static(path)[:-1] if part != collection[-1]]:
        yield f"{method}_{beyond[-1]}"
    tail = "_".join(snake(part) for part in _static(path)[-2:])
    yield f"{method}_{tail}"
    yield f"{verb.lower()}_{tail}"


def _verb(verbs: Mapping[str, str], method: str, patches: str) -> str:
    return patches if method == "PATCH" else verbs.get(method, method.lower())


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


def _method(key: Key, action: str, patches: str) -> str:
    method, path = key
    if action:
        return action
    if path.endswith("/") and path != "/" and method == "GET":
        return "get_many"
    item = _VARIABLE.search(path.rsplit("/", 1)[-1]) is not None
    return _verb(_ITEM if item else _COLLECTION, method, patches)


def _tags(collections: set[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    texts = {"/".join(parts): parts for parts in collections}
    wanted = {text: snake(parts[-1]) for text, parts in texts.items()}
    hints = {
        text: ["_".join(snake(p) for p in parts[-n:]) for n in range(2, len(parts) + 1)]
        for text, parts in texts.items()
    }
    settled = settle(wanted, hints)
    return {parts: settled[text] for text, parts in texts.items()}
