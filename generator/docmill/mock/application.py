"""The API of a document as a WSGI application, with its records in memory."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from werkzeug import Request, Response

from docmill.api import Api, pointer
from docmill.document import Reader, text_of
from docmill.mock.access import Access, without_secrets
from docmill.mock.actions import Actions, Done, RecordMissingError
from docmill.mock.bodies import MediaUnknownError, media_for
from docmill.mock.checks import Checker
from docmill.mock.failures import Failure, Failures, words_of
from docmill.mock.operations import Answer, Media, Operation, node_at, operations_of
from docmill.mock.published import published
from docmill.mock.routes import Routes, prefixes_of
from docmill.mock.values import Values
from docmill.safetext import printable
from docmill.values import is_listing, mapping

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_FAULTS = "docmill.faults"
DOCUMENT_PATH = "/openapi.json"
_STATUS = re.compile(r"\d{3}")
_PREFERENCE = re.compile(r"(?:^|[,;\s])(code|example)=\"?([\w.\- ]+)\"?")


@dataclass(frozen=True, slots=True)
class Settings:
    """`strict` refuses what the document does not name; `credential` is the only one accepted, any
    where None; `log` takes a line a request."""

    strict: bool = False
    credential: str | None = None
    log: Callable[[str], None] | None = None


class Application:
    """Answers requests as the document says."""

    def __init__(self, api: Api, settings: Settings) -> None:
        self._api = api
        self._reader = Reader(api)
        self.operations = operations_of(api)
        servers = api.document.get("servers")
        self._routes = Routes(self.operations, prefixes_of(servers))
        self._values = Values(self._reader)
        self._failures = Failures(self.operations, self._values)
        self._actions = Actions(self._reader, self.operations, self._values)
        self._access = Access(self._reader, settings.credential)
        self._checker = Checker(api, strict=settings.strict)
        self._log = settings.log
        self._has_own_document = any(one.path == DOCUMENT_PATH for one in self.operations)
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; one after the other, as records are shared."""
        request = Request(environ)
        request.get_data(parse_form_data=False)  # a body that is not read would be the next request
        target = str(environ.get("REQUEST_URI") or request.path)
        with self._lock:
            response = self._answer(request, target)
        if self._log:
            secrets = self._access.names("query")
            shown = without_secrets(target, secrets)
            faults = environ.get(_FAULTS, "")
            line = f"{request.method} {shown} {response.status_code}"
            self._log(printable(f"{line} ({faults})" if faults else line, 1000))
        return response(environ, start_response)

    def _answer(self, request: Request, target: str) -> Response:
        path = re.sub(r"^https?://[^/]*", "", target).partition("?")[0]
        if path == DOCUMENT_PATH and request.method == "GET" and not self._has_own_document:
            return _json(self._published(request))
        route = self._routes.find(path)
        if route is None:
            return self._failed(None, 404, f"no operation is documented at {path}")
        operation = route.operations.get(request.method)
        if operation is None:
            allowed = ", ".join(sorted(route.operations))
            anyone = next(iter(route.operations.values()))
            told = f"{request.method} is not documented here, but {allowed}"
            return self._failed(anyone, 405, told, Allow=allowed)
        if not self._access.allows(operation, request):
            told = "the request has no credential that the operation accepts"
            response = self._failed(operation, 401, told)
            for challenge in self._access.challenges(operation):
                response.headers.add("WWW-Authenticate", challenge)
            return response
        return self._authorized(operation, request, route.variables)

    def _authorized(
        self, operation: Operation, request: Request, variables: dict[str, str]
    ) -> Response:
        wanted = dict(_PREFERENCE.findall(request.headers.get("Prefer", "")))
        code = wanted.get("code", "")
        if _STATUS.fullmatch(code) and code[0] in "45":
            return self._failed(operation, int(code), f"asked for by Prefer: code={code}")
        try:
            secrets = self._access.names("query")
            given = self._checker.read(operation, request, variables, secrets)
        except MediaUnknownError as error:
            types = ", ".join(one.name for one in operation.body)
            told = f"a body of media type {error} is not documented, but {types}"
            return self._failed(operation, 415, told)
        if given.faults:
            status = self._failures.refusal(operation)
            failure = self._failures.failure(
                operation, status, words_of(given.faults), given.faults
            )
            # not what was wrong with them: that may quote a secret
            named = dict.fromkeys(f"{f.location} {f.name}".strip() for f in given.faults)
            request.environ[_FAULTS] = ", ".join(named)
            return self._response(failure)
        answer = operation.answers.get(code) or operation.success
        media = _chosen(answer, request)
        try:
            example = wanted.get("example", "")
            done = self._actions.carry_out(operation, media, given, request.url, example)
        except RecordMissingError as error:
            return self._failed(operation, 404, str(error))
        return self._succeeded(answer, media, done, request)

    def _succeeded(
        self, answer: Answer | None, media: Media | None, done: Done, request: Request
    ) -> Response:
        if answer is None:
            return Response(status=204)
        status = int(answer.key) if _STATUS.fullmatch(answer.key) else 200
        if answer.key.upper() == "3XX":
            status = 302
        if media is None:
            response = Response(status=status)
        elif media.is_json:
            response = _json(self._values.mended(done.body, media.schema_at), status)
            response.mimetype = media.name if "*" not in media.name else "application/json"
        else:
            response = Response(_text(done.body), status, mimetype=_concrete(media.name))
        self._add_headers(response, answer)
        if done.record_path and (status == 201 or "Location" in response.headers):
            response.headers["Location"] = quote(done.record_path, safe="/:@")
        if done.next_url:
            response.headers["Link"] = f'<{done.next_url}>; rel="next"'
        elif "Link" in response.headers and media and media.is_json:
            del response.headers["Link"]
        return response

    def _failed(
        self, operation: Operation | None, status: int, told: str, **headers: str
    ) -> Response:
        response = self._response(self._failures.failure(operation, status, told))
        response.headers.update(headers)
        return response

    def _response(self, failure: Failure) -> Response:
        if failure.media_type and "json" in failure.media_type:
            response = _json(failure.body, failure.status)
            response.mimetype = failure.media_type
        else:
            body = _text(failure.body) if failure.media_type else ""
            kind = _concrete(failure.media_type) if failure.media_type else None
            response = Response(body, failure.status, mimetype=kind)
        if failure.answer:
            self._add_headers(response, failure.answer)
        return response

    def _add_headers(self, response: Response, answer: Answer) -> None:
        """The documented headers, with values of their schemas."""
        for name, value in mapping(answer.node.get("headers")).items():
            at = f"{answer.at}/headers{pointer(name)}"
            header, place = self._reader.followed(value, at)
            if name.lower() in ("content-type", "content-length") or name in response.headers:
                continue
            made = header.get("example")
            if made is None and node_at(self._api, f"{place}/schema") is not None:
                made = self._values.made(f"{place}/schema")
            response.headers[name] = _header_text(made)

    def _published(self, request: Request) -> Any:
        url = request.host_url.rstrip("/")
        return published(self._api, self.operations, self._failures, self._actions, url)

    @property
    def title(self) -> str:
        """The name of the API."""
        return text_of(self._api.document.get("info"), "title")


def _chosen(answer: Answer | None, request: Request) -> Media | None:
    """The media type of an answer that the request prefers; any where it accepts none of them."""
    media = answer.media if answer else ()
    accepted = [kind for kind, _ in request.accept_mimetypes if "*" not in kind]
    found = (media_for(media, kind.lower()) for kind in accepted)
    return next(filter(None, found), next(iter(media), None))


def _json(value: Any, status: int = HTTPStatus.OK) -> Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return Response(text, status, mimetype="application/json")


def _concrete(media_type: str) -> str:
    name = media_type.partition(";")[0].strip()
    return "application/octet-stream" if "*" in name else name


def _text(value: Any) -> str | bytes:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _header_text(value: Any) -> str:
    if is_listing(value):
        return ",".join(map(str, value))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "" if value is None else "".join(char if " " <= char <= "~" else "?" for char in text)
