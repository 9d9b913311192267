"""What a client needs to know beside the standard's keys, told of each operation by `x-` keys.

Works on any OpenAPI document, whatever it was made of; a key that is there already is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from docmill.api import Api, Document, pointer
from docmill.findings import Finding, in_order
from docmill.link.answers import Answers
from docmill.link.failure import Failure, failure_of
from docmill.link.pagination import Pagination, pagination_of
from docmill.memory import recall
from docmill.nodes import METHODS
from docmill.page import Place
from docmill.parts import Parts
from docmill.settings import NO_CHOICES, Choices
from docmill.values import mapping

PAGINATION = "x-docmill-pagination"
FAILURE = "x-docmill-failure"
_BEFORE = ("parameters", "requestBody", "responses")
"""What follows the added keys in an operation: they are read before the long parts."""


def observed(api: Api, choices: Choices = NO_CHOICES) -> Api:
    """The API with how each operation pages through its answer, and how an answer says that the
    request failed, where it does.

    The document of `api` stays as it is. What the user chose goes before what the document says.
    """
    watch = _Watch(api, Answers(api.document), Parts(api.document), choices.failure)
    paths = {path: watch.path_item(path, item) for path, item in _paths(api.document)}
    document = {**api.document, "paths": paths} if paths else api.document
    findings = {*api.findings, *watch.findings()}
    return Api(api.name, document, {**api.origins, **watch.origins}, in_order(findings))


def _paths(document: Document) -> Iterator[tuple[str, Any]]:
    yield from mapping(document.get("paths")).items()


@dataclass(slots=True)
class _Watch:
    api: Api
    answers: Answers
    parts: Parts
    named: str | None
    origins: dict[str, tuple[Place, ...]] = field(default_factory=dict[str, tuple[Place, ...]])
    styles: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    doubts: dict[tuple[str, tuple[str, ...]], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    unclear: list[str] = field(default_factory=list[str])
    flags: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def path_item(self, path: str, item: Any) -> Any:
        """A path item with what is told of its operations."""
        if not path.startswith("/"):
            return item
        changed = {
            method: self.operation(mapping(item), method, pointer("paths", path, method))
            for method in METHODS
            if method in mapping(item)
        }
        return {**item, **changed} if changed else item

    def operation(self, item: dict[str, Any], method: str, at: str) -> dict[str, Any]:
        """An operation with what is told of it."""
        shared = {key: value for key, value in item.items() if key not in METHODS}
        own = (self.parts.key(item[method]), self.parts.key(shared))
        failure, paging, asks = recall(
            ("observed", method, at, self.named, *own), lambda: self._seen(item, method, at)
        )
        operation = self._failing(mapping(item[method]), failure, at)
        if asks:
            self.unclear.append(at)
        if paging:
            operation = _with(operation, PAGINATION, paging.keys)
            self._note(at, paging)
        return operation

    def _seen(
        self, item: dict[str, Any], method: str, at: str
    ) -> tuple[Failure | None, Pagination | None, bool]:
        """What an operation does where nothing says it: the flag, the pages; whether it asks for
        pages in a way that is not clear."""
        operation = mapping(item[method])
        failure, paging, asks = None, None, False
        if self.named is not None or FAILURE not in operation:
            rest = {key: value for key, value in operation.items() if key != FAILURE}
            failure = failure_of(self.answers, rest, method, at, self.named)
        if PAGINATION not in operation:
            paging, asks = pagination_of(self.answers, item, method, at)
        return failure, paging, asks

    def _failing(self, operation: dict[str, Any], found: Failure | None, at: str) -> dict[str, Any]:
        if self.named is None and FAILURE in operation:
            return operation
        rest = {key: value for key, value in operation.items() if key != FAILURE}
        if found is None:
            return rest
        self.flags[found.name].append(at)
        self.origins[at + pointer(FAILURE)] = self.api.origin(found.place)
        return _with(rest, FAILURE, found.keys)

    def _note(self, at: str, found: Pagination) -> None:
        style = found.keys["style"]
        self.styles[style].append(at)
        if found.others:
            self.doubts[style, found.others].append(at)
        here = at + pointer(PAGINATION)
        places: list[Place] = []
        for key, node in found.places.items():
            self.origins[here + pointer(key)] = self.api.origin(node)
            places += self.api.origin(node)[:1]
        self.origins[here] = tuple(dict.fromkeys(places))

    def findings(self) -> Iterator[Finding]:
        """One of each kind for the whole document: an API does these things in one way mostly."""
        every = [at for places in self.styles.values() for at in places]
        if every:
            counts = {style: len(places) for style, places in self.styles.items()}
            told = ", ".join(f"{style} {count}" for style, count in sorted(counts.items()))
            said = f"{_counted(every, 'page')} through answers ({told}), going by the names that "
            named = f"{said}parameters and answers have"
            yield self._finding(min(every), PAGINATION, "pagination-inferred", named)
        for (style, others), places in sorted(self.doubts.items()):
            said = f"{_counted(places, 'page')} by {style}, and could by {' or '.join(others)}"
            told = f"{said}: {style} is taken"
            yield self._finding(places[0], PAGINATION, "pagination-ambiguous", told)
        if self.unclear:
            said = f"{_counted(self.unclear, 'take')} a parameter that asks for another page, and "
            told = f"{said}the answer does not show what to send for it"
            yield self._finding(self.unclear[0], PAGINATION, "pagination-unclear", told)
        yield from self._failures()

    def _failures(self) -> Iterator[Finding]:
        for name, places in sorted(self.flags.items()):
            if self.named is None:
                said = f"{_counted(places, 'answer')} with `{name}`, which is taken to say "
                told = f"{said}whether the request worked"
                yield self._finding(places[0], FAILURE, "failure-inferred", told)
        if self.named and not self.flags:
            told = f"the configuration names `{self.named}`, and no answer has it at its top"
            yield self._finding("/paths", "", "failure-flag-missing", told)

    def _finding(self, at: str, key: str, code: str, message: str) -> Finding:
        here = at + (pointer(key) if key else "")
        places = self.origins.get(here) or self.api.origin(here)
        return Finding((places or (Place("openapi.yaml", 1, 1),))[0], code, message)


def _counted(places: list[str], verb: str) -> str:
    return f"1 operation {verb}s" if len(places) == 1 else f"{len(places)} operations {verb}"


def _with(operation: dict[str, Any], key: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """The operation with one more key, before its long parts."""
    head = {k: v for k, v in operation.items() if k not in _BEFORE}
    rest = {k: v for k, v in operation.items() if k in _BEFORE}
    return {**head, key: deepcopy(told), **rest}
