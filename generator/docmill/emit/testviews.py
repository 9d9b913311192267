"""The views of the client's tests: finished strings, a class for each template and its parts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SupportView:
    """The modules that are the same in the tests of every client but for a few words."""

    package: str
    class_name: str
    credentials: str
    imports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestCase:
    """A call, and the request that it has to send."""

    name: str
    arguments: str
    path: str
    query: str
    headers: str
    body: str


@dataclass(frozen=True, slots=True)
class ResultCase:
    """An answer, and the attributes that the result has to have."""

    name: str
    answer: str
    expected: str
    model: str


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """An error status, and the exception that it has to raise."""

    name: str
    answer: str
    class_name: str
    status: int
    expected: str
    model: str


@dataclass(frozen=True, slots=True)
class NullCase:
    """An argument that is passed as None beside the required ones."""

    argument: str
    others: str
    body: str
    forgive: bool


@dataclass(frozen=True, slots=True)
class MissingTests:
    """The arguments that a call needs, each of which is left out in turn."""

    given: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlagCase:
    """One of several alike arguments, and what it alone adds to the query or the body."""

    arguments: str
    query: str
    body: str


@dataclass(frozen=True, slots=True)
class FlagTests:
    """The alike arguments of an operation, and what is sent without them.

    `body` is empty where no argument of the body is alike, `in_query` False where none of the
    query is and nothing else is sent there.
    """

    given: str
    query: str
    body: str
    in_query: bool
    cases: tuple[FlagCase, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Credentials, and the headers or query keys that they have to be sent as."""

    credentials: str
    sent: str


@dataclass(frozen=True, slots=True)
class OperationTests:
    """The tests of one operation."""

    method: str
    http_method: str
    path: str
    required: str
    answer: str
    requests: tuple[RequestCase, ...]
    results: tuple[ResultCase, ...]
    errors: tuple[ErrorCase, ...]
    flags: FlagTests | None
    nulls: tuple[NullCase, ...]
    missing: MissingTests | None
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class ResourceTestsView:
    """tests/test_<resource>.py."""

    module: str
    imports: tuple[str, ...]
    operations: tuple[OperationTests, ...]


@dataclass(frozen=True, slots=True)
class ModelNames:
    """A model and its wire names by attribute."""

    name: str
    names: str


@dataclass(frozen=True, slots=True)
class ModelTestsView:
    """tests/test_models.py."""

    imports: tuple[str, ...]
    models: tuple[ModelNames, ...]


@dataclass(frozen=True, slots=True)
class EnumTests:
    """The tests of one enum; `open` where an answer holds it."""

    test: str
    name: str
    base: str
    members: str
    unknown: str
    open: bool


@dataclass(frozen=True, slots=True)
class ClientTestsView:
    """tests/test_client.py."""

    package: str
    class_name: str
    standard: tuple[str, ...]
    imports: tuple[str, ...]
    enums: tuple[EnumTests, ...]
    call: str
    json_call: str
    json_status: int
