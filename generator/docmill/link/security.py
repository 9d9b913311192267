"""Ways to authenticate become security schemes, offered as alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from docmill.names import words_of
from docmill.spec import Authentication, Fact

_NAMES = {"oauth2-bearer": "oauth2Bearer", "bearer": "bearer", "basic": "basic"}


def scheme_name(scheme: str) -> str:
    """The name of a scheme among the components: `oauth2-bearer` gives `oauth2Bearer`."""
    if scheme in _NAMES:
        return _NAMES[scheme]
    first, *rest = words_of(scheme.partition(":")[2]) or ["key"]
    return first + "".join(word.capitalize() for word in rest)


def scheme_of(scheme: Fact[str], identity: Authentication) -> dict[str, Any]:
    """The security scheme object. OAuth2 without a token endpoint is, on the wire, a bearer token:
    OpenAPI's `oauth2` type needs flows; `link.tokens` adds those that pages state."""
    kind = scheme.value
    if kind.startswith("header:"):
        found = {"type": "apiKey", "in": "header", "name": kind.partition(":")[2]}
    else:
        found = {"type": "http", "scheme": "basic" if kind == "basic" else "bearer"}
    if scheme.basis == "inferred":
        said = "Sent by the samples that the docs platform generated; no section asks for it."
    else:
        said = _general(identity) or "Asked for by the documentation."
    return {**found, "description": said}


def _general(identity: Authentication) -> str:
    """The prose on authentication without the sentences that name the role of one operation."""
    if identity.text is None:
        return ""
    sentences = re.split(r"(?<=[.!?])\s+", identity.text.value)
    roles = [role.value for role in identity.roles]
    kept = (s for s in sentences if not any(role in s for role in roles))
    return " ".join(kept)


def requirements_of(schemes: Iterable[Fact[str]]) -> list[dict[str, Any]]:
    """The security requirements of an operation: each scheme alone is enough."""
    return [{scheme_name(scheme.value): []} for scheme in schemes]
