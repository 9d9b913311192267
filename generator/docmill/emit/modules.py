"""What modules of the client have in common: imports, and classes in an order that Python takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from docmill.emit.plan import ObjectClass, Plan
from docmill.emit.types import Type, classes_in, walk, written
from docmill.names import natural

_SHORT = 84
_TYPING = {"literal": "Literal", "open": "Annotated"}


def import_line(module: str, names: Iterable[str], indent: int = 0) -> str:
    """An import of `names` from a module: constants, classes, functions, as linters want them.

    `indent` is the column in which it stands.
    """
    ordered = sorted(set(names), key=lambda name: (_rank(name), natural(name.lower()), name))
    line = f"from {module} import {', '.join(ordered)}"
    # the comma at the end keeps Black and linters of any line length at one
    return line if len(line) + indent <= _SHORT else f"from {module} import ({', '.join(ordered)},)"


def exported(names: Iterable[str]) -> list[str]:
    """The names of an `__all__` as linters order them: constants, classes, functions."""
    return sorted(names, key=lambda name: (_rank(name), natural(name)))


def _rank(name: str) -> int:
    if len(name) > 1 and name.isupper():
        return 0
    return 1 if name[0].isupper() else 2


@dataclass(frozen=True, slots=True)
class FieldLine:
    """An annotated name of a class body, with its docstring."""

    name: str
    annotation: str
    doc: str


@dataclass(frozen=True, slots=True)
class HeadlineView:
    """The __init__.py of a folder of modules."""

    headline: str
    template: str = "client/package.py"


def text_of(plan: Plan, of: Type, *, listed: str = "list") -> str:
    """The Python text of a type of the plan."""
    return written(of, plan.names, listed=listed)


def module_of(plan: Plan, key: str) -> str:
    """The module that defines a class, from the package's root: `models.users`."""
    if key.startswith("enum"):
        return "enums"
    folder = "models" if key.startswith("response") else "resources"
    return f"{folder}.{plan.homes[key]}"


def by_home(plan: Plan, records: Iterable[ObjectClass]) -> dict[str, list[ObjectClass]]:
    """The classes that operations use, by the module that they stand in."""
    grouped: dict[str, list[ObjectClass]] = defaultdict(list)
    for record in records:
        if record.key in plan.homes:
            grouped[plan.homes[record.key]].append(record)
    return grouped


def class_imports(plan: Plan, types: Iterable[Type], here: str) -> tuple[str, ...]:
    """The import lines for all classes that `types` name, in the module `here`.

    A request's object comes with the table of its wire names.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for key in classes_in(types):
        if (module := module_of(plan, key)) != here:
            found[module].add(plan.names[key])
            if key.startswith("request"):
                found[module].add(plan.names[f"table {key}"])
    dots = "." * (here.count(".") + 1)
    folder = here.rpartition(".")[0]
    return tuple(
        import_line(
            f".{path.removeprefix(folder + '.')}" if path.startswith(f"{folder}.") else dots + path,
            found[path],
        )
        for path in sorted(found, key=lambda path: (path.startswith(f"{folder}."), natural(path)))
    )


def library_imports(
    types: Iterable[Type], typing: Iterable[str] = (), others: Iterable[str] = ()
) -> tuple[str, ...]:
    """The import lines for what `types` name of the standard library, for `typing` names, and the
    lines `others`."""
    parts = [part for of in types for part in walk(of)]
    wanted = set(typing) | {_TYPING[part.kind] for part in parts if part.kind in _TYPING}
    wanted |= {"Any" for part in parts if part.text == "Any"}
    lines = list(others)
    lines += ["import datetime as dt"] if any(p.text.startswith("dt.") for p in parts) else []
    lines += [import_line("typing", wanted)] if wanted else []
    return tuple(sorted(lines, key=lambda line: (line.startswith("from"), line)))


def grouped(*groups: Iterable[str]) -> tuple[str, ...]:
    """Import lines with an empty line between two groups."""
    filled = filter(None, map(tuple, groups))
    return tuple(line for group in filled for line in ("", *group))[1:]


def in_order(records: Iterable[ObjectClass]) -> tuple[ObjectClass, ...]:
    """Classes with those first that others need; where they need each other, as they came."""
    known = {record.key: record for record in records}
    ordered: dict[str, ObjectClass] = {}
    open_keys: set[str] = set()

    def place(record: ObjectClass) -> None:
        open_keys.add(record.key)
        for field in record.fields:
            for key in sorted(classes_in([field.type]) & known.keys() - open_keys):
                place(known[key])
        ordered[record.key] = record

    for record in known.values():
        if record.key not in open_keys:
            place(record)
    return tuple(ordered.values())


def quoted(text: str, of: Type, later: set[str]) -> str:
    """An annotation, in quotes where it names a class that is defined later."""
    return f"'{text}'" if classes_in([of]) & later else text
