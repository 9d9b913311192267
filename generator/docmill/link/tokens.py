"""The operation that gives OAuth2 tokens, where a page describes it (RFC 6749, sections 4 and 6).

It is known by the `grant_type` that it takes. With its address, OAuth2 is more than a bearer token:
a client can fetch tokens itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from docmill.api import pointer
from docmill.findings import Finding
from docmill.link.tree import Tree
from docmill.names import words_of
from docmill.page import Place
from docmill.spec import FieldSpec, PageSpec
from docmill.values import mapping

_FLOWS = {"password": "password", "client_credentials": "clientCredentials"}
_GRANTS = re.compile(r"(?<![\w/])(password|client_credentials|refresh_token)(?![\w/])")
_QUOTED = re.compile(r"`([^`\s]+)`")
_BEARERS = ("oauth2Bearer", "bearer")


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """One operation that gives tokens; `server` is "" where the page names none."""

    path: str
    server: str
    grants: frozenset[str]
    scopes: tuple[str, ...]
    places: tuple[Place, ...]
    silent: bool


@dataclass(slots=True)
class Tokens:
    """Collects the operations that give tokens; `apply` tells the security schemes of them."""

    endpoints: list[_Endpoint] = field(default_factory=list[_Endpoint])

    def add(self, spec: PageSpec) -> None:
        """Note the operation of a page if it gives tokens."""
        if spec.method.value.upper() != "POST" or "{" in spec.path.value:
            return
        asked = _named(spec.request, "granttype")
        if asked is None:
            return
        grants = _grants(asked, spec)
        if not grants & _FLOWS.keys():
            return
        scope = _named(spec.request, "scope") or _named(spec.request, "scopes")
        server = spec.server.value if spec.server else ""
        places = (spec.path.at, asked.name.at)
        silent = not spec.authentication.schemes
        found = _Endpoint(spec.path.value, server, grants, _scopes(scope), places, silent)
        self.endpoints.append(found)

    def apply(
        self, security: dict[str, Any], paths: dict[str, Any], server: str, tree: Tree
    ) -> list[Finding]:
        """Give the scheme of bearer tokens the flows that fetch them. `server` is the general one.

        Where no page says how to authenticate, tokens are what is asked for.
        """
        if not self.endpoints:
            return []
        name = next((one for one in _BEARERS if one in security), _BEARERS[0])
        known = mapping(security.get(name))
        said = known.get("description", "Tokens come from an operation of the API.")
        flows = self._flows(server)
        inferred = {"x-docmill-inferred": ["flows"]}
        security[name] = {"type": "oauth2", "description": said, "flows": flows, **inferred}
        at = pointer("components", "securitySchemes", name)
        places = tuple(place for one in self.endpoints for place in one.places)
        tree.came_from(f"{at}/flows", *places)
        if not known:
            tree.came_from(at, *places)
        for one in self.endpoints:
            if one.silent:  # who asks for a token has none
                operation = paths[one.path]["post"]
                operation |= {"security": [], "x-docmill-inferred": ["security"]}
        told = ", ".join(
            f"`{one.path}` ({', '.join(sorted(one.grants))})" for one in self.endpoints
        )
        return [Finding(places[0], "token-endpoint", f"tokens come from {told}")]

    def _flows(self, general: str) -> dict[str, Any]:
        flows: dict[str, Any] = {}
        for one in self.endpoints:
            url = (one.server or general).rstrip("/") + one.path
            refreshed = {"refreshUrl": url} if "refresh_token" in one.grants else {}
            scopes = dict.fromkeys(one.scopes, "")
            for grant, flow in _FLOWS.items():
                if grant in one.grants:
                    flows.setdefault(flow, {"tokenUrl": url, **refreshed, "scopes": scopes})
        return flows


def _named(fields: Iterable[FieldSpec], word: str) -> FieldSpec | None:
    sent = (one for one in fields if one.location in ("body", "query"))
    return next((one for one in sent if "".join(words_of(one.name.value)) == word), None)


def _grants(asked: FieldSpec, spec: PageSpec) -> frozenset[str]:
    """The grants that the operation takes, as its section or its samples say; where nothing says
    so, those whose fields it takes."""
    texts = [value.value for value in asked.values]
    texts += [fact.value for fact in (asked.default, asked.description) if fact]
    for sample in spec.request_samples:
        shown = mapping(sample.value.value if sample.value else None).get(asked.name.value)
        texts += [shown] if isinstance(shown, str) else []
    found = frozenset(grant for text in texts for grant in _GRANTS.findall(text))
    if found or any(asked.values):
        return found
    if _named(spec.request, "username") and _named(spec.request, "password"):
        return frozenset({"password"})
    credentials = _named(spec.request, "clientid") and _named(spec.request, "clientsecret")
    return frozenset({"client_credentials"} if credentials else ())


def _scopes(scope: FieldSpec | None) -> tuple[str, ...]:
    if scope is None:
        return ()
    listed = [value.value for value in scope.values]
    text = scope.description.value if scope.description else ""
    return tuple(dict.fromkeys(listed or _QUOTED.findall(text)))
