"""The plan: what the client is, in Python's terms, shared by the client and its tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Literal

from docmill.api import Api
from docmill.emit.portions import Portions
from docmill.emit.types import Type
from docmill.memory import Same, recall

Location = Literal["path", "query", "header", "cookie", "body"]


CASINGS = ("snake", "camel", "pascal")
"""Ways to write a property's name of several words."""


def cased(name: str, casing: str) -> str:
    """The wire name that the client makes of an attribute's name: `wire_name` in its `_models`."""
    first, *rest = name.split("_")
    if casing == "snake":
        return name
    return (first.capitalize() if casing == "pascal" else first) + "".join(
        map(str.capitalize, rest)
    )


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an enum: its Python name, its value, its description."""

    name: str
    value: int | str
    doc: str = ""


@dataclass(frozen=True, slots=True)
class EnumClass:
    """A named set of values; `wanted` is the class name before names are settled."""

    key: str
    wanted: str
    at: str
    doc: str
    members: tuple[Member, ...]

    @property
    def base(self) -> str:
        """The type of the values: `int` or `str`."""
        return "int" if isinstance(self.members[0].value, int) else "str"


@dataclass(frozen=True, slots=True)
class Field:
    """A property of an object, or an argument of an operation.

    `schema` is what the document says of its value, `at` where.
    """

    name: str
    wire: str
    type: Type
    required: bool
    at: str
    doc: str
    schema: Any
    secret: bool = False
    location: Location = "body"
    style: str = "form"


@dataclass(frozen=True, slots=True)
class ObjectClass:
    """An object of a response (a pydantic model) or of a request (a TypedDict)."""

    key: str
    wanted: str
    at: str
    doc: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """What a request's body is: `fields` that are arguments, or the `whole` as one argument.

    `samples` are the documented ones, `misfits` those of them that break the schema.
    """

    media_type: str
    required: bool
    at: str
    schema: Any
    whole: Field | None = None
    samples: tuple[Any, ...] = ()
    misfits: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What one status answers with; `type` is None's where there is no body.

    `samples` are the documented ones, `misfits` those of them that break the schema.
    """

    status: int | str
    type: Type
    doc: str
    at: str
    media_type: str = ""
    schema: Any = None
    at_schema: str = ""
    samples: tuple[Any, ...] = ()
    misfits: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list continues: `x-docmill-pagination` with the names that Python has for its parts.

    `parameter` and `size` are arguments; the others are attributes of the answer, with dots
    between them. `item` is the type of one item.
    """

    style: str
    parameter: str
    size: str
    items: str
    more: str
    next: str
    last: str
    total: str
    pages: str
    first: int
    item: Type


@dataclass(frozen=True, slots=True)
class Alias:
    """A former name of a method, a resource or a class, what that is called now, and until which
    day (`2027-05-24`) the former name stays; "" for no day."""

    name: str
    until: str
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: a method of a resource.

    `positional` is its one path argument, or its one argument at all. `failure` is a property of
    an answer of success and the values by which it says that the call failed. `docs` is the URL
    of its page.
    """

    key: str
    resource: str
    method: str
    http_method: str
    path: str
    at: str
    doc: str
    arguments: tuple[Field, ...]
    positional: Field | None
    body: Body | None
    returns: tuple[Answer, ...]
    raises: tuple[Answer, ...]
    security: tuple[tuple[str, ...], ...]
    server: str
    paging: Paging | None = None
    failure: tuple[Any, ...] = ()
    docs: str = ""
    aliases: tuple[Alias, ...] = ()

    @property
    def keywords(self) -> tuple[Field, ...]:
        """The arguments that are passed by name, required ones first."""
        others = [one for one in self.arguments if one is not self.positional]
        return tuple(sorted(others, key=lambda one: not one.required))

    def types(self) -> list[Type]:
        """All types that the operation names."""
        answers = [answer.type for answer in (*self.returns, *self.raises)]
        return [argument.type for argument in self.arguments] + answers


@dataclass(frozen=True, slots=True)
class Resource:
    """The operations of one tag: an attribute of the client."""

    module: str
    doc: str
    operations: tuple[Operation, ...]
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """A way to get a token from a token endpoint (RFC 6749), and the client arguments for it."""

    kind: Literal["password", "client_credentials"]
    token_url: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to authenticate: which client arguments it takes and where the secret goes."""

    name: str
    kind: Literal["bearer", "basic", "header", "query", "cookie"]
    sent_as: str
    arguments: tuple[str, ...]
    doc: str
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """The exception of one error status; `bodies` are its documented types."""

    status: int
    name: str
    phrase: str
    bodies: tuple[Type, ...]


def _casings(model: ObjectClass) -> dict[str, int]:
    """How many properties of a model have their names in each casing."""
    return {
        casing: sum(one.wire == cased(one.name, casing) for one in model.fields)
        for casing in CASINGS
    }


@dataclass(frozen=True)
class Plan:
    """All of a client of `api`. `names` gives the settled class name for each key."""

    api: Api
    package: str
    class_name: str
    title: str
    doc: str
    base_url: str
    resources: tuple[Resource, ...]
    enums: tuple[EnumClass, ...]
    models: tuple[ObjectClass, ...]
    inputs: tuple[ObjectClass, ...]
    schemes: tuple[Scheme, ...]
    errors: tuple[ErrorClass, ...]
    names: Mapping[str, str]
    homes: Mapping[str, str] = field(default_factory=dict[str, str])
    """The module (a resource, or `shared`) of each model and input, by key."""
    aliases: Mapping[str, tuple[Alias, ...]] = field(default_factory=dict[str, tuple[Alias, ...]])
    """The former names of classes by module, `models.users`."""

    @cached_property
    def security(self) -> tuple[tuple[str, ...], ...]:
        """How most operations authenticate."""
        count = Counter(one.security for of in self.resources for one in of.operations)
        return max(count, key=lambda ways: count[ways], default=())

    @cached_property
    def casing(self) -> str:
        """The casing of most properties of answers, from which their attributes' names follow."""
        counts = [recall(("casings", Same(one)), partial(_casings, one)) for one in self.models]
        return max(CASINGS, key=lambda casing: sum(count[casing] for count in counts))

    @cached_property
    def records(self) -> dict[str, ObjectClass]:
        """The models and inputs, by key."""
        return {one.key: one for one in (*self.models, *self.inputs)}

    @cached_property
    def portions(self) -> Portions:
        """What each module is made of."""
        return Portions(self)

    def params_name(self, operation: Operation) -> str:
        """The name of the TypedDict of an operation's keyword arguments."""
        return self.names[f"params {operation.key}"]

    def resource_name(self, resource: Resource) -> str:
        """The class name of a resource."""
        return self.names[f"resource {resource.module}"]
