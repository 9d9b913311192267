"""The flag of an answer that says whether the request worked, where a 2xx may say that it did not.

A property that is called `success` may as well be a fact of a record: it is taken as the flag only
where something shows that it speaks of the request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docmill.link.answers import Answers, Part, first_of
from docmill.values import listing

_GOOD = ("wassuccessful", "success", "issuccess", "issuccessful", "ok", "succeeded", "successful",
         "wassuccess", "isok")  # fmt: skip
_BAD = ("iserror", "haserror", "haserrors", "iserrored", "error", "failed")
_WORD = ("status", "result", "outcome")
_SUCCESSES = frozenset({"success", "ok", "successful", "succeeded"})
_FAILURES = frozenset({"error", "fail", "failure", "failed"})
_BESIDE = frozenset({"message", "messages", "error", "errors", "errormessage", "errorcode", "code",
                     "reason", "errordetails"})  # fmt: skip
"""What an envelope says beside the flag, and a record does not."""
_REQUEST = re.compile(r"\b(request|call|operation|API|endpoint|query)\b", re.IGNORECASE)
_WORKED = re.compile(
    r"\b(succe(ss|ed|eded|ssful|ssfully)|fail(s|ed|ure)?|worked|error)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Failure:
    """The property of the answer and the value, or the values, that mean failure; and the place of
    the property in the document."""

    name: str
    value: Any
    place: str

    @property
    def keys(self) -> dict[str, Any]:
        """What `x-docmill-failure` says."""
        return {"property": self.name, "value": self.value}


def failure_of(
    answers: Answers, operation: Mapping[str, Any], method: str, at: str, named: str | None = None
) -> Failure | None:
    """The failure flag of the answer of the operation at `at`.

    `named` is the property that the configuration names: taken wherever an answer has it.
    """
    whole, _ = answers.answer(operation, at)
    if whole is None or "array" in whole.types:
        return None
    parts = list(answers.inside(whole, 1))
    errors = [
        part for one in answers.errors(operation, at) for part in answers.inside(one, 1)
    ]  # what answers that failed have at their top
    if named is not None:
        part = next((one for one in parts if one.name == named), None)
        return _flag(part, errors) if part else None
    for flag in (first_of(parts, _GOOD, _is_flag), first_of(parts, _BAD, _is_flag)):
        if flag and _speaks_of_request(flag, parts, errors, method):
            return _flag(flag, errors)
    word = first_of(parts, _WORD, lambda part: part.may_be("string"))
    if word and not _is_record(parts) and _values(word, errors):
        beside = {part.word for part in parts} & (_BESIDE | {"data"})
        return _flag(word, errors) if beside or _same(word, errors) else None
    return None


def _flag(part: Part, errors: list[Part]) -> Failure:
    value: Any = part.word in _BAD
    return Failure(part.name, _values(part, errors) or value, part.place)


def _is_flag(part: Part) -> bool:
    shown = any(isinstance(one, bool) for one in part.shown)
    return "boolean" in part.types or (not part.types and shown)


def _is_record(parts: list[Part]) -> bool:
    return "id" in {part.word for part in parts}


def _same(part: Part, others: list[Part]) -> list[Part]:
    return [one for one in others if one.name == part.name]


def _speaks_of_request(flag: Part, parts: list[Part], errors: list[Part], method: str) -> bool:
    """Whether a flag tells of the request: answers that failed have it, or it stands in an
    envelope, or its description says so. A record with an id has facts of its own."""
    failed = flag.word in _BAD
    if any(failed in one.shown or one.schema.get("const") is failed for one in _same(flag, errors)):
        return True
    if _is_record(parts):
        return False
    if _same(flag, errors):
        return True
    if ({part.word for part in parts} - {flag.word}) & _BESIDE:
        return True
    told = bool(_WORKED.search(flag.text))
    return told and (method != "get" or bool(_REQUEST.search(flag.text)))


def _values(part: Part, errors: list[Part]) -> list[str]:
    """The words of a status that mean failure, enumerated or shown; none where it has others than
    success and failure, as the status of a record has."""
    stated = list(_stated(part))
    for one in _same(part, errors):
        stated += _stated(one)
    words = list(dict.fromkeys(stated))
    if not words or not {word.lower() for word in words} <= _SUCCESSES | _FAILURES:
        return []
    if not any(word.lower() in _SUCCESSES for word in words):
        return []
    return [word for word in words if word.lower() in _FAILURES]


def _stated(part: Part) -> Iterator[str]:
    values = [*listing(part.schema.get("enum")), part.schema.get("const"), *part.shown]
    return (one for one in values if isinstance(one, str))
