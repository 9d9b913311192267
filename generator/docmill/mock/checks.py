"""What is wrong with a request, by its operation's documentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from werkzeug import Request

from docmill.api import Api
from docmill.document import Reader
from docmill.fitting import Misfit, misfits
from docmill.mock.bodies import Body, body_of
from docmill.mock.operations import Operation, Parameter
from docmill.mock.texts import Pairs, Texts


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where (`query`, `body`, ...), in which part, in words; the value sent."""

    location: str
    path: tuple[str | int, ...]
    message: str
    value: Any = None

    @property
    def name(self) -> str:
        """The part that is wrong, as people write it: `Address.Lines.0`."""
        return ".".join(map(str, self.path))


@dataclass(slots=True)
class Given:
    """The values of a request, by place and name, and what is wrong with them."""

    path: dict[str, Any] = field(default_factory=dict[str, Any])
    query: dict[str, Any] = field(default_factory=dict[str, Any])
    header: dict[str, Any] = field(default_factory=dict[str, Any])
    cookie: dict[str, Any] = field(default_factory=dict[str, Any])
    body: Body | None = None
    faults: list[Fault] = field(default_factory=list[Fault])

    def at(self, location: str) -> dict[str, Any]:
        """The values of one place."""
        places = {"path": self.path, "query": self.query, "header": self.header}
        return places.get(location, self.cookie)


class Checker:
    """Reads requests and holds them against one document.

    `strict` refuses what the document does not name: keys of a query, and properties at the top of
    a body. Many servers pass over these, and documents are seldom complete.
    """

    def __init__(self, api: Api, *, strict: bool) -> None:
        self._api = api
        self._texts = Texts(Reader(api))
        self._strict = strict

    def read(
        self, operation: Operation, request: Request, variables: dict[str, str], secrets: set[str]
    ) -> Given:
        """The values of a request; `secrets` are the query keys that authenticate.

        Raises MediaUnknownError for a body of a media type that is not documented.
        """
        given = Given()
        text = request.query_string.decode("utf-8", "replace")
        query = parse_qsl(text, keep_blank_values=True)
        known = {k for one in operation.parameters for k in self._texts.keys(one)} | secrets
        for one in operation.parameters:
            try:
                values = list(self._values(one, query, request, variables, known))
            except ValueError as error:
                told = f"is not JSON: {error}"
                given.faults.append(Fault(one.location, (one.name,), told))
                continue
            given.faults += self._parameter(one, values)
            if values:
                given.at(one.location)[one.name] = values[0]
        if self._strict:
            given.faults += self._undocumented(operation, query, known)
        given.faults += self._body(operation, request, given)
        return given

    def _values(
        self,
        one: Parameter,
        query: Pairs,
        request: Request,
        variables: dict[str, str],
        known: set[str],
    ) -> Iterator[Any]:
        if one.location == "query":
            yield from self._texts.paired(one, query, known)
        elif one.location == "cookie":
            yield from self._texts.paired(one, _cookies(request), known)
        elif one.location == "path" and one.name in variables:
            yield self._texts.simple(one, variables[one.name])
        elif one.name in request.headers:
            yield self._texts.simple(one, _utf8(request.headers[one.name]))

    def _parameter(self, one: Parameter, values: list[Any]) -> Iterator[Fault]:
        if not values:
            is_absent = one.required and one.location != "path"
            if is_absent and not self._texts.is_scattered(one):
                yield Fault(one.location, (one.name,), "is required")
            return
        if values == [""] and one.may_be_empty:
            return
        for misfit in misfits(self._api, one.at, values[0], "request"):
            yield _fault(one.location, misfit, values[0], (one.name,))

    def _undocumented(self, operation: Operation, query: Pairs, known: set[str]) -> Iterator[Fault]:
        open_ended = any(
            self._texts.is_scattered(one) and self._texts.is_open(self._texts.node(one.at))
            for one in operation.parameters
        )
        for key, text in query:
            if key not in known and key.partition("[")[0] not in known and not open_ended:
                yield Fault("query", (key,), "is not documented", text)

    def _body(self, operation: Operation, request: Request, given: Given) -> Iterator[Fault]:
        try:
            given.body = body_of(operation, request, self._texts)
        except (ValueError, RecursionError) as error:
            yield Fault("body", (), f"is not of its media type: {error}")
            return
        body = given.body
        if body is None:
            if operation.body_required:
                yield Fault("body", (), "is required")
        elif body.is_understood and body.media.schema_at:
            at = body.media.schema_at
            closed = self._strict and bool(self._texts.properties(self._texts.node(at)))
            for misfit in misfits(self._api, at, body.value, "request", closed=closed):
                yield _fault("body", misfit, body.value)


_WORDS = {
    "required": "is required",
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), "is not documented"),
}


def _fault(location: str, misfit: Misfit, value: Any, above: tuple[str | int, ...] = ()) -> Fault:
    """A misfit of a value below `above`, with the part of the value that it is about."""
    for step in misfit.path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = None
    told = _WORDS.get(misfit.keyword, misfit.message)
    return Fault(location, (*above, *misfit.path), told, value)


def _cookies(request: Request) -> Pairs:
    """The cookies of a request, where what cookies cannot hold is percent-encoded."""
    parts = _utf8(request.headers.get("Cookie", "")).split(";")
    pairs = [part.strip().partition("=") for part in parts]
    return [(name, unquote(value)) for name, sign, value in pairs if sign]


def _utf8(text: str) -> str:
    """Text that came as bytes in latin-1, as WSGI has it."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except ValueError:
        return text
