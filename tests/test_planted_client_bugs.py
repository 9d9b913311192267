"""The emitted tests catch what can go wrong in a client: every bug planted into one is caught."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import ROOT
from emit_support import api_of, emitted, run_tests, write


@dataclass(frozen=True)
class Bug:
    """A text of one module of the client that is replaced by another, once."""

    name: str
    module: str
    right: str
    wrong: str


USERS, MODELS = "resources/products.py", "models/products.py"
OPERATION, TRANSPORT, ERRORS = "_operation.py", "_transport.py", "_errors.py"
WIRE = "_wire.py"

BUGS = (
    Bug("a body field is lost", USERS, '        "made_of": "madeOf",\n', ""),
    Bug("a wire name is wrong", USERS, '"made_of": "madeOf"', '"made_of": "MadeOf"'),
    Bug("a query name is wrong", USERS, '"page_size": "page-size"', '"page_size": "page_size"'),
    Bug("two fields are swapped", USERS, '"sort": "sort"', '"sort": "page"'),
    Bug(
        "a nested wire name is wrong", USERS, '"min_price": "minPrice"', '"min_price": "min_price"'
    ),
    Bug(
        "the names of a nested object are lost",
        USERS,
        'Wire("filter", lambda: PRODUCTS_LIST_FILTER_INPUT, style="deep")',
        'Wire("filter", style="deep")',
    ),
    Bug("a header is dropped", USERS, '    header={"x_request_id": "X-Request-Id"},\n', ""),
    Bug("a cookie is dropped", USERS, '    cookie={"session": "session"},\n', ""),
    Bug("a query argument is a header", USERS, 'header={"x_request_id"', 'query={"x_request_id"'),
    Bug("PATCH is POST", USERS, '"PATCH"', '"POST"'),
    Bug("the path is wrong", USERS, "/pictures/{index}", "/picture/{index}"),
    Bug(
        "two path arguments are swapped",
        USERS,
        '"product_id": "productId", "index": "index"',
        '"index": "productId", "product_id": "index"',
    ),
    Bug("an array is written another way", USERS, 'style="pipe"', 'style="comma"'),
    Bug("brackets are lost", USERS, '"ids": Wire("ids", style="brackets")', '"ids": "ids"'),
    Bug("a required field is optional", USERS, "name: Required[str]", "name: str"),
    Bug("an optional field is required", USERS, "page_size: int", "page_size: Required[int]"),
    Bug("the media type is wrong", USERS, "application/merge-patch+json", "application/json"),
    Bug(
        "a form is JSON",
        "resources/session.py",
        "application/x-www-form-urlencoded",
        "application/json",
    ),
    Bug(
        "a file is not multipart", USERS, "multipart/form-data", "application/x-www-form-urlencoded"
    ),
    Bug("a security scheme is lost", USERS, '("apiKey", "partner")', '("apiKey",)'),
    Bug(
        "alternatives are lost",
        USERS,
        '("apiKey", "partner"), ("bearer",)',
        '("apiKey", "partner"),',
    ),
    Bug(
        "a login needs credentials",
        "resources/session.py",
        '    name="login",\n',
        '    name="login",\n    security=(("apiKey",),),\n',
    ),
    Bug("an error body is not parsed", USERS, "raises={404: Problem}", "raises={404: str}"),
    Bug(
        "an answer is another's",
        USERS,
        "returns={201: Product, 202: None}",
        "returns={201: None, 202: None}",
    ),
    Bug("a binary answer is text", USERS, "returns={200: bytes}", "returns={200: str}"),
    Bug("a response alias is wrong", MODELS, 'alias="addedAt"', 'alias="added_at"'),
    Bug(
        "a response field is lost",
        MODELS,
        '    next_page: int | None = Field(default=None, alias="nextPage")\n',
        "",
    ),
    Bug("a date is text", MODELS, "added_at: dt.datetime", "added_at: str"),
    Bug("an enum is a number", MODELS, "Annotated[Material | int, OPEN]", "int"),
    Bug("an enum value is wrong", "enums.py", "STEEL = 3", "STEEL = 2"),
    Bug("an enum member is lost", "enums.py", "    WOOD = 1\n", ""),
    Bug(
        "the credential is in another place",
        "_client.py",
        'Credential("header", "X-Api-Key"',
        'Credential("query", "X-Api-Key"',
    ),
    Bug(
        "a credential is another's",
        "_client.py",
        "Credential.bearer(token)",
        'Credential.bearer("token")',
    ),
    Bug(
        "an error is swallowed",
        TRANSPORT,
        "if not response.is_success:",
        "if response.is_server_error:",
    ),
    Bug("an error has the wrong class", ERRORS, "404: NotFoundError", "404: ConflictError"),
    Bug(
        "all errors have one class",
        TRANSPORT,
        "STATUS_ERRORS.get(status, APIStatusError)",
        "APIStatusError",
    ),
    Bug(
        "a body that is no JSON passes",
        TRANSPORT,
        'raise APIResponseError(response, "the body is no JSON") from None',
        "return cast(T, response.text)",
    ),
    Bug(
        "a timeout is any failure", TRANSPORT, "raise APITimeoutError(", "raise APIConnectionError("
    ),
    Bug(
        "a failed connection is swallowed",
        TRANSPORT,
        "raise APIConnectionError(request, str(error) or type(error).__name__) from error",
        "raise",
    ),
    Bug("None is dropped", OPERATION, "if key in arguments}", "if arguments.get(key) is not None}"),
    Bug(
        "an unknown argument passes",
        OPERATION,
        'raise TypeError(f"{operation.name}() missing',
        'print(f"{operation.name}() missing',
    ),
    Bug("Accept is lost", OPERATION, '"Accept": operation.accept, ', ""),
    Bug("the path is not escaped", WIRE, 'quote(part, safe="")', "part"),
    Bug(
        "a secret shows",
        ERRORS,
        'f"{_call(response.request)} answered {self.status} ',
        'f"{response.request.headers} {self.status} ',
    ),
    Bug("the root imports everything", "__init__.py", "if TYPE_CHECKING:", "if True:"),
)


WAYS, BODIES = "resources/parameters.py", "resources/bodies.py"

WIRE_BUGS = (
    Bug(
        "a path's commas are escaped",
        WIRE,
        '",".join("=".join(parts) for parts in escaped)',
        'quote(",".join("=".join(parts) for parts in escaped))',
    ),
    Bug(
        "a path's object is not in pairs",
        WAYS,
        '"oe": Wire("oe", lambda: PARAMETERS_WRITE_IN_PATH_OE_INPUT, style="pairs")',
        '"oe": Wire("oe", lambda: PARAMETERS_WRITE_IN_PATH_OE_INPUT)',
    ),
    Bug("a header's JSON is plain", WAYS, '"jh": Wire("jh", style="json")', '"jh": "jh"'),
    Bug(
        "a cookie's array is joined", WAYS, '"cids": "cids"', '"cids": Wire("cids", style="comma")'
    ),
    Bug(
        "a query's object is exploded",
        WAYS,
        'lambda: PARAMETERS_WRITE_QUERY_OC_INPUT, style="comma"',
        "lambda: PARAMETERS_WRITE_QUERY_OC_INPUT",
    ),
    Bug(
        "what is deep is flat",
        WIRE,
        'f"{name}[{key}]", style, item',
        'f"{name}[{key}]", "form", item',
    ),
    Bug("a form's object is exploded", WIRE, '"json" if is_json else style', "style"),
    Bug("a form's encoding is lost", BODIES, '"cc": Wire("cc", style="comma")', '"cc": "cc"'),
    Bug("a part's media type is lost", WIRE, ', "application/json")', ")"),
    Bug("a text is a file", WIRE, "(None, _text(item))", '("upload", _text(item))'),
    Bug("a body without parts is lost", OPERATION, "if parts else empty", "if True else empty"),
)

SEED_USERS, SEED_MODELS = "resources/users.py", "models/shared.py"

SEED_BUGS = (
    Bug("a field is lost", SEED_USERS, '        "devices": "Devices",\n', ""),
    Bug("an alias is wrong", SEED_USERS, '"api_access": "APIAccess"', '"api_access": "ApiAccess"'),
    Bug("a header is dropped", OPERATION, '"Accept": operation.accept, ', ""),
    Bug("PUT is POST", SEED_USERS, '"PUT"', '"POST"'),
    Bug("an error is swallowed", TRANSPORT, "not response.is_success", "False"),
    Bug("an error body is another's", SEED_USERS, "400: BadRequestBody", "400: dict"),
    Bug(
        "two flags are swapped",
        SEED_USERS,
        '"active": "Active",\n        "is_admin": "IsAdmin"',
        '"active": "IsAdmin",\n        "is_admin": "Active"',
    ),
    Bug("a response flag is another's", SEED_MODELS, '"OpenInDialog"', '"OpenInWindow"'),
    Bug("bearer is basic", "_client.py", "Credential.bearer(token)", 'Credential.basic(token, "")'),
    Bug("null is dropped", OPERATION, "if key in arguments}", "if arguments.get(key) is not None}"),
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client of the shop, and its tests."""
    folder = tmp_path_factory.mktemp("shop")
    write(emitted(api_of("shop"))[0], folder)
    return folder


@pytest.fixture(scope="module")
def wires(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client of every way to write a parameter and a body, and its tests."""
    folder = tmp_path_factory.mktemp("wires")
    write(emitted(api_of("wires"))[0], folder)
    return folder


@pytest.fixture(scope="module")
def seed_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the committed client of the showcase, and its tests."""
    folder = tmp_path_factory.mktemp("seed")
    shutil.copytree(ROOT / "generated/nexudus", folder, dirs_exist_ok=True)
    return folder


def test_the_clients_without_a_bug_pass(shop: Path, seed_client: Path) -> None:
    for folder in (shop, seed_client):
        result = run_tests(folder)
        assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught(bug: Bug, shop: Path, tmp_path: Path) -> None:
    assert_caught(bug, shop, "shop", tmp_path)


@pytest.mark.parametrize("bug", WIRE_BUGS, ids=lambda bug: bug.name)
def test_a_bug_of_what_is_sent_is_caught(bug: Bug, wires: Path, tmp_path: Path) -> None:
    assert_caught(bug, wires, "wires", tmp_path)


@pytest.mark.parametrize("bug", SEED_BUGS, ids=lambda bug: bug.name)
def test_a_bug_planted_into_the_seeds_client_is_caught(
    bug: Bug, seed_client: Path, tmp_path: Path
) -> None:
    assert_caught(bug, seed_client, "nexudus", tmp_path)


def assert_caught(bug: Bug, right: Path, package: str, folder: Path) -> None:
    """Plant a bug into a copy of a client: its tests must run, and fail."""
    shutil.copytree(right, folder, dirs_exist_ok=True)
    module = folder / "client" / package / bug.module
    text = module.read_text(encoding="utf-8")
    assert bug.right in text
    module.write_text(text.replace(bug.right, bug.wrong, 1), encoding="utf-8")

    result = run_tests(folder, "-x")

    assert result.returncode == 1, result.stdout
