"""Names that people change: the old one stays as an alias, until a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TypeVar

from docmill.errors import UsageError
from docmill.given import Former, Formers, Given, Names
from docmill.names import class_name, identifier

T = TypeVar("T")


def renamed(names: Names, old: str, new: str, until: str) -> Names:
    """The names with another one for a method, a resource or a class, and the old one as an alias
    until the day `until` (`2027-05-24`).

    Raises UsageError where nothing is called `old`, or where `new` cannot be its name.
    """
    if old == new:
        raise UsageError(f"{old} is called so already")
    if "." in old or "." in new:
        return _method(names, old, new, until)
    resources = {one.resource for one in names.operations.values()}
    schema = next((one for one in names.schemas if old in (one, class_name(one))), None)
    if schema is not None:
        return _class(names, schema, new, until)
    if old in resources:
        return _resource(names, old, new, until, resources)
    raise _unknown(old, [*resources, *names.schemas])


def _unknown(old: str, known: Iterable[str]) -> UsageError:
    near = get_close_matches(old, list(known), 3)
    hint = f" Did you mean {' or '.join(near)}?" if near else " names.yaml has all names."
    return UsageError(f"nothing of the client is called {old}.{hint}")


def _method(names: Names, old: str, new: str, until: str) -> Names:
    every = {one.name for one in names.operations.values()}
    if old not in every:
        raise _unknown(old, every)
    resource, _, method = new.partition(".")
    if resource != old.partition(".")[0] or identifier(method) != method:
        home = old.partition(".")[0]
        told = f"{new}: must be {home}. and a name of small letters and digits, as {home}.update"
        raise UsageError(f"{told}; a resource as a whole is renamed with `docmill rename A B`")
    if (new in every or new in names.methods) and not _is_back(names.methods, new, old):
        raise UsageError(f"{new}: is the name, or a former name, of another method")
    return replace(
        names,
        operations=_each(names.operations, lambda one: new if one == old else one),
        methods=_formers(names.methods, old, new, until),
    )


def _resource(names: Names, old: str, new: str, until: str, resources: set[str]) -> Names:
    if identifier(new) != new:
        raise UsageError(f"{new}: a resource's name is of small letters and digits, as `users`")
    if (new in resources or new in names.resources) and not _is_back(names.resources, new, old):
        raise UsageError(f"{new}: is the name, or a former name, of another resource")

    def moved(name: str) -> str:
        resource, _, method = name.partition(".")
        return f"{new}.{method}" if resource == old else name

    return replace(
        names,
        operations=_each(names.operations, moved),
        gone=_each(names.gone, moved),
        methods={moved(k): Former(moved(v.name), v.until) for k, v in names.methods.items()},
        resources=_formers(names.resources, old, new, until),
    )


def _class(names: Names, old: str, new: str, until: str) -> Names:
    if class_name(new) != new:
        raise UsageError(f"{new}: a class is called with a capital letter, as {class_name(new)}")
    taken = {class_name(one) for one in (*names.schemas, *names.gone_schemas, *names.classes)}
    if new in taken and not _is_back(names.classes, new, old):
        raise UsageError(f"{new}: is the name, or a former name, of another class")
    schemas = {new if name == old else name: uses for name, uses in names.schemas.items()}
    return replace(names, schemas=schemas, classes=_formers(names.classes, old, new, until))


def _is_back(formers: Formers, new: str, old: str) -> bool:
    """Whether something gets a name back that it had before."""
    return new in formers and formers[new].name == old


def _each(operations: Mapping[str, Given], change: Callable[[str], str]) -> dict[str, Given]:
    return {key: replace(one, name=change(one.name)) for key, one in operations.items()}


def _formers(formers: Formers, old: str, new: str, until: str) -> dict[str, Former]:
    moved = {k: Former(new, v.until) if v.name == old else v for k, v in formers.items()}
    moved.pop(new, None)
    return {**moved, old: Former(new, until)}


def expired(names: Names, today: str) -> tuple[str, ...]:
    """The former names whose day is over on the day `today` (`2027-05-24`)."""
    every = (*names.methods.items(), *names.resources.items(), *names.classes.items())
    return tuple(sorted(old for old, one in every if one.until and one.until < today))


def without_expired(names: Names, today: str) -> Names:
    """The names without the former ones whose day is over."""

    def left(formers: Formers) -> dict[str, Former]:
        return {k: one for k, one in formers.items() if not one.until or one.until >= today}

    return replace(
        names,
        methods=left(names.methods),
        resources=left(names.resources),
        classes=left(names.classes),
    )


def without_gone(names: Names) -> Names:
    """The names without those of what is not documented any more, and their former ones."""
    real = {one.name for one in names.operations.values()}
    resources = {one.resource for one in names.operations.values()}
    return replace(
        names,
        gone={},
        gone_schemas={},
        methods={k: one for k, one in names.methods.items() if one.name in real},
        resources={k: one for k, one in names.resources.items() if one.name in resources},
        classes={k: one for k, one in names.classes.items() if one.name in names.schemas},
    )
