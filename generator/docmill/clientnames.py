"""Names of resources and methods, from tags and operation ids."""

from __future__ import annotations

from typing import Any

from docmill import names
from docmill.document import text_of
from docmill.values import listing

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_VERBS = {"put": "update", "post": "create", "patch": "update"}
_TYPES = {"bool", "bytes", "dict", "dt", "float", "int", "str"}
"""What a method cannot be called: types that other methods of its class name."""

RESERVED = {"client", "close", "shared"}
"""What a resource cannot be called: other attributes of the client, other modules."""


def resource_of(operation: dict[str, Any], path: str) -> str:
    """The resource of an operation, as an attribute of the client."""
    return names.identifier(tag_of(operation, path), RESERVED)


def tag_of(operation: dict[str, Any], path: str) -> str:
    """What an operation belongs to: its first tag, else the first fixed part of its path."""
    tags = [tag for tag in listing(operation.get("tags")) if isinstance(tag, str)]
    parts = [part for part in path.split("/") if part and not part.startswith("{")]
    return tags[0] if tags else parts[0] if parts else "api"


def method_of(operation: dict[str, Any], resource: str, http_method: str, path: str) -> str:
    """The method name of an operation: its id without the words of its resource.

    `listUsers` of `users` gives `list`; without an id, the HTTP method and the path tell.
    """
    words = names.words_of(text_of(operation, "operationId"))
    own = resource.strip("_").split("_")
    singles = [*own[:-1], names.singular(own[-1])]
    for stem in (own, singles):
        for start in range(len(words) - len(stem) + 1):
            if len(words) > len(stem) and words[start : start + len(stem)] == stem:
                rest = words[:start] + words[start + len(stem) :]
                return names.identifier("_".join(rest), _TYPES)
    if words:
        return names.identifier("_".join(words), _TYPES)
    if http_method == "get" and not path.rstrip("/").endswith("}"):
        return "list"
    return _VERBS.get(http_method, http_method)


def method_hints(http_method: str, path: str) -> list[str]:
    """Names that tell an operation from another of the same name."""
    parts = [names.snake(part) for part in path.split("/") if part]
    return [
        names.identifier(
            f"{_VERBS.get(http_method, http_method)}_{parts[-1] if parts else 'root'}"
        ),
        names.identifier("_".join([http_method, *parts])),
    ]
