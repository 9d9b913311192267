"""Parameters and the address of the operation: its path variables, and the query that it shows."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from urllib.parse import parse_qsl

from docmill.spec import Fact, FieldSpec
from docmill.understand.desk import Desk

_VARIABLE = re.compile(r"\{([^{}/]+)\}")
_STANDS_FOR = re.compile(r"[:{]([A-Za-z_]\w*)\}?")
_ALIKE = 0.8
"""How much of two names is the same where one is the other with a slip: `langugage`."""


def settle_parameters(desk: Desk) -> None:
    """Bring the described parameters and the address together; what does not fit is told."""
    _settle_query(desk)
    _settle_path(desk)


def _settle_query(desk: Desk) -> None:
    """`?t=:accessToken` gives the parameter `accessToken` its name on the wire, and
    `?ids=[:id1,:id2]` the one path parameter without a variable; a name that no section describes
    is a parameter all the same."""
    draft = desk.draft
    if draft.query is None:
        return
    for name, value in parse_qsl(draft.query.value, keep_blank_values=True):
        if any(f.location == "query" and f.name.value == name for f in draft.request):
            continue
        listed = value.startswith("[")
        at = draft.query.at
        style = Fact("brackets", at, "inferred") if listed else None
        meant = _described(desk, value)
        if meant is None:
            kind = Fact("array" if listed else "string", at, "inferred")
            draft.request.append(FieldSpec(Fact(name, at), "query", kind, style=style))
            continue
        field = draft.request[meant]
        if listed:
            field = replace(field, type=Fact("array", at, "inferred"), style=style)
        draft.request[meant] = replace(field, name=Fact(name, at), location="query")


def _described(desk: Desk, value: str) -> int | None:
    """The parameter that is described under the name that a value in the address stands for."""
    names = [found[1] for found in _STANDS_FOR.finditer(value)]
    fields = list(enumerate(desk.draft.request))
    for n, field in fields:
        if field.location == "query" and names == [field.name.value]:
            return n
    variables = _VARIABLE.findall(desk.draft.path.value) if desk.draft.path else []
    strangers = [n for n, f in fields if f.location == "path" and f.name.value not in variables]
    return strangers[0] if names and len(strangers) == 1 else None


def _settle_path(desk: Desk) -> None:
    """A path parameter that the path lacks is the variable that nobody describes, where the names
    are alike or there is one of each; else it is sent in the query, the one other place."""
    draft = desk.draft
    if draft.path is None:
        return
    variables = _VARIABLE.findall(draft.path.value)
    described = {f.name.value for f in draft.request if f.location == "path"}
    open_names = [name for name in variables if name not in described]
    strangers = [n for n, f in enumerate(draft.request)
                 if f.location == "path" and f.name.value not in variables]  # fmt: skip
    gone: list[FieldSpec] = []
    for at in strangers:
        field = draft.request[at]
        variable = _meant(field.name.value, open_names, alone=len(strangers) == 1)
        if field.name.value in _of_host(desk):
            told = f"`{field.name.value}` is a part of the host: a caller chooses it with base_url"
            gone.append(field)
        elif variable:
            open_names.remove(variable)
            told = f"`{field.name.value}` is described, the path has `{variable}`: taken as that"
            draft.request[at] = replace(field, name=Fact(variable, draft.path.at))
        else:
            told = f"`{field.name.value}` is described, but `{draft.path.value}` has no such "
            told += "variable: taken as a query parameter"
            draft.request[at] = replace(field, location="query")
        desk.tell(field.name.at, "path-variable-unknown", told)
    draft.request = [field for field in draft.request if field not in gone]
    for name in open_names:
        told = f"no section describes the path variable `{name}`"
        desk.tell(draft.path.at, "path-variable-undeclared", told)


def _of_host(desk: Desk) -> list[str]:
    """The variables in the host that is called: `https://{tenant}.example.com`."""
    draft = desk.draft
    hosts = [draft.server.value] if draft.server else [c.server or "" for c in draft.curls]
    return [name for host in hosts for name in _VARIABLE.findall(host)]


def _meant(name: str, variables: list[str], *, alone: bool) -> str | None:
    """The variable that a name is a slip of, or the only one that it can be."""
    if alone and len(variables) == 1:
        return variables[0]
    alike = [v for v in variables
             if SequenceMatcher(None, name.lower(), v.lower()).ratio() >= _ALIKE]  # fmt: skip
    return alike[0] if len(alike) == 1 else None
