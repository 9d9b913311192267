"""Servers and ways to authenticate, in the client's terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docmill import names
from docmill.addresses import address_of
from docmill.api import pointer
from docmill.emit.document import Reader, text_of
from docmill.emit.plan import Grant, Scheme
from docmill.values import listing, mapping

_SCHEMES = "/components/securitySchemes"


def base_url_of(reader: Reader) -> str:
    """The first server's URL with its variables' defaults; nothing where it is no full URL."""
    servers = listing(reader.api.document.get("servers"))
    if not servers:
        reader.report("", "server-unsupported", "no server: a caller has to pass base_url")
        return ""
    return _first_url(reader, servers, "/servers")


def server_of(reader: Reader, owners: Iterable[tuple[Mapping[str, Any], str]]) -> str:
    """The URL of an operation's own server, or of its path's; nothing where it has none, or the
    one that all operations have."""
    general = mapping(next(iter(listing(reader.api.document.get("servers"))), None))
    for owner, at in owners:
        if servers := listing(owner.get("servers")):
            same = text_of(mapping(servers[0]), "url") == text_of(general, "url")
            return "" if same else _first_url(reader, servers, f"{at}/servers")
    return ""


def _first_url(reader: Reader, servers: list[Any], at: str) -> str:
    url = text_of(mapping(servers[0]), "url")
    for name, variable in mapping(mapping(servers[0]).get("variables")).items():
        default = text_of(variable, "default")
        told = f"the server variable {name!r} is {default!r}; pass base_url for another value"
        reader.report(f"{at}/0/variables", "server-unsupported", told)
        url = url.replace("{" + name + "}", default)
    if not url.startswith(("https://", "http://")) or address_of(url) is None:
        told = f"the server {url!r} is no full URL: a caller has to pass base_url"
        reader.report(f"{at}/0", "server-unsupported", told)
        return ""
    if len(servers) > 1:
        told = f"the client calls {url}; pass base_url for another of the {len(servers)} servers"
        reader.report(at, "server-unsupported", told)
    return url.rstrip("/")


def schemes_of(reader: Reader) -> tuple[Scheme, ...]:
    """The ways to authenticate that the client supports, in the document's order."""
    found = mapping(mapping(reader.api.document.get("components")).get("securitySchemes"))
    resolved = {
        name: reader.followed(value, _SCHEMES + pointer(name))[0] for name, value in found.items()
    }
    keys = [name for name, scheme in resolved.items() if scheme.get("type") == "apiKey"]
    wanted = {name: names.identifier(name) if len(keys) > 1 else "api_key" for name in keys}
    taken = ("token", "username", "password", "client_id", "client_secret")
    hints = {name: [f"{wanted[name]}_key"] for name in keys}
    arguments = names.settle(wanted | {f" {name}": name for name in taken}, hints)
    made = [_scheme_of(reader, name, resolved[name], arguments.get(name, "")) for name in found]
    return tuple(scheme for scheme in made if scheme)


def _scheme_of(reader: Reader, name: str, scheme: dict[str, Any], argument: str) -> Scheme | None:
    kind, doc = scheme.get("type"), text_of(scheme, "description")
    http = text_of(scheme, "scheme").lower()
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and http == "bearer"):
        grants = _grants_of(mapping(scheme.get("flows")))
        return Scheme(name, "bearer", "Authorization", ("token",), doc, grants)
    if kind == "http" and http == "basic":
        return Scheme(name, "basic", "Authorization", ("username", "password"), doc)
    place = scheme.get("in")
    if kind == "apiKey" and place in ("header", "query", "cookie"):
        return Scheme(name, place, str(scheme.get("name", name)), (argument,), doc)
    told = f"the way to authenticate {name!r} ({kind} {http}".rstrip() + ") is not supported"
    reader.report(_SCHEMES + pointer(name), "security-unsupported", told)
    return None


def _grants_of(flows: Mapping[str, Any]) -> tuple[Grant, ...]:
    """The flows of OAuth2 that need no browser and say where the token is had."""
    urls = {name: text_of(mapping(flow), "tokenUrl") for name, flow in flows.items()}
    found: list[Grant] = []
    if url := urls.get("password"):
        found.append(Grant("password", url, ("username", "password")))
    if url := urls.get("clientCredentials"):
        found.append(Grant("client_credentials", url, ("client_id", "client_secret")))
    return tuple(found)


def alternatives_of(
    reader: Reader, operation: dict[str, Any], at: str, schemes: tuple[Scheme, ...]
) -> tuple[tuple[str, ...], ...]:
    """The alternatives of an operation, each the schemes that it needs together."""
    stated = operation.get("security", reader.api.document.get("security"))
    known = {scheme.name for scheme in schemes}
    found: list[tuple[str, ...]] = []
    for requirement in listing(stated):
        needed = tuple(mapping(requirement))
        if unknown := [name for name in needed if name not in known]:
            told = f"an alternative needs {unknown[0]!r}, which the client cannot send"
            reader.report(at, "security-unsupported", told)
        elif needed:
            found.append(needed)
    return tuple(found)
