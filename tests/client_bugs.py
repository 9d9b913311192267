"""Bugs of an emitted client, by kind, each with the emitted test that catches it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bug:
    """A text of a module of a client that is replaced by another, once.

    `module` begins with the client's package, which has the name of its fixture. `caught` is the
    test that has to fail: its module, and its name in words.
    """

    name: str
    module: str
    right: str
    wrong: str
    caught: str

    @property
    def test(self) -> str:
        """The test as pytest knows it."""
        module, name = self.caught.split(": ")
        return f"tests/test_{module}.py::test_{name.replace(' ', '_')}"


PRODUCTS, MODELS, ENUMS = "shop/resources/products.py", "shop/models/products.py", "shop/enums.py"
SESSION = "shop/resources/session.py"
WAYS, BODIES = "wires/resources/parameters.py", "wires/resources/bodies.py"
WIRE, OPERATION = "wires/_wire.py", "shop/_operation.py"
SEED, SEED_MODELS = "nexudus/resources/users.py", "nexudus/models/users.py"
CLIENT, SENDING, TRANSPORT = "runtime/_client.py", "runtime/_sending.py", "runtime/_transport.py"
AUTH, PAGES, ERRORS = "runtime/_auth.py", "runtime/_pages.py", "runtime/_errors.py"
ANSWERS, REDACTION, RAW = "runtime/_answers.py", "runtime/_redaction.py", "runtime/_raw.py"
READING, OPTIONS = "runtime/_models.py", "runtime/_operation.py"

ALL = "operations: it sends all arguments"
REQUIRED = "operations: it sends its required arguments"
OWN_NAME = "operations: it sends each argument under its own name"
ANSWER = "operations: it returns the answer"
RAISES = "operations: it raises the error"
NULL = "operations: it tells null from not given"
WAY = "operations: it authenticates in each way"
NULLS = "operations: it reads an answer of nulls"
TOLD = "calls: an error tells what the api says"
SHOWN = "access: no secret shows in an error or a log"
WALKS = "pages: it walks all items"

ARGUMENTS = (
    Bug("a body field is lost", PRODUCTS, "status madeOf stock", "status stock", ALL),
    Bug("a wire name is wrong", PRODUCTS, "madeOf stock", "MadeOf stock", ALL),
    Bug("a query name is wrong", PRODUCTS, "page page-size", "page page_size", ALL),
    Bug(
        "two fields are swapped",
        PRODUCTS,
        '"page page-size status sort",',
        '"page-size status", page="sort", sort="page",',
        OWN_NAME,
    ),
    Bug("a nested wire name is wrong", PRODUCTS, '"minPrice soldOut"', '"min_price soldOut"', ALL),
    Bug(
        "the names of a nested object are lost",
        PRODUCTS,
        'Wire("filter", lambda: PRODUCTS_LIST_FILTER_INPUT, style="deep")',
        'Wire("filter", style="deep")',
        ALL,
    ),
    Bug("a header is dropped", PRODUCTS, 'header=names("X-Request-Id"),', "", ALL),
    Bug("a cookie is dropped", PRODUCTS, 'cookie=names("session"),', "", ALL),
    Bug(
        "a header is a cookie",
        PRODUCTS,
        'header=names("X-Request-Id"),\n    cookie=names("session"),',
        'cookie=names("X-Request-Id session"),',
        ALL,
    ),
    Bug("PATCH is POST", PRODUCTS, '"PATCH"', '"POST"', REQUIRED),
    Bug("the path is wrong", PRODUCTS, "/pictures/{index}", "/picture/{index}", REQUIRED),
    Bug(
        "two path arguments are swapped",
        PRODUCTS,
        "/products/{productId}/pictures/{index}",
        "/products/{index}/pictures/{productId}",
        REQUIRED,
    ),
    Bug(
        "a required field is optional",
        PRODUCTS,
        "name: Required[str]",
        "name: str",
        "operations: it needs each required argument",
    ),
    Bug(
        "an optional field is required",
        PRODUCTS,
        "page_size: int",
        "page_size: Required[int]",
        REQUIRED,
    ),
    Bug(
        "an unknown argument passes",
        OPERATION,
        "if name not in known and",
        "if not name and",
        "calls: an argument that is not known is refused",
    ),
    Bug(
        "None is dropped",
        OPERATION,
        "for key, value in arguments.items() if key in of",
        "for key, value in arguments.items() if key in of and value is not None",
        NULL,
    ),
    Bug(
        "None is text",
        "nexudus/_wire.py",
        "return value\n\n\ndef _members",
        'return "" if value is None else value\n\n\ndef _members',
        NULL,
    ),
    Bug("Accept is lost", OPERATION, '"accept": operation.accept, ', "", REQUIRED),
    Bug("an option hides an argument", "runtime/resources/items.py", 'timeout_="timeout"', "", ALL),
)

WRITING = (
    Bug("an array is written another way", PRODUCTS, 'style="pipe"', 'style="comma"', ALL),
    Bug("brackets are lost", PRODUCTS, 'ids=Wire("ids", style="brackets")', 'ids="ids"', ALL),
    Bug("the path is not escaped", WIRE, 'quote(part, safe="")', "part", REQUIRED),
    Bug(
        "a path's commas are escaped",
        WIRE,
        '",".join("=".join(parts) for parts in escaped)',
        'quote(",".join("=".join(parts) for parts in escaped))',
        REQUIRED,
    ),
    Bug(
        "a path's object is not in pairs",
        WAYS,
        'PATH_OE_INPUT, style="pairs"',
        "PATH_OE_INPUT",
        REQUIRED,
    ),
    Bug("a header's JSON is plain", WAYS, 'jh=Wire("jh", style="json")', 'jh="jh"', ALL),
    Bug(
        "a cookie's array is joined",
        WAYS,
        '"cids plain",',
        '"plain", cids=Wire("cids", style="comma"),',
        ALL,
    ),
    Bug(
        "a query's object is exploded", WAYS, 'QUERY_OC_INPUT, style="comma"', "QUERY_OC_INPUT", ALL
    ),
    Bug(
        "what is deep is flat",
        WIRE,
        'f"{name}[{key}]", style, item',
        'f"{name}[{key}]", "form", item',
        ALL,
    ),
    Bug(
        "a map's values keep Python's names",
        "shop/_wire.py",
        "shape.shape if isinstance(shape, Values) else None",
        "None",
        ALL,
    ),
    Bug(
        "an enum is written by its name",
        "shop/_wire.py",
        "return value.value",
        "return value.name",
        ALL,
    ),
    Bug(
        "a time without a zone is sent so",
        "runtime/_wire.py",
        "(value if value.tzinfo else value.astimezone())",
        "value",
        "operations: a time is sent with its zone",
    ),
)

FORMS = (
    Bug(
        "the media type is wrong", PRODUCTS, "application/merge-patch+json", "application/json", ALL
    ),
    Bug(
        "a form is JSON", SESSION, "application/x-www-form-urlencoded", "application/json", REQUIRED
    ),
    Bug(
        "a file is not multipart",
        PRODUCTS,
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        REQUIRED,
    ),
    Bug("a form's object is exploded", WIRE, '"json" if is_json else style', "style", ALL),
    Bug("a form's encoding is lost", BODIES, 'cc=Wire("cc", style="comma")', 'cc="cc"', ALL),
    Bug("a part's media type is lost", WIRE, ', "application/json")', ")", ALL),
    Bug("a text is a file", WIRE, "(None, _text(item))", '("upload", _text(item))', ALL),
    Bug(
        "a body without parts is lost",
        "wires/_operation.py",
        "if parts else empty",
        "if True else empty",
        REQUIRED,
    ),
    Bug(
        "a body without fields is lost",
        "wires/_operation.py",
        "if not fields and not extra and not required:",
        "if not fields and not extra:",
        REQUIRED,
    ),
)

READING_BUGS = (
    Bug(
        "an answer is another's",
        PRODUCTS,
        "returns={201: Product, 202: None}",
        "returns={201: None, 202: None}",
        ANSWER,
    ),
    Bug("a binary answer is text", PRODUCTS, "returns={200: bytes}", "returns={200: str}", ANSWER),
    Bug(
        "an alias is wrong",
        MODELS,
        'alias="model_name"',
        'alias="modelName"',
        "models: it reads each property under its own name",
    ),
    Bug(
        "all aliases are wrong",
        "shop/_models.py",
        "first, *rest = name.split",
        "first, *rest = name.title().split",
        "models: it reads each property under its own name",
    ),
    Bug("a field is lost", MODELS, "    next_page: int | None = None\n", "", ANSWER),
    Bug("a date is text", MODELS, "added_at: dt.datetime", "added_at: str", ANSWER),
    Bug("a flag is another's", "nexudus/models/users.py", "is_admin:", "is_admin_of:", ANSWER),
    Bug("an enum is a number", MODELS, "Annotated[Material | int, OPEN]", "int", ANSWER),
    Bug(
        "an enum is closed",
        MODELS,
        "Annotated[Status | str, OPEN]",
        "Status",
        "operations: it keeps enum values that it does not know",
    ),
    Bug(
        "an enum value is wrong",
        ENUMS,
        "STEEL = 3",
        "STEEL = 2",
        "client: material has its members",
    ),
    Bug("an enum member is lost", ENUMS, "    WOOD = 1\n", "", "client: material has its members"),
    Bug(
        "what is not as documented raises",
        READING,
        "        if strict:\n            raise\n",
        "        raise\n",
        "calls: strict reading raises where an answer is not as documented",
    ),
    Bug(
        "what is not documented is lost",
        READING,
        'extra="allow"',
        'extra="ignore"',
        "access: no secret shows in what is read",
    ),
    Bug(
        "strict reading is lenient",
        READING,
        "        if strict:\n            raise\n",
        "        if strict:\n            pass\n",
        "calls: strict reading raises where an answer is not as documented",
    ),
    Bug(
        "strict is not passed on",
        CLIENT,
        "            strict,\n",
        "            False,\n",
        "calls: strict reading raises where an answer is not as documented",
    ),
    Bug(
        "the root imports everything",
        "shop/__init__.py",
        "if TYPE_CHECKING:",
        "if True:",
        "client: importing the package loads no model and no resource",
    ),
    Bug(
        "the models load with the client",
        ANSWERS,
        "from ._operation import Operation\n",
        "from ._models import read\nfrom ._operation import Operation\n",
        "client: importing the package loads no model and no resource",
    ),
)

RAISING = (
    Bug(
        "an error is swallowed",
        "shop/_transport.py",
        "if response.is_success:",
        "if not response.is_server_error:",
        RAISES,
    ),
    Bug(
        "an error body is not parsed",
        PRODUCTS,
        "raises={404: Problem}",
        "raises={404: str}",
        RAISES,
    ),
    Bug("an error body is another's", SEED, "400: BadRequestBody", "400: dict", RAISES),
    Bug(
        "a class of statuses is not read",
        "shop/_answers.py",
        'f"{status // 100}XX"',
        'f"{status}XX"',
        RAISES,
    ),
    Bug(
        "an error has the wrong class",
        "shop/_errors.py",
        "404: NotFoundError",
        "404: ConflictError",
        RAISES,
    ),
    Bug(
        "all errors have one class",
        ERRORS,
        "return _STATUS_ERRORS.get(status, ServerError if status >= 500 else APIStatusError)",
        "return APIStatusError",
        TOLD,
    ),
    Bug(
        "an unusual error of the server is any error",
        ERRORS,
        "ServerError if status >= 500 else APIStatusError)",
        "APIStatusError)",
        "calls: an error of the server is a server error",
    ),
    Bug("an error has no request id", ERRORS, '"x-request-id", ', "", TOLD),
    Bug("an error does not tell its fields", ERRORS, "tuple(field_errors(raw))", "()", TOLD),
    Bug(
        "an error does not tell its message",
        ERRORS,
        "self.message = message_of(raw)",
        'self.message = ""',
        TOLD,
    ),
    Bug(
        "what is said of a field is told twice",
        ERRORS,
        "if one.message not in self.message",
        "",
        "calls: an error says what it says of a field once",
    ),
    Bug(
        "an error does not tell the method",
        ERRORS,
        'f"{request.method} {_url(request)}"',
        "_url(request)",
        TOLD,
    ),
    Bug(
        "an error cannot be pickled",
        ERRORS,
        "return type(self), (self.response, self.body)",
        "return type(self), (self.response,)",
        TOLD,
    ),
    Bug(
        "a failed connection cannot be pickled",
        ERRORS,
        "return type(self), (self.request, self.reason)",
        "return type(self), (self.request,)",
        "calls: a timeout of the client counts",
    ),
    Bug(
        "a body that is no JSON passes",
        ANSWERS,
        "raise APIResponseError(response, _reason(error)) from None",
        "return cast(T, response.text)",
        "client: a success that is no json raises",
    ),
    Bug(
        "a timeout is any failure",
        ANSWERS,
        "APITimeoutError if isinstance(error, httpx2.TimeoutException) else",
        "",
        "client: an answer that comes too late raises",
    ),
    Bug(
        "a failed connection is httpx2's error",
        TRANSPORT,
        "raise connection_error(error) from error",
        "raise",
        "client: no server raises",
    ),
    Bug(
        "a failed connection has no cause",
        TRANSPORT,
        "connection_error(error) from error",
        "connection_error(error) from None",
        "calls: a timeout of the client counts",
    ),
    Bug(
        "a flag of failure passes",
        ANSWERS,
        "if operation.failure and _failed",
        "if not operation and _failed",
        "calls: an answer that says it failed raises",
    ),
    Bug(
        "a word of failure is lost",
        "runtime/resources/items.py",
        '("status", "fail", "error")',
        '("status", "fail")',
        "calls: an answer that says it failed raises",
    ),
    Bug(
        "the flag of failure is turned",
        "runtime/resources/items.py",
        '("ok", False)',
        '("ok", True)',
        ANSWER,
    ),
)

RETRIES = (
    Bug(
        "a 500 is final",
        SENDING,
        "(status < 500 and",
        "(status < 501 and",
        "retries: a status that may pass is tried again",
    ),
    Bug(
        "a 429 is final",
        SENDING,
        "(408, 429)",
        "(408,)",
        "retries: a status that may pass is tried again",
    ),
    Bug(
        "a 408 is final",
        SENDING,
        "(408, 429)",
        "(429,)",
        "retries: a status that may pass is tried again",
    ),
    Bug(
        "a 404 is tried again",
        SENDING,
        "(status < 500 and",
        "(status < 400 and",
        "retries: a status that does not pass is not tried again",
    ),
    Bug(
        "Retry-After in seconds is ignored",
        SENDING,
        "backoff if told is None else told",
        "backoff",
        "retries: it waits as long as the server asks",
    ),
    Bug(
        "Retry-After as a date is ignored",
        SENDING,
        "seconds = parsedate_to_datetime(told).timestamp() - time.time()",
        "return None",
        "retries: it waits until the time that the server names",
    ),
    Bug(
        "Retry-After has no limit",
        SENDING,
        "_LONGEST_WAIT = 60.0",
        "_LONGEST_WAIT = 6000.0",
        "retries: it does not wait for an hour",
    ),
    Bug(
        "all methods are idempotent",
        SENDING,
        '{"GET", "HEAD"',
        '{"POST", "PATCH", "GET", "HEAD"',
        "retries: what may not be done twice is sent once",
    ),
    Bug(
        "PUT and DELETE are not idempotent",
        SENDING,
        ', "PUT", "DELETE"}',
        "}",
        "retries: what does the same when it is done twice is tried again",
    ),
    Bug(
        "a caller cannot say that a call is idempotent",
        SENDING,
        'arguments.get("idempotent", safe)',
        "safe",
        "retries: a caller may say that it can be done twice",
    ),
    Bug(
        "an idempotency key says nothing",
        SENDING,
        ' or "idempotency-key" in request["headers"]',
        "",
        "retries: an idempotency key says so too",
    ),
    Bug(
        "a call has no number of retries of its own",
        SENDING,
        'arguments.get("max_retries", self.max_retries)',
        "self.max_retries",
        "retries: a status that may pass is tried again",
    ),
    Bug(
        "a client has no number of retries of its own",
        SENDING,
        'arguments.get("max_retries", self.max_retries)',
        'arguments.get("max_retries", 2)',
        "calls: an error of the server is a server error",
    ),
    Bug(
        "a client repeats three times",
        CLIENT,
        "MAX_RETRIES = 2",
        "MAX_RETRIES = 3",
        "retries: a client repeats twice unless told",
    ),
    Bug(
        "waits do not grow",
        SENDING,
        "0.5 * 2**self._number",
        "0.5",
        "retries: it gives up after the last attempt",
    ),
    Bug(
        "waits grow for ever",
        SENDING,
        "min(8.0, ",
        "min(800.0, ",
        "retries: it gives up after the last attempt",
    ),
    Bug(
        "all clients come back at once",
        SENDING,
        "random.uniform(0.75, 1)",
        "1",
        "retries: it gives up after the last attempt",
    ),
    Bug(
        "the last attempt waits, too",
        SENDING,
        "self._number >= most",
        "self._number > most",
        "retries: it gives up after the last attempt",
    ),
    Bug(
        "an asynchronous call does not wait",
        TRANSPORT,
        "            await _sleep(wait)\n",
        "",
        "retries: it waits as long as the server asks",
    ),
    Bug(
        "a dropped connection is final",
        SENDING,
        "    httpx2.RemoteProtocolError,\n",
        "",
        "retries: a connection that breaks is tried again",
    ),
    Bug(
        "a server that stalls is final",
        SENDING,
        "    httpx2.TimeoutException,\n",
        "",
        "retries: a server that stalls is tried again",
    ),
    Bug(
        "a server that is not there is final",
        SENDING,
        "    httpx2.NetworkError,\n",
        "",
        "retries: a server that cannot be reached is tried again",
    ),
    Bug(
        "what cannot be sent is tried again",
        SENDING,
        "if isinstance(error, passing) else None",
        "",
        "retries: a call that cannot be sent is not tried again",
    ),
    Bug(
        "a stream that was read is sent again, empty",
        SENDING,
        "bool(replayable and arguments",
        "bool(arguments",
        "retries: a stream that cannot be read again is sent once",
    ),
    Bug(
        "a file is never sent again",
        OPTIONS,
        'not hasattr(content, "read") or bool(content.seekable())',
        'not hasattr(content, "read")',
        "retries: a file is read again for another attempt",
    ),
)

PAGINATION = (
    Bug("every other page is left out", PAGES, "step = 1 if paging", "step = 2 if paging", WALKS),
    Bug("an offset is a number of pages", PAGES, "else len(self.items)", "else 1", WALKS),
    Bug("pages count from one", PAGES, "first = paging.first if", "first = 1 if", WALKS),
    Bug(
        "a cursor is of the first item",
        PAGES,
        "_at(items[-1], paging.last)",
        "_at(items[0], paging.last)",
        WALKS,
    ),
    Bug(
        "a cursor is another argument",
        "runtime/resources/bodies.py",
        'parameter="cursor"',
        'parameter="text"',
        WALKS,
    ),
    Bug("Link headers are not followed", PAGES, 'if "next" in one', 'if "last" in one', WALKS),
    Bug(
        "URLs of pages are not followed",
        SENDING,
        'request |= {"url": url, "params": None}',
        "pass",
        WALKS,
    ),
    Bug(
        "items are looked for elsewhere",
        "runtime/resources/ids.py",
        'items="data"',
        'items="items"',
        WALKS,
    ),
    Bug(
        "the arguments of the first page are lost",
        PAGES,
        '({**arguments, paging.parameter: cursor}, "")',
        '({paging.parameter: cursor}, "")',
        "pages: it asks for each page with all that was given",
    ),
    Bug(
        "the total is ignored",
        PAGES,
        "not self.items or self.walked == self.total",
        "not self.items",
        WALKS,
    ),
    Bug(
        "the number of pages is ignored",
        PAGES,
        "if pages is not None:",
        "if pages is None and more:",
        WALKS,
    ),
    Bug("the flag for more is ignored", PAGES, "return not more", "return False", WALKS),
    Bug("a last page with a cursor is not the last", PAGES, "self._more() is False or ", "", WALKS),
    Bug(
        "an empty page is not the last",
        PAGES,
        "not self.items or self.walked == self.total",
        "self.walked == self.total",
        WALKS,
    ),
    Bug(
        "a cursor that stays the same is followed",
        PAGES,
        "None if cursor == self._arguments.get(paging.parameter) else cursor",
        "cursor",
        "pages: a page that leads to itself is the last",
    ),
    Bug(
        "a URL that stays the same is followed",
        PAGES,
        'in ("", self._url)',
        '== ""',
        "pages: a page that leads to itself is the last",
    ),
    Bug(
        "a page that stays the same is given for ever",
        PAGES,
        "earlier.items != self.items",
        "bool(earlier.items)",
        "pages: a page that leads to itself is the last",
    ),
    Bug(
        "pages are taken to be as long as asked for",
        PAGES,
        "self._estimated() if earlier is None else earlier.walked",
        "self._estimated()",
        "pages: pages that are shorter than asked for are all walked",
    ),
    Bug(
        "another server gets the credentials",
        "runtime/_urls.py",
        "if there.host != here.host or moved:",
        "if not there.host:",
        "pages: no page of another server is asked for",
    ),
    Bug(
        "a page always follows",
        PAGES,
        "return self._next() is not None",
        "return True",
        "pages: it ends with the last page",
    ),
    Bug(
        "no page follows",
        PAGES,
        "return self._next() is not None",
        "return False",
        "pages: it fetches a page when it is needed",
    ),
    Bug(
        "the total is of one page",
        PAGES,
        "_int(_at(self.page, self._paging.total)) if self._paging.total else None",
        "len(self.items)",
        "pages: it fetches a page when it is needed",
    ),
    Bug(
        "pages() gives the first page",
        PAGES,
        "async for page in (await self).pages():\n            yield page",
        "yield (await self).page",
        "pages: it gives the pages",
    ),
    Bug(
        "all pages are fetched at once",
        PAGES,
        "pager = pager.next_page()",
        "pager = pager.next_page() and pager.next_page()",
        WALKS,
    ),
)

AUTHENTICATION = (
    Bug("a security scheme is lost", PRODUCTS, '("apiKey", "partner")', '("apiKey",)', WAY),
    Bug(
        "alternatives are lost",
        PRODUCTS,
        '("apiKey", "partner"), ("bearer",)',
        '("apiKey", "partner"),',
        WAY,
    ),
    Bug(
        "the last way goes first",
        "shop/_sending.py",
        "for schemes in operation.security:",
        "for schemes in operation.security[::-1]:",
        REQUIRED,
    ),
    Bug(
        "half of a way is sent",
        SENDING,
        "if found and len(found) == len(schemes):",
        "if found:",
        "access: half of a way to authenticate is none",
    ),
    Bug(
        "of two secrets the last is sent",
        AUTH,
        "for part in self._parts[:-1]:",
        "for part in ():",
        REQUIRED,
    ),
    Bug("a login needs credentials", SESSION, "security=(),", "", REQUIRED),
    Bug(
        "the credential is in another place",
        "shop/_client.py",
        'SecretAuth("header", "X-Api-Key"',
        'SecretAuth("query", "X-Api-Key"',
        REQUIRED,
    ),
    Bug("a credential is another's", CLIENT, "bearer(token)", 'bearer("token")', REQUIRED),
    Bug(
        "bearer is basic", "nexudus/_client.py", "bearer(token)", 'basic(str(token), "")', REQUIRED
    ),
    Bug(
        "user name and password are swapped",
        AUTH,
        'f"{username}:{password}"',
        'f"{password}:{username}"',
        WAY,
    ),
    Bug(
        "a secret cookie takes the place of all others", AUTH, "[*others, pair]", "[pair]", REQUIRED
    ),
    Bug(
        "a secret is not renewed after a 401",
        AUTH,
        "response.status_code == 401",
        "response.status_code == 407",
        "access: a function gives another secret after a 401",
    ),
    Bug(
        "the same secret is sent again",
        AUTH,
        "(again := self._given()) != secret",
        "(again := self._given())",
        "access: a secret that stays the same is not sent again",
    ),
    Bug(
        "a secret is not awaited",
        AUTH,
        "await secret if inspect.isawaitable(secret) else secret",
        "str(secret)",
        "access: a function gives another secret after a 401",
    ),
    Bug(
        "an asynchronous function passes",
        AUTH,
        'raise TypeError("an asynchronous token function needs the asynchronous client")',
        'return ""',
        "access: an asynchronous function needs the asynchronous client",
    ),
    Bug(
        "what was read is sent again after a 401",
        AUTH,
        " and request.extensions.get(REPLAYABLE) is not False",
        "",
        "access: what cannot be read again is not sent again after a 401",
    ),
    Bug(
        "the environment is not read",
        CLIENT,
        '"RUNTIME_TOKEN"',
        '"RUNTIME_TOKENS"',
        "access: credentials come from the environment",
    ),
    Bug(
        "the environment goes before arguments",
        "shop/_client.py",
        "    if api_key is None and partner is None and token is None:",
        "    if True:",
        "access: credentials that are given go before the environment",
    ),
    Bug(
        "the address in the environment is not read",
        CLIENT,
        '"RUNTIME_BASE_URL"',
        '"RUNTIME_URL"',
        "access: credentials come from the environment",
    ),
    Bug(
        "an operation's own server goes before base_url",
        SENDING,
        "self.base_url or operation.server or",
        "operation.server or self.base_url or",
        REQUIRED,
    ),
    Bug(
        "an Authorization of one call is replaced",
        SENDING,
        'if "authorization" in headers:',
        "if not operation:",
        "access: an authorization of one call goes before all others",
    ),
)

OAUTH2 = (
    Bug(
        "a token is fetched for each call",
        AUTH,
        "if self._is_stale():",
        "if True:",
        "oauth2: a token is fetched and kept",
    ),
    Bug(
        "a client does not say who it is",
        AUTH,
        "if self._client:",
        "if not form:",
        "oauth2: a token is fetched and kept",
    ),
    Bug(
        "a grant is another",
        CLIENT,
        '{"grant_type": "password", ',
        '{"grant_type": "token", ',
        "oauth2: a token is fetched and kept",
    ),
    Bug(
        "a token is not renewed after a 401",
        AUTH,
        "if self._token == token:  # nobody",
        "if self._token != token:  # nobody",
        "oauth2: a token is renewed after a 401",
    ),
    Bug(
        "a token does not expire",
        AUTH,
        " or time.monotonic() > self._expires",
        "",
        "oauth2: a token is renewed before it expires",
    ),
    Bug(
        "a token expires on the way",
        AUTH,
        "seconds - min(30.0, seconds / 10)",
        "seconds",
        "oauth2: a token is renewed before it expires",
    ),
    Bug(
        "a short life is over at once",
        AUTH,
        "min(30.0, seconds / 10)",
        "30.0",
        "oauth2: a token is renewed before it expires",
    ),
    Bug(
        "a refresh token is not used",
        AUTH,
        "        if self._refresh:\n",
        "        if not self:\n",
        "oauth2: a refresh token renews and is kept until another comes",
    ),
    Bug(
        "a refresh token is used once",
        AUTH,
        'answer.get("refresh_token") or self._refresh',
        'answer.get("refresh_token") or ""',
        "oauth2: a refresh token renews and is kept until another comes",
    ),
    Bug(
        "a refresh token that is refused is the end",
        AUTH,
        "                return False\n",
        "                raise TokenError(response, 'refused')\n",
        "oauth2: where a refresh token is refused the grant is sent again",
    ),
    Bug(
        "each thread fetches a token",
        AUTH,
        "        with self._lock:\n            if self._is_stale():",
        "        if True:\n            if self._is_stale():",
        "oauth2: one fetches a token for all who wait",
    ),
    Bug(
        "each task fetches a token",
        AUTH,
        "            if self._is_stale():\n                for",
        "            if True:\n                for",
        "oauth2: one fetches a token for all who wait",
    ),
    Bug(
        "each thread renews the token",
        AUTH,
        "if self._token == token:  # nobody",
        "if True:  # nobody",
        "oauth2: one renews a token for all whose calls were refused",
    ),
    Bug(
        "each task renews the token",
        AUTH,
        "            if self._token == token:\n",
        "            if True:\n",
        "oauth2: one renews a token for all whose calls were refused",
    ),
    Bug(
        "an answer without a token is one",
        AUTH,
        'token = answer.get("access_token")',
        'token = str(answer.get("access_token"))',
        "oauth2: an answer without a token raises",
    ),
    Bug(
        "a grant that is refused is tried for ever",
        AUTH,
        'if b"grant_type=refresh_token" in response.request.content:',
        "if True:",
        "oauth2: a grant that is refused raises",
    ),
)

SECRETS = (
    Bug(
        "another host gets the credentials",
        SENDING,
        "if request.url.host == here.host and",
        "if request.url.host and",
        "access: a redirect to another host takes no credentials along",
    ),
    Bug(
        "another host gets the caller's headers",
        SENDING,
        "for name in set(request.headers) - _FOR_ANY_HOST:",
        'for name in {"authorization"} & set(request.headers):',
        "access: a redirect to another host takes no credentials along",
    ),
    Bug(
        "errors repeat secrets",
        ERRORS,
        "super().__init__(without_secrets(self._told(raw), response.request))",
        "super().__init__(self._told(raw))",
        SHOWN,
    ),
    Bug(
        "a URL in an error has its query",
        ERRORS,
        "shown_url(request.url.copy_with(query=None))",
        "str(request.url)",
        RAISES,
    ),
    Bug(
        "a body in an error has its secrets",
        ERRORS,
        "redacted(raw) if raw",
        "raw if raw",
        "access: a body shows in an error without its secrets",
    ),
    Bug(
        "a list in an error has its secrets",
        REDACTION,
        "if isinstance(value, list):",
        "if isinstance(value, tuple):",
        "access: a body shows in an error without its secrets",
    ),
    Bug(
        "a log line has the query's secrets",
        SENDING,
        "url = shown_url(request.url)",
        "url = str(request.url)",
        "access: a request is logged for those who ask",
    ),
    Bug(
        "httpx2 logs the query's secrets",
        SENDING,
        "        keep_urls_clean()\n",
        "        pass\n",
        SHOWN,
    ),
    Bug(
        "a secret of a harmless name is logged",
        "shop/_redaction.py",
        "return name.lower() in _KEYS or is_secret(name)",
        "return is_secret(name)",
        SHOWN,
    ),
    Bug(
        "a name that says token is harmless",
        REDACTION,
        "|token",
        "",
        "access: no secret shows in what is read",
    ),
    Bug(
        "a secret shows in repr",
        AUTH,
        'f"{type(self).__name__}({self._location!r}, {self._name!r})"',
        'f"{type(self).__name__}({self._name!r}, {self._secret!r})"',
        "access: no secret shows in what holds it",
    ),
    Bug(
        "a grant shows in repr",
        AUTH,
        'f"{type(self).__name__}({self._token_url!r})"',
        'f"{type(self).__name__}({self._grant!r})"',
        "access: no secret shows in what holds it",
    ),
    Bug(
        "a model shows its secrets",
        READING,
        "if not (k and is_secret(k))",
        "if k",
        "access: no secret shows in what is read",
    ),
    Bug(
        "strict reading tells what was answered",
        ANSWERS,
        "found = error.errors(include_input=False, include_url=False)",
        "found = [{**one, 'msg': str(one)} for one in error.errors()]",
        "calls: strict reading raises where an answer is not as documented",
    ),
    Bug(
        "requests are logged unasked",
        SENDING,
        "if _LOG.isEnabledFor(logging.DEBUG):",
        "_LOG.setLevel(10)\n        if True:",
        "access: nothing is logged unless asked",
    ),
)

CALLS = (
    Bug(
        "a timeout of one call is ignored",
        OPTIONS,
        '"timeout" in arguments',
        "False",
        "calls: a timeout of one call counts",
    ),
    Bug(
        "a timeout of the client is ignored",
        CLIENT,
        "httpx2.Client(timeout=timeout)",
        "httpx2.Client()",
        "calls: a timeout of the client counts",
    ),
    Bug(
        "extra headers are lost",
        OPTIONS,
        '    sent |= _lower(cast(Mapping[str, str], arguments.get("extra_headers", {})))\n',
        "",
        "calls: extra headers and query are sent",
    ),
    Bug(
        "the client's headers are lost",
        OPTIONS,
        " | _lower(headers)",
        "",
        "calls: headers of the client are sent with each call",
    ),
    Bug(
        "an extra query is lost",
        OPTIONS,
        "    query += [",
        "    _ = [",
        "calls: extra headers and query are sent",
    ),
    Bug(
        "an extra parameter is sent beside",
        OPTIONS,
        " if pair[0] not in extra]",
        "]",
        "calls: extra parameters take the place of others",
    ),
    Bug(
        "extra fields are lost",
        OPTIONS,
        "sent | encoded(extra, None)",
        "sent",
        "calls: extra fields of a body are sent",
    ),
    Bug(
        "a field goes before an extra one",
        OPTIONS,
        "sent | encoded(extra, None)",
        "encoded(extra, None) | sent",
        "calls: extra fields take the place of others",
    ),
    Bug(
        "a client closes what is not its own",
        CLIENT,
        "if self._owns_http:",
        "if True:",
        "calls: a client that it was given stays open",
    ),
    Bug(
        "a raw response is parsed",
        TRANSPORT,
        "return APIResponse(response, parse)",
        "return parse()",
        "calls: the raw response is given",
    ),
    Bug(
        "a raw response has no status",
        RAW,
        "return self.http_response.status_code",
        "return 0",
        "calls: the raw response is given",
    ),
    Bug(
        "a download is read at once",
        TRANSPORT,
        "arguments), stream=True)",
        "arguments))",
        "calls: a download is read piece by piece",
    ),
    Bug(
        "a download stays open",
        RAW,
        "            response.close()\n",
        "            pass\n",
        "calls: a download is read piece by piece",
    ),
)

THINGS = "former/resources/things.py"
METHOD = "aliases: a method is called by its former name"
FORMER = (
    Bug(
        "a former name calls another thing",
        THINGS,
        "        return self.put(id, **params)",
        "        return self.put(id + 1, **params)",
        METHOD,
    ),
    Bug(
        "a former name does not warn",
        THINGS,
        """    @_deprecated("things.replace is called things.put now")
""",
        "",
        METHOD,
    ),
    Bug(
        "a raw response has no former name",
        THINGS,
        """        self.fetch = former("things.fetch is called things.get now", self.get)
""",
        "",
        METHOD,
    ),
    Bug(
        "a class of a former name is another one",
        "former/models/things.py",
        '"Object": ("Thing",',
        '"Object": ("ThingPage",',
        "aliases: a class is found by its former name",
    ),
    Bug(
        "a resource has no former name",
        "former/_client.py",
        "    def objects(self)",
        "    def others(self)",
        METHOD,
    ),
)

KINDS = {
    "former names": FORMER,
    "arguments": ARGUMENTS,
    "styles": WRITING,
    "bodies and forms": FORMS,
    "answers": READING_BUGS,
    "errors": RAISING,
    "retries": RETRIES,
    "pagination": PAGINATION,
    "authentication": AUTHENTICATION,
    "OAuth2": OAUTH2,
    "secrets": SECRETS,
    "options, raw responses": CALLS,
}
