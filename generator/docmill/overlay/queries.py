"""JSONPath (RFC 9535) in both directions: what an expression selects, and one for a node."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from docmill.values import is_listing, is_mapping

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathQuery

Location = tuple[str | int, ...]
"""The steps from the root of a document to a node: keys and indices."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLACE = re.compile(r",? line \d+, column (\d+)$")
_LONGEST = 2000
_NAMING = (("name",), ("name", "in"), ("url",), ("operationId",), ("$ref",))
"""What tells the items of a list apart: parameters, tags, servers, references."""


class QueryError(Exception):
    """A text that is no JSONPath of RFC 9535, or one that cannot be followed to its end."""


@lru_cache(maxsize=4096)
def compiled(text: str) -> JSONPathQuery:
    """The query of a JSONPath expression. Raises QueryError."""
    # imported here: only where there is something to correct
    from jsonpath_rfc9535 import JSONPathError
    from jsonpath_rfc9535 import compile as compiled_query

    if len(text) > _LONGEST:  # a query is a chain of objects, and so long a one ends the process
        raise QueryError(f"more than {_LONGEST} characters")
    try:
        return compiled_query(text)
    except JSONPathError as error:
        told = _PLACE.sub(lambda found: f" (character {int(found[1]) + 1})", str(error))
        raise QueryError(told) from None
    except RecursionError:
        raise QueryError("too many steps, or too many brackets inside each other") from None


def found_by(text: str, document: Any) -> list[Location]:
    """The nodes that an expression selects, each once, in the order of the document.

    Raises QueryError where the expression cannot be followed.
    """
    from jsonpath_rfc9535 import JSONPathError

    try:
        nodes = [node.location for node in compiled(text).find(document)]
    except (JSONPathError, RecursionError) as error:
        raise QueryError(str(error) or "the document is too deep") from None
    return list(dict.fromkeys(nodes))


def path_of(document: Any, steps: Sequence[str | int]) -> str:
    """A JSONPath that selects the node at `steps` alone, and says by name what it is.

    `paths`, `/users`, `get`, `parameters`, 0 gives
    `$.paths['/users'].get.parameters[?@.name == 'page']` where no other parameter is called so.
    The last step may be a key that is not there. Raises KeyError where an earlier one is not.
    """
    node, text = document, "$"
    for step in steps:
        if is_listing(node):
            index = int(step)
            text += _item(node, index)
            node = node[index]
        else:
            text += f".{step}" if _PLAIN.fullmatch(str(step)) else f"[{_quoted(str(step))}]"
            node = node.get(str(step)) if is_mapping(node) else None
    return text


def _item(items: list[Any], index: int) -> str:
    """The selector of one item of a list: by what names it, else by its number."""
    for test in _tests(items[index]):
        if found_by(f"$[?{test}]", items) == [(index,)]:
            return f"[?{test}]"
    return f"[{index}]"


def _tests(item: Any) -> Iterator[str]:
    """Expressions that hold for an item, and perhaps for it alone."""
    if isinstance(item, str):
        yield f"@ == {_quoted(item)}"
    elif is_mapping(item):
        for keys in _NAMING:
            if all(isinstance(item.get(key), str) for key in keys):
                yield " && ".join(f"{_member(key)} == {_quoted(item[key])}" for key in keys)
        if len(item) == 1:  # a security requirement
            yield _member(next(iter(item)))
    elif isinstance(item, int) and not isinstance(item, bool):
        yield f"@ == {item}"


def _member(key: str) -> str:
    return f"@.{key}" if _PLAIN.fullmatch(key) else f"@[{_quoted(key)}]"


def _quoted(text: str) -> str:
    """A string literal of JSONPath."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + "".join(_character(one) for one in escaped) + "'"


def _character(one: str) -> str:
    return one if one.isprintable() else "".join(f"\\u{unit:04x}" for unit in _units(one))


def _units(one: str) -> list[int]:
    """The UTF-16 code units of a character."""
    data = one.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(data[n : n + 2], "big") for n in range(0, len(data), 2)]
