"""Python types as data: built while the names of classes are still open, written when settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from docmill.literals import python_literal

Kind = Literal["plain", "class", "literal", "open", "list", "dict", "union"]


@dataclass(frozen=True, slots=True)
class Type:
    """A Python type.

    `text` is the Python of a plain type and the key of a class; `inner` are the members of a
    union, the item of a list, the value of a dict, the enum and its base of an open enum.
    """

    kind: Kind
    text: str = ""
    inner: tuple[Type, ...] = ()
    values: tuple[Any, ...] = ()


def plain(text: str) -> Type:
    """A type that Python or the standard library has."""
    return Type("plain", text)


ANY, NONE, STR, BYTES = plain("Any"), plain("None"), plain("str"), plain("bytes")


def class_type(key: str) -> Type:
    """The class of the plan with this key."""
    return Type("class", key)


def list_type(item: Type) -> Type:
    """A list of `item`."""
    return Type("list", inner=(item,))


def dict_type(value: Type) -> Type:
    """A dict from strings to `value`."""
    return Type("dict", inner=(value,))


def union_type(members: Iterable[Type]) -> Type:
    """A union, flat and without repetition, None last; Any swallows all else."""
    flat: dict[Type, None] = {}
    for member in members:
        flat |= dict.fromkeys(member.inner if member.kind == "union" else (member,))
    if not flat or ANY in flat:
        return ANY
    ordered = [member for member in flat if member != NONE]
    ordered += [NONE] if NONE in flat else []
    return ordered[0] if len(ordered) == 1 else Type("union", inner=tuple(ordered))


def written(of: Type, names: Mapping[str, str], *, listed: str = "list") -> str:
    """The Python text of a type; `listed` is how the built-in list is called there."""
    inner = [written(member, names, listed=listed) for member in of.inner]
    match of.kind:
        case "plain":
            return of.text
        case "class":
            return names[of.text]
        case "literal":
            return f"Literal[{', '.join(python_literal(value) for value in of.values)}]"
        case "open":
            return f"Annotated[{' | '.join(inner)}, OPEN]"
        case "list":
            return f"{listed}[{inner[0]}]"
        case "dict":
            return f"dict[str, {inner[0]}]"
        case "union":
            return " | ".join(inner)


def unmarked(of: Type) -> Type:
    """The type without the marks that reading needs: an open enum is a plain union."""
    inner = tuple(unmarked(member) for member in of.inner)
    if of.kind in ("open", "union"):
        return union_type(inner)
    return Type(of.kind, of.text, inner, of.values)


def walk(of: Type) -> Iterator[Type]:
    """The type and all types in it."""
    yield of
    for member in of.inner:
        yield from walk(member)


def classes_in(types: Iterable[Type]) -> set[str]:
    """The keys of all classes that `types` name."""
    return {part.text for of in types for part in walk(of) if part.kind == "class"}
