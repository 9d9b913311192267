"""The client's credentials: which arguments it takes, and what it makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docmill.emit.plan import Grant, Scheme
from docmill.literals import python_literal

_DOCS = {
    "token": "A bearer token, or a function that gives one.",
    "username": "A user name, with `password`.",
    "password": "The password of `username`.",
    "client_id": "The id of an OAuth2 client, with `client_secret`.",
    "client_secret": "The secret of `client_id`.",
}


@dataclass(frozen=True, slots=True)
class CredentialArgument:
    """An argument of the client that is a credential, in the asynchronous and in the other one."""

    name: str
    annotation: str
    sync_annotation: str
    doc: str


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way to authenticate: the condition of its branch, and the Python that makes it."""

    keyword: str
    condition: str
    scheme: str
    make: str


def credential_arguments(schemes: Iterable[Scheme]) -> tuple[str, ...]:
    """The keyword arguments of the client that hold credentials, those of grants last."""
    every = list(schemes)
    own = [name for scheme in every for name in scheme.arguments]
    granted = [name for one in every for grant in one.grants for name in grant.arguments]
    return tuple(dict.fromkeys([*own, *granted]))


def credentials_of(schemes: tuple[Scheme, ...]) -> tuple[CredentialArgument, ...]:
    """The credentials as arguments; a secret that is sent as it is may come from a function."""
    callable_ones = {s.arguments[0] for s in schemes if len(s.arguments) == 1}
    keys = {s.arguments[0]: s for s in schemes if s.kind in ("header", "query", "cookie")}
    return tuple(
        CredentialArgument(
            name,
            "Token" if name in callable_ones else "str",
            "SyncToken" if name in callable_ones else "str",
            _DOCS.get(name)
            or f"The key that is sent as `{keys[name].sent_as}` in the "
            f"{keys[name].kind}, or a function that gives it.",
        )
        for name in credential_arguments(schemes)
    )


def key_names(schemes: tuple[Scheme, ...]) -> list[str]:
    """The names under which keys are sent, in lower case."""
    return sorted({s.sent_as.lower() for s in schemes if s.kind in ("header", "query", "cookie")})


def names_used(schemes: tuple[Scheme, ...]) -> tuple[str, ...]:
    """What `_client` needs of `_auth`."""
    found = {"bearer" for one in schemes if one.kind == "bearer"}
    found |= {"basic" for one in schemes if one.kind == "basic"}
    found |= {"SecretAuth" for one in schemes if one.kind in ("header", "query", "cookie")}
    found |= {"OAuth2" for one in schemes if one.grants}
    found |= {"SyncToken", "Token"} if any(len(s.arguments) == 1 for s in schemes) else set()
    return tuple(found)


def ways_of(schemes: tuple[Scheme, ...]) -> Iterator[WayLine]:
    """The branches that make a credential of each scheme for which the arguments are given."""
    for scheme in schemes:
        name = python_literal(scheme.name)
        yield WayLine("if", _all_given(scheme.arguments), name, _credential(scheme))
        for grant in scheme.grants:
            yield WayLine("elif", _all_given(grant.arguments), name, _grant(grant, scheme))


def _all_given(arguments: Iterable[str]) -> str:
    return " and ".join(f"{name} is not None" for name in arguments)


def _credential(scheme: Scheme) -> str:
    if scheme.kind in ("bearer", "basic"):
        return f"{scheme.kind}({', '.join(scheme.arguments)})"
    return f'SecretAuth("{scheme.kind}", {python_literal(scheme.sent_as)}, {scheme.arguments[0]})'


def _grant(grant: Grant, scheme: Scheme) -> str:
    url, kind = python_literal(grant.token_url), grant.kind
    if kind == "client_credentials":
        return f'OAuth2({url}, {{"grant_type": "{kind}"}}, (client_id, client_secret))'
    client = ""
    if any(one.kind == "client_credentials" for one in scheme.grants):
        client = ", (client_id, client_secret) if client_id and client_secret else None"
    form = f'{{"grant_type": "{kind}", "username": username, "password": password}}'
    return f"OAuth2({url}, {form}{client})"
