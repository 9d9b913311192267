"""How callers identify themselves: what the prose says, what the samples send."""

from __future__ import annotations

import re

from docmill.spec import Authentication, Fact, FieldSpec
from docmill.understand.common import joined
from docmill.understand.curl import Curl
from docmill.understand.desk import Desk

_PROSE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("oauth2-bearer", re.compile(r"\bOAuth ?2(\.0)?\b", re.IGNORECASE)),
    ("bearer", re.compile(r"\bbearer\b", re.IGNORECASE)),
    ("basic", re.compile(r"\bbasic (auth\w*|credentials)\b", re.IGNORECASE)),
)
_THING = r"(?:auth\w*|oauth\w*|bearer|credentials?|(?:api )?keys?|tokens?|login|password)"
_NONE = re.compile(
    rf"\b(?:requires?|needs?|uses?|there is|takes?) no (?:[\w-]+ ){{0,3}}{_THING}\b"
    rf"|\bno (?:[\w-]+ ){{0,3}}{_THING}(?: [\w-]+)?(?: is| are)? (?:required|needed|necessary)\b"
    rf"|\b(?:not|n't|n\u2019t) (?:require|need|use|ask for) (?:[\w-]+ ){{0,4}}{_THING}\b"
    rf"|\b{_THING}(?: [\w-]+)? (?:(?:is|are) (?:not|never)|(?:is|are)n['\u2019]t) "
    r"(?:required|needed|necessary)\b|^no (?:auth\w+|credentials)[.!]?$",
    re.IGNORECASE,
)
"""A clause that says that callers need not identify themselves, in whichever way it names."""

_MARKS = "[*_`\"'\u2018-\u201d]*"
_NAME = rf"{_MARKS}(?:[\w.-]*\w)(?<!_){_MARKS}"
_NAMED = rf"(?:(?:the|an?) )?{_NAME}"
_LIST = rf"{_NAMED}(?:, {_NAMED})*(?:,? (?:or|and|and/or) {_NAMED})?"
_OWNS = r"(?i:have|has|having|with|requires?|needs?|holds?|holding|granted|assigned)"
_ROLES = re.compile(
    rf"\b{_OWNS} (?:(?:one|any|either|all|both)(?: of)? )?"
    rf"(?:the following roles?:? (?P<after>{_LIST})"
    rf"|(?P<before>{_LIST} roles?\b(?:,? (?:or|and) {_LIST} roles?\b)*))"
)
_OWNED = re.compile(rf"\b{_OWNS}\b")
_ROLE_WORD = re.compile(r"\broles?\b(?!-)")
_ROLE_NAME = re.compile(r"[\w.-]*\w")
_GENERIC = frozenset({
    *("the", "a", "an", "or", "and", "role", "roles", "appropriate", "required", "right", "same"),
    *("correct", "necessary", "corresponding", "relevant", "proper", "given", "suitable", "user"),
    *("sufficient", "following", "that", "this", "these", "such", "certain", "specific", "custom"),
})  # fmt: skip
"""Words that stand beside the names of roles, or in their place."""
_NAMES = {"oauth2-bearer": "an OAuth2 bearer token", "bearer": "a bearer token", "basic": "Basic"}


def identity_of(desk: Desk) -> Authentication:
    """The schemes in order of trust: the section, the hand-written samples, the generated one."""
    draft = desk.draft
    text = joined(draft.authentication)
    prose = _said(text) if text else []
    free = text is not None and not prose and any(map(_NONE.search, _clauses(text.value)))
    prose += draft.sent
    if text and not prose and not free:
        told = "no scheme (OAuth2, bearer token, Basic) is recognised in the section"
        desk.tell(text.at, "auth-unrecognised", told)
    written = [fact for curl in draft.curls if (fact := _sent(curl))]
    declared = [fact for field in draft.request if (fact := _declared(field))]
    if {fact.value for fact in written} & {"bearer", "basic"}:  # they say what the header holds
        declared = [fact for fact in declared if not fact.value.startswith("header:")]
    prose += declared
    prose = [draft.scheme, *prose] if draft.scheme else prose
    asked = any(fact.value != "none" for fact in prose)
    for curl in draft.curls if asked else ():
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
    if len(schemes) > 1 or (schemes and free):
        names = "; ".join(f"line {s.at.first} asks for {_name(s.value)}" for s in schemes.values())
        last = list(schemes.values())[-1]
        several = "the section asks for none" if free else "the page names several ways"
        desk.tell(last.at, "auth-disagrees", f"{several}: {names}")
    return Authentication(text, tuple(schemes.values()), _roles(desk, text) if text else ())


def _roles(desk: Desk, text: Fact[str]) -> tuple[Fact[str], ...]:
    """The roles that a caller must have; a sentence that seems to name others is told."""
    roles: dict[str, Fact[str]] = {}
    for sentence in _sentences(text.value):
        lists = [found["after"] or found["before"] for found in _ROLES.finditer(sentence)]
        names = [_ROLE_NAME.findall(names.replace("`", " ")) for names in lists]
        own = [name.strip("_") for found in names for name in found if name not in _GENERIC]
        roles |= {name: Fact(name, text.at) for name in own}
        if not own and _ROLE_WORD.search(sentence) and _OWNED.search(sentence):
            told = "a sentence on roles names none that is one word"
            desk.tell(text.at, "role-unrecognised", told)
    return tuple(roles.values())


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def _clauses(text: str) -> list[str]:
    """The parts of the sentences that stand for themselves."""
    return [part.strip() for said in _sentences(text) for part in re.split(r";|,? but ", said)]


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


def _said(text: Fact[str]) -> list[Fact[str]]:
    asked = " ".join(part for part in _clauses(text.value) if not _NONE.search(part))
    found = [name for name, words in _PROSE if words.search(asked)]
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
