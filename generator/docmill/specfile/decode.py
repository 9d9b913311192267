"""The text of a spec file becomes a PageSpec, its facts placed on the lines of that file."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any, Literal, TypeVar

from docmill.api import pointer
from docmill.errors import InputError
from docmill.page import Place, is_name
from docmill.spec import (
    LOCATIONS,
    Authentication,
    EnumSpec,
    Fact,
    FieldSpec,
    Location,
    PageSpec,
    ResponseSpec,
    SampleSpec,
)
from docmill.specfile.shape import (
    AUTHENTICATION,
    ENUM,
    FIELD_KEYS,
    RESPONSE,
    SHAPE,
    WORDS,
    Shape,
)
from docmill.values import is_listing, is_mapping
from docmill.yamltext import load

T = TypeVar("T")

_OPERATION = re.compile(r"(~?[A-Za-z]+) (.+)")


def spec_of(name: str, text: str) -> PageSpec:
    """The PageSpec of a spec file. Raises InputError with file and line where it is none."""
    data, places = load(name, text)
    return _Decoder(name, places).page(data)


class _Decoder:
    def __init__(self, name: str, places: dict[str, Place]) -> None:
        self.name = name
        self.places = places

    def error(self, at: str, message: str) -> InputError:
        while at not in self.places and at:
            at = at.rpartition("/")[0]
        place = self.places.get(at)
        return InputError(self.name, message, place.first if place else None)

    def fact(self, value: T, at: str, basis: str = "stated") -> Fact[T]:
        return Fact(value, self.places[at], "inferred" if basis == "inferred" else "stated")

    def marked(self, text: str, at: str) -> Fact[str]:
        if text.startswith("~"):
            return self.fact(text[1:], at, "inferred")
        return self.fact(text[1:] if text.startswith("\\") else text, at)

    def mapping(self, data: Any, at: str, shape: Shape | None = None) -> dict[str, Any]:
        if not is_mapping(data):
            raise self.error(at, "keys and values are expected here")
        keys = list(shape["properties"]) if shape else []
        for key in data:
            if keys and key not in keys:
                near = get_close_matches(key, keys, 1)
                hint = f"; did you mean `{near[0]}`?" if near else f"; known: {', '.join(keys)}"
                raise self.error(at + pointer(key), f"the key `{key}` is not known{hint}")
        return data

    def items(self, data: Any, at: str) -> list[Any]:
        if not is_listing(data):
            raise self.error(at, "a list is expected here")
        return data

    def string(self, data: Any, at: str) -> str:
        if not isinstance(data, str):
            raise self.error(at, "text is expected here; put it in quotes")
        return data

    def choice(self, found: dict[str, Any], at: str, key: str, shape: Shape) -> str | None:
        """One of the words that a key may have."""
        words: list[str] = shape["properties"][key]["enum"]
        if key not in found:
            return None
        if found[key] not in words:
            raise self.error(at + pointer(key), f"one of these is expected: {', '.join(words)}")
        return str(found[key])

    def optional(self, data: dict[str, Any], at: str, key: str) -> Fact[str] | None:
        if key not in data:
            return None
        inner = at + pointer(key)
        return self.marked(self.string(data[key], inner), inner)

    def page(self, data: Any) -> PageSpec:
        found = self.mapping(data, "", SHAPE)
        for key in ("page", "operation"):
            if key not in found:
                raise self.error("", f"the key `{key}` is missing")
        operation = _OPERATION.fullmatch(self.string(found["operation"], "/operation"))
        if operation is None:
            raise self.error("/operation", "a method and a path are expected: `GET /things`")
        request: list[FieldSpec] = []
        for location in LOCATIONS:
            request += self.fields(found.get(location, []), f"/{location}", location)
        responses = self.mapping(found.get("responses", {}), "/responses")
        return PageSpec(
            page=self.page_name(found["page"]),
            method=self.marked(operation[1], "/operation"),
            path=self.marked(operation[2], "/operation"),
            server=self.optional(found, "", "server"),
            title=self.optional(found, "", "title"),
            description=self.optional(found, "", "description"),
            authentication=self.authentication(found.get("authentication", {})),
            enums=tuple(
                self.enum(enum, f"/enums/{n}")
                for n, enum in enumerate(self.items(found.get("enums", []), "/enums"))
            ),
            media_type=self.optional(found, "", "media type"),
            request=tuple(request),
            request_samples=self.samples(found, ""),
            responses=tuple(self.response(key, value) for key, value in responses.items()),
            rendering=self.string(found.get("rendering", ""), "/rendering"),
            url=self.optional(found, "", "url"),
        )

    def page_name(self, data: Any) -> str:
        """The name of the page; the spec file is named after it, so it must stay below a folder."""
        name = self.string(data, "/page")
        if not is_name(name):
            raise self.error("/page", "the page is named by its path below a folder: `sys/a.txt`")
        return name

    def authentication(self, data: Any) -> Authentication:
        at = "/authentication"
        found = self.mapping(data, at, AUTHENTICATION)
        says = self.optional(found, at, "says")
        schemes, roles = self.marks(found, at, "schemes"), self.marks(found, at, "roles")
        return Authentication(says, schemes, roles)

    def marks(self, found: dict[str, Any], at: str, key: str) -> tuple[Fact[str], ...]:
        inner = f"{at}/{key}"
        return tuple(
            self.marked(self.string(item, f"{inner}/{n}"), f"{inner}/{n}")
            for n, item in enumerate(self.items(found.get(key, []), inner))
        )

    def enum(self, data: Any, at: str) -> EnumSpec:
        found = self.mapping(data, at, ENUM)
        told_by: Literal["title", "description"] = "title"
        if self.choice(found, at, "told by", ENUM) == "description":
            told_by = "description"
        textual = self.choice(found, at, "type", ENUM) == "string"
        members: list[tuple[Fact[int | str], Fact[str]]] = []
        for n, item in enumerate(self.items(found.get("values"), f"{at}/values")):
            inner = f"{at}/values/{n}"
            for key, name in self.mapping(item, inner).items():
                if not textual and not re.fullmatch(r"-?[0-9]{1,18}", key):
                    raise self.error(inner, f"`{key}` is no integer; add `type: string`")
                where = inner + pointer(key)
                value: int | str = key if textual else int(key)
                text = self.string(name, where)
                members.append((self.fact(value, where), self.fact(text, where)))
        return EnumSpec(
            tuple(members),
            self.places[at],
            self.optional(found, at, "name"),
            self.optional(found, at, "field"),
            told_by,
        )

    def fields(self, data: Any, at: str, location: Location) -> list[FieldSpec]:
        return [
            self.field(item, f"{at}/{n}", location) for n, item in enumerate(self.items(data, at))
        ]

    def field(self, data: Any, at: str, location: Location) -> FieldSpec:
        found = self.mapping(data, at)
        names = [key for key in found if key not in FIELD_KEYS]
        if len(names) != 1:
            raise self.error(at, "a field has one name, and beside it " + ", ".join(FIELD_KEYS))
        where = at + pointer(names[0])
        name = names[0].removeprefix("\\")
        words = self.words(self.string(found[names[0]], where), where)
        if (kind := self.optional(found, at, "type")) is not None:
            words["type"] = kind
        if (default := self.optional(found, at, "default")) is not None:
            words["default"] = default
        seen: Literal["section", "example"] = "example" if words.pop("seen", None) else "section"
        return FieldSpec(
            name=self.fact(name, where, "inferred" if seen == "example" else "stated"),
            location=location,
            type=words.pop("type", None),
            description=self.optional(found, at, "says"),
            values=self.marks(found, at, "values"),
            children=tuple(self.fields(found.get("fields", []), f"{at}/fields", location)),
            seen=seen,
            **words,
        )

    def words(self, text: str, at: str) -> dict[str, Any]:
        """The words after a field's name, as arguments of FieldSpec."""
        out: dict[str, Any] = {}
        for n, word in enumerate(text.split()):
            basis = _basis(word)
            plain = word.removeprefix("~")
            key, value = _meaning(plain)
            if key is None and n == 0:
                key, value = "type", plain
            if key is None:
                raise self.error(at, f"`{word}` is no word of a field")
            if key != "untyped":
                out[key] = self.fact(value, at, basis)
        return out

    def response(self, status: str, data: Any) -> ResponseSpec:
        at = "/responses" + pointer(status)
        found = self.mapping({} if data is None else data, at, RESPONSE)
        array = self.choice(found, at, "array", RESPONSE)
        return ResponseSpec(
            status=self.marked(status, at),
            description=self.optional(found, at, "says"),
            array=None if array is None else self.fact(True, f"{at}/array", _basis(array)),
            fields=tuple(self.fields(found.get("fields", []), f"{at}/fields", "body")),
            samples=self.samples(found, at),
        )

    def samples(self, found: dict[str, Any], at: str) -> tuple[SampleSpec, ...]:
        valid, broken = f"{at}/examples", at + pointer("broken examples")
        return (
            *(
                SampleSpec(self.fact(value, f"{valid}/{n}"))
                for n, value in enumerate(self.items(found.get("examples", []), valid))
            ),
            *(
                SampleSpec(None, self.fact(self.string(text, f"{broken}/{n}"), f"{broken}/{n}"))
                for n, text in enumerate(self.items(found.get("broken examples", []), broken))
            ),
        )


def _meaning(word: str) -> tuple[str | None, Any]:
    """The argument of FieldSpec that a word gives, and its value."""
    if word.startswith("(") and word.endswith(")"):
        return "format", word[1:-1]
    if word.startswith("default="):
        return "default", word.removeprefix("default=")
    return WORDS.get(word, (None, None))


def _basis(word: str) -> str:
    return "inferred" if word.startswith("~") else "stated"
