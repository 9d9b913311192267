"""What one page says, as facts; the type between the page and the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from docmill.page import Place

T = TypeVar("T")

Basis = Literal["stated", "inferred"]
Location = Literal["path", "query", "header", "cookie", "body"]
LOCATIONS: tuple[Location, ...] = ("path", "query", "header", "cookie", "body")
"""The order in which a spec lists what is sent."""

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value with the lines that say it. Two facts are equal where value and basis are."""

    value: T
    at: Place = field(compare=False)
    basis: Basis = "stated"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A parameter, a property of a body, or a property of such a property.

    `type` is the page's word for it (`integer`, `string`, `integer[]`, ...), or None where the page
    names none. `access` is "read-only" or "write-only"; `style` is "brackets" for a
    query array that is sent as `?id=[1,2,3]`. `values` are those that its description lists, and no
    others. `seen` is "example" for a property that no section
    describes.
    """

    name: Fact[str]
    location: Location
    type: Fact[str] | None
    required: Fact[bool] | None = None
    default: Fact[str] | None = None
    deprecated: Fact[bool] | None = None
    nullable: Fact[bool] | None = None
    format: Fact[str] | None = None
    access: Fact[str] | None = None
    style: Fact[str] | None = None
    secret: Fact[bool] | None = None
    description: Fact[str] | None = None
    values: tuple[Fact[str], ...] = ()
    children: tuple[FieldSpec, ...] = ()
    seen: Literal["section", "example"] = "section"


@dataclass(frozen=True, slots=True)
class EnumSpec:
    """A table of values: (value, member name) in the page's order.

    `name` and `field` come from the table's title, where a rendering keeps it, or from the
    description of a field, as `told_by` says.
    """

    members: tuple[tuple[Fact[int | str], Fact[str]], ...]
    at: Place = field(compare=False)
    name: Fact[str] | None = None
    field: Fact[str] | None = None
    told_by: Literal["title", "description"] = "title"


@dataclass(frozen=True, slots=True)
class SampleSpec:
    """A sample body that the page shows, parsed; `text` is kept where it is no valid JSON."""

    value: Fact[JsonValue] | None
    text: Fact[str] | None = None


@dataclass(frozen=True, slots=True)
class ResponseSpec:
    """What one status answers with. `array` where the fields describe one item of an array."""

    status: Fact[str]
    description: Fact[str] | None = None
    array: Fact[bool] | None = None
    fields: tuple[FieldSpec, ...] = ()
    samples: tuple[SampleSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Authentication:
    """How a page says that a caller identifies itself.

    `schemes` are `oauth2-bearer`, `bearer`, `basic`, `header:<name>`, and `none` where the page
    says that nobody needs to.
    """

    text: Fact[str] | None
    schemes: tuple[Fact[str], ...]
    roles: tuple[Fact[str], ...]


@dataclass(frozen=True, slots=True)
class PageSpec:
    """Everything that one page says of an operation, in the page's order.

    `rendering` is the name of the reader that read the page, `url` the page's own address.
    """

    page: str
    method: Fact[str]
    path: Fact[str]
    server: Fact[str] | None = None
    title: Fact[str] | None = None
    description: Fact[str] | None = None
    authentication: Authentication = Authentication(None, (), ())
    enums: tuple[EnumSpec, ...] = ()
    media_type: Fact[str] | None = None
    request: tuple[FieldSpec, ...] = ()
    request_samples: tuple[SampleSpec, ...] = ()
    responses: tuple[ResponseSpec, ...] = ()
    rendering: str = ""
    url: Fact[str] | None = None

    def body(self) -> tuple[FieldSpec, ...]:
        """The properties of the request body."""
        return tuple(f for f in self.request if f.location == "body")

    def parameters(self) -> tuple[FieldSpec, ...]:
        """What is sent outside the body: path, query, header and cookie parameters."""
        return tuple(f for f in self.request if f.location != "body")
