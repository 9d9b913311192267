"""Which operation a request is for: a path without variables goes before one with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from docmill.mock.operations import Operation
from docmill.values import listing, mapping

VARIABLE = re.compile(r"\{([^{}]+)\}")
_PLAIN = "/:@!$&'()*+,;=~%"
"""What clients leave as it is in a path."""


@dataclass(frozen=True, slots=True)
class Route:
    """All operations of a path, by method, and the texts of its variables, still escaped."""

    operations: dict[str, Operation]
    variables: dict[str, str] = field(default_factory=dict[str, str])


class Routes:
    """The paths of a document."""

    def __init__(self, operations: Iterable[Operation], prefixes: Iterable[str] = ()) -> None:
        """`prefixes` are paths of servers, which a request may or may not begin with."""
        paths: dict[str, dict[str, Operation]] = {}
        for one in operations:
            # `/files/{id}#rename`: what documents tell apart behind a path never reaches a server
            plain = re.split(r"[?#]", one.path)[0]
            paths.setdefault(plain, {}).setdefault(one.method, one)
        self._paths = [(_pattern(path), path, paths[path]) for path in sorted(paths, key=_rank)]
        self._prefixes = ("", *prefixes)

    def find(self, path: str) -> Route | None:
        """The route of a path as it stands in the request line, or None."""
        for prefix in self._prefixes:
            if not path.startswith(prefix):
                continue
            for pattern, template, operations in self._paths:
                if found := pattern.fullmatch(path.removeprefix(prefix)):
                    names = VARIABLE.findall(template)
                    return Route(operations, dict(zip(names, found.groups(), strict=True)))
        return None


def prefixes_of(servers: object) -> list[str]:
    """The paths of the servers' URLs, with their variables' defaults, longest first."""
    found: set[str] = set()
    for server in map(mapping, listing(servers)):
        url = str(server.get("url", ""))
        for name, variable in mapping(server.get("variables")).items():
            url = url.replace("{" + name + "}", str(mapping(variable).get("default", "")))
        try:
            found.add(urlsplit(url).path.rstrip("/"))
        except ValueError:
            continue
    return sorted(found - {""}, key=len, reverse=True)


def _pattern(template: str) -> re.Pattern[str]:
    fixed = VARIABLE.split(template)[::2]
    return re.compile("([^/]+)".join(re.escape(quote(part, safe=_PLAIN)) for part in fixed))


def _rank(template: str) -> list[tuple[int, str]]:
    return [(part.count("{"), part) for part in template.split("/")]
