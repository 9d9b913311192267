"""How callers identify themselves: what the prose says, what the samples send."""

from __future__ import annotations

import re

from docmill.spec import Authentication, Fact, FieldSpec
from docmill.understand.curl import Curl
from docmill.understand.desk import Desk

_PROSE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("oauth2-bearer", re.compile(r"\bOAuth ?2(\.0)?\b", re.IGNORECASE)),
    ("bearer", re.compile(r"\bbearer\b", re.IGNORECASE)),
    ("basic", re.compile(r"\bbasic (auth\w*|credentials)\b", re.IGNORECASE)),
)
_ROLE = re.compile(r"\b(?:have|has|having|with|requires?) the [*_`]*([\w.-]+?)[*_`]* role\b")
_NAMES = {"oauth2-bearer": "an OAuth2 bearer token", "bearer": "a bearer token", "basic": "Basic"}


def identity_of(desk: Desk) -> Authentication:
    """The schemes in order of trust: the section, the hand-written samples, the generated one."""
    draft = desk.draft
    text = _joined(draft.authentication)
    prose = _said(text) if text else []
    prose += draft.sent
    if text and not prose:
        told = "no scheme (OAuth2, bearer token, Basic) is recognised in the section"
        desk.tell(text.at, "auth-unrecognised", told)
    prose += [fact for field in draft.request if (fact := _declared(field))]
    prose = [draft.scheme, *prose] if draft.scheme else prose
    written = [fact for curl in draft.curls if (fact := _sent(curl))]
    for curl in draft.curls if prose else ():
        if _sent(curl) is None:
            told = "the sample sends no credentials, though the section asks for them"
            desk.tell(curl.at, "sample-disagrees", told)
    made = _sent(draft.generated_curl) if draft.generated_curl else None
    generated = [Fact(made.value, made.at, "inferred")] if made else []
    schemes: dict[str, Fact[str]] = {}
    for scheme in (*prose, *written, *generated):
        if scheme.value == "bearer" and "oauth2-bearer" in schemes:
            continue  # the same token in the same header
        schemes.setdefault(scheme.value, scheme)
    if len(schemes) > 1:
        names = "; ".join(f"line {s.at.first} asks for {_name(s.value)}" for s in schemes.values())
        last = list(schemes.values())[-1]
        desk.tell(last.at, "auth-disagrees", f"the page names several ways: {names}")
    roles = [Fact(found[1], text.at) for found in _ROLE.finditer(text.value)] if text else []
    return Authentication(text, tuple(schemes.values()), tuple(roles))


def _declared(field: FieldSpec) -> Fact[str] | None:
    """The scheme of a header parameter `Authorization`; its description names it, if anything."""
    if field.location != "header" or field.name.value.lower() != "authorization":
        return None
    text = field.description.value if field.description else ""
    default = field.default.value if field.default else ""
    known = next((name for name, words in _WORDS if words.search(f"{text} {default}")), None)
    return Fact(known or "header:Authorization", field.name.at)


_WORDS = (
    ("bearer", re.compile(r"\bbearer\b", re.IGNORECASE)),
    ("basic", re.compile(r"\bbasic\b", re.IGNORECASE)),
)


def _joined(paragraphs: list[Fact[str]]) -> Fact[str] | None:
    if not paragraphs:
        return None
    at = paragraphs[0].at.to(paragraphs[-1].at)
    return Fact("\n\n".join(fact.value for fact in paragraphs), at)


def _said(text: Fact[str]) -> list[Fact[str]]:
    found = [name for name, words in _PROSE if words.search(text.value)]
    if "oauth2-bearer" in found and "bearer" in found:
        found.remove("bearer")
    return [Fact(name, text.at) for name in found]


def _sent(curl: Curl) -> Fact[str] | None:
    header = curl.header("authorization")
    if header:
        scheme = header.value.split(" ")[0].lower()
        known = scheme in ("bearer", "basic")
        return Fact(scheme if known else "header:Authorization", header.at)
    return Fact("basic", curl.user.at) if curl.user else None


def _name(scheme: str) -> str:
    return _NAMES.get(scheme, f"the {scheme.removeprefix('header:')} header")
