"""The views of the client's tests: finished strings, a class for each template and its parts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A way to authenticate: the arguments of the client, and what is sent, in which place."""

    name: str
    arguments: str
    place: str
    sent: str


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A way to get a token: the arguments of the client, and what it sends for them.

    `authorization` is the header, None where the form says all.
    """

    name: str
    scheme: str
    arguments: str
    form: str
    authorization: str


@dataclass(frozen=True, slots=True)
class SupportView:
    """The modules that are the same in the tests of every client but for a few words."""

    package: str
    distribution: str
    class_name: str
    user_agent: str
    schemes: tuple[SchemeLine, ...]
    grants: tuple[GrantLine, ...]
    imports: tuple[str, ...]
    live_imports: tuple[str, ...]
    environment: str
    token_urls: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A JSON object that several answers hold."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class OperationCase:
    """The arguments of `Operation(...)` in order, by name."""

    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ModelNames:
    """A model and its wire names by attribute."""

    name: str
    names: str


@dataclass(frozen=True, slots=True)
class CasesView:
    """tests/cases/<resource>.py."""

    headline: str
    imports: tuple[str, ...]
    constants: tuple[Constant, ...]
    operations: tuple[OperationCase, ...]
    models: tuple[ModelNames, ...]


@dataclass(frozen=True, slots=True)
class AllCasesView:
    """tests/cases/__init__.py: the modules, and which of them have operations, which models."""

    modules_import: str
    operations: tuple[str, ...]
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormerName:
    """A former name and the present one; of a class, the module that has both."""

    old: str
    new: str
    module: str = ""


@dataclass(frozen=True, slots=True)
class AliasesView:
    """tests/test_aliases.py."""

    methods: tuple[FormerName, ...]
    classes: tuple[FormerName, ...]


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
