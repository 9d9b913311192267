"""What is answered when a request cannot be carried out: the documented error, filled.

Of an operation that documents no such answer, another operation's answer with that status is
taken, as errors of one API look alike; where none documents one, problem details (RFC 9457) are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from docmill.mock.checks import Fault
from docmill.mock.operations import Answer, Operation
from docmill.mock.values import Values
from docmill.values import is_listing, is_mapping, mapping

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed request; `answer` is what documents its answer, if anything does."""

    status: int
    media_type: str
    body: Any
    answer: Answer | None = None


class Failures:
    """The documented errors of one document."""

    def __init__(self, operations: Iterable[Operation], values: Values) -> None:
        self._values = values
        self._usual: dict[str, Answer] = {}
        seen: dict[str, Counter[str]] = {}
        answers: dict[str, Answer] = {}
        for operation in operations:
            for key, answer in operation.answers.items():
                if key[0] in "45" and answer.json:
                    seen.setdefault(key, Counter())[answer.at] += 1
                    answers.setdefault(answer.at, answer)
        for key, counter in seen.items():
            self._usual[key] = answers[counter.most_common(1)[0][0]]

    def documented(self, operation: Operation | None, status: int) -> Answer | None:
        """The answer that is documented for a status: the operation's own, else the usual one."""
        keys = (str(status), f"{status // 100}XX", "default")
        own = operation.answers if operation else {}
        for key in keys:
            if key in own:
                return own[key]
        return self._usual.get(str(status))

    def refusal(self, operation: Operation) -> int:
        """The status for a request that does not fit the document: 400 or 422."""
        return 422 if "422" in operation.answers and "400" not in operation.answers else 400

    def failure(
        self, operation: Operation | None, status: int, told: str, faults: Sequence[Fault] = ()
    ) -> Failure:
        """The answer to a request that failed, `told` in words."""
        answer = self.documented(operation, status)
        if answer is None:
            return Failure(status, PROBLEM, _problem(status, told, faults))
        if not answer.media:
            return Failure(status, "", None, answer)
        media = answer.json or answer.media[0]
        sample = self._values.sample(media)
        if not media.is_json:
            text = sample if isinstance(sample, str) else told
            return Failure(status, media.name, text, answer)
        body = _Filling(status, told, faults).filled(sample)
        return Failure(status, media.name, self._values.mended(body, media.schema_at), answer)


def _problem(status: int, told: str, faults: Sequence[Fault]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": told,
    }
    if faults:
        body["errors"] = [
            {"in": fault.location, "name": fault.name, "detail": fault.message} for fault in faults
        ]
    return body


PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "in": {"type": "string"},
                    "name": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
"""The shape of problem details as they are answered here."""

_MESSAGES = {
    *("message", "msg", "detail", "details", "error", "errordescription", "errormessage"),
    *("description", "reason", "developermessage", "usermessage"),
}
_STATUSES = {"status", "statuscode", "code", "httpstatus", "httpcode", "errorcode"}
_FLAGS = {"wassuccessful", "success", "successful", "ok", "issuccess", "issuccessful", "succeeded"}
_LISTS = {
    *("errors", "details", "detail", "fielderrors", "validationerrors", "violations", "fields"),
    *("invalidparams", "invalidfields", "issues", "problems", "causes", "error"),
}
_NAMES = {
    *("propertyname", "property", "field", "fieldname", "name", "param", "parameter", "path"),
    *("pointer", "attribute", "key", "loc", "target", "source"),
}
_VALUES = {"attemptedvalue", "rejectedvalue", "invalidvalue", "value", "input"}


@dataclass(frozen=True, slots=True)
class _Filling:
    """Puts what went wrong where the sample of an error has a place for it."""

    status: int
    told: str
    faults: Sequence[Fault]

    def filled(self, sample: Any) -> Any:
        """The sample of a body with this failure in it."""
        if isinstance(sample, str):
            return self.told
        if is_listing(sample):
            return self._items(sample)
        if not is_mapping(sample):
            return sample
        return {key: self._member(_plain(key), value) for key, value in sample.items()}

    def _member(self, key: str, value: Any) -> Any:
        if key in _FLAGS and isinstance(value, bool | None):
            return False
        if key in _STATUSES and isinstance(value, int):
            return self.status
        if key in _MESSAGES and isinstance(value, str):
            return self.told
        if key in _LISTS and is_listing(value):
            return self._items(value)
        if key in _LISTS and is_mapping(value) and all(map(is_listing, value.values())):
            return {f.name or f.location: [f.message] for f in self.faults} if value else value
        return self.filled(value) if is_mapping(value) else value

    def _items(self, sample: list[Any]) -> list[Any]:
        """An entry for each fault, in the form of the sample's first."""
        if not sample or not self.faults:
            return [self.filled(item) for item in sample]
        return [self._entry(sample[0], fault) for fault in self.faults]

    def _entry(self, sample: Any, fault: Fault) -> Any:
        if isinstance(sample, str):
            return f"{fault.name}: {fault.message}" if fault.name else fault.message
        return {
            key: self._part(_plain(key), value, fault) for key, value in mapping(sample).items()
        } or sample

    def _part(self, key: str, value: Any, fault: Fault) -> Any:
        if key in _NAMES:
            if is_listing(value):
                return [fault.location, *fault.path]
            return fault.name or fault.location if not is_mapping(value) else value
        if key in _MESSAGES:
            return fault.message
        return fault.value if key in _VALUES else value


def words_of(faults: Sequence[Fault]) -> str:
    """The faults in one sentence."""
    return "; ".join(f"{fault.name or fault.location}: {fault.message}" for fault in faults)


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())
