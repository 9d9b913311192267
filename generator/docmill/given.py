"""The names that were given out: what a client's users have in their code, and keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ALIASES = "x-docmill-aliases"
"""The key of operations, tags and schemas that lists their former names."""


@dataclass(frozen=True, slots=True)
class Given:
    """The name of an operation, `users.update`, and the page that it alone is on, if there is one.

    `page` is a page's name among the inputs, a relative POSIX path.
    """

    name: str
    page: str = ""

    @property
    def resource(self) -> str:
        """`users`."""
        return self.name.partition(".")[0]

    @property
    def method(self) -> str:
        """`update`."""
        return self.name.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Former:
    """What a former name stands for now, and until which day (`2027-05-24`); "" for no day."""

    name: str
    until: str = ""


Formers = Mapping[str, Former]


@dataclass(frozen=True, slots=True)
class Names:
    """All names of a client, by what identifies the thing that has them.

    `operations` are by method and path (`PUT /api/users`); `schemas` by name, each with some of
    the places that use it (`PUT /api/users body Language`). `methods`, `resources` and `classes`
    are former names. `gone` and `gone_schemas` are names of what is not documented any more.
    """

    operations: Mapping[str, Given] = field(default_factory=dict[str, Given])
    schemas: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    methods: Formers = field(default_factory=dict[str, Former])
    resources: Formers = field(default_factory=dict[str, Former])
    classes: Formers = field(default_factory=dict[str, Former])
    gone: Mapping[str, Given] = field(default_factory=dict[str, Given])
    gone_schemas: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


NO_NAMES = Names()


def former_of(formers: Formers, name: str) -> list[dict[str, Any]]:
    """The value of `x-docmill-aliases`: the former names of what is called `name` now."""
    return [
        {"name": old, "until": one.until} if one.until else {"name": old}
        for old, one in sorted(formers.items())
        if one.name == name
    ]
