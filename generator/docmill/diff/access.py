"""Servers and security: what an operation inherits from the document unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docmill.api import pointer
from docmill.diff.changes import Delta, Spot, difference, same
from docmill.diff.objects import Placed, told_of
from docmill.diff.operations import Operation
from docmill.diff.views import View
from docmill.values import listing, mapping

_ANONYMOUS = "no credential"
_ADDRESSES = ("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl")
_WIRE = ("type", "scheme", "in", "name", "openIdConnectUrl")


def _owner(view: View, operation: Operation, key: str) -> tuple[Any, str]:
    """What says `key` for an operation: itself, its path or the document; and where."""
    for node, at in ((operation.node, operation.at), (operation.item, operation.item_at)):
        if key in node:
            return node[key], at + pointer(key)
    return view.api.document.get(key), pointer(key)


def servers(views: tuple[View, View], old: Operation, new: Operation) -> Iterator[Delta]:
    """What differs in where an operation is."""
    before, after = (
        _servers(*_owner(view, op, "servers")) for view, op in zip(views, (old, new), strict=True)
    )
    for url, (server, at) in before.items():
        if url not in after:
            yield Delta("server", "removed", Spot(at, url), None)
            continue
        other, place = after[url]
        variables = [mapping(one.get("variables")) or {} for one in (server, other)]
        yield from difference("server", variables, (at, place))
    for url, (_, at) in after.items():
        if url not in before:
            yield Delta("server", "added", None, Spot(at, url))


def _servers(value: Any, at: str) -> dict[str, tuple[dict[str, Any], str]]:
    found = {
        str(server.get("url")): (server, at + pointer(index))
        for index, server in enumerate(map(mapping, listing(value)))
    }
    return found or {"/": ({}, at)}


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to authenticate: schemes that are needed together, with their scopes."""

    label: str
    at: str
    scopes: dict[str, list[str]]


def credentials(
    views: tuple[View, View], old: Operation, new: Operation, names: dict[str, str]
) -> Iterator[Delta]:
    """What differs in how an operation is authenticated. `names` renames schemes of the old."""
    before = _ways(*_owner(views[0], old, "security"), names)
    after = _ways(*_owner(views[1], new, "security"), {})
    for key, way in before.items():
        if key not in after:
            yield Delta("credential", "removed", Spot(way.at, way.label), None)
            continue
        other = after[key]
        for scheme, scopes in way.scopes.items():
            now = other.scopes.get(scheme, [])
            for scope in scopes:
                if scope not in now:
                    yield Delta("scope", "removed", Spot(way.at, scope), None)
            for scope in now:
                if scope not in scopes:
                    yield Delta("scope", "added", None, Spot(other.at, scope))
    for key, way in after.items():
        if key not in before:
            yield Delta("credential", "added", None, Spot(way.at, way.label))


def _ways(value: Any, at: str, names: dict[str, str]) -> dict[frozenset[str], _Way]:
    found: dict[frozenset[str], _Way] = {}
    for index, way in enumerate(map(mapping, listing(value))):
        scopes = {names.get(name, name): list(map(str, listing(v))) for name, v in way.items()}
        label = " and ".join(sorted(scopes)) or _ANONYMOUS
        found[frozenset(scopes)] = _Way(label, at + pointer(index), scopes)
    return found or {frozenset[str](): _Way(_ANONYMOUS, at, {})}


def _schemes(view: View) -> dict[str, tuple[dict[str, Any], str]]:
    at = pointer("components", "securitySchemes")
    found = mapping(mapping(view.api.document.get("components")).get("securitySchemes"))
    return {name: view.followed(value, at + pointer(name)) for name, value in found.items()}


def renamed_schemes(old: View, new: View) -> dict[str, str]:
    """Schemes that say the same under another name."""
    before, after = _schemes(old), _schemes(new)
    found: dict[str, str] = {}
    for name, (scheme, _) in before.items():
        for other, (twin, _) in after.items():
            fresh = other not in before and other not in found.values()
            if name not in after and fresh and same(_wire(scheme), _wire(twin)):
                found[name] = other
                break
    return found


def _wire(scheme: dict[str, Any]) -> dict[str, Any]:
    """What of a scheme decides how a credential is sent."""
    found = {key: scheme[key] for key in _WIRE if key in scheme}
    if isinstance(found.get("scheme"), str):
        found["scheme"] = found["scheme"].lower()
    return found


def schemes(old: View, new: View, names: dict[str, str]) -> Iterator[Delta]:
    """What differs in the security schemes; `step` is the name of the scheme."""
    before, after = _schemes(old), _schemes(new)
    for name, (scheme, at) in before.items():
        other = after.get(names.get(name, name))
        if other is None:
            yield Delta("", "removed", Spot(at, name), None, step=name)
            continue
        twin, place = other
        yield from difference("", (_wire(scheme), _wire(twin)), (at, place), step=name)
        yield from _flows(name, scheme, at, twin, place)
        two = Placed(scheme, at), Placed(twin, place)
        yield from told_of(two, {*_WIRE, "flows", "$ref"}, name)
    for name, (_, at) in after.items():
        if name not in before and name not in names.values():
            yield Delta("", "added", None, Spot(at, name), step=name)


def _flows(
    name: str, old: dict[str, Any], at: str, new: dict[str, Any], place: str
) -> Iterator[Delta]:
    before, after = mapping(old.get("flows")), mapping(new.get("flows"))
    for flow in [*before, *(flow for flow in after if flow not in before)]:
        was, now = mapping(before.get(flow)), mapping(after.get(flow))
        spots = Spot(at + pointer("flows", flow), flow), Spot(place + pointer("flows", flow), flow)
        if flow not in after:
            yield Delta("flow", "removed", spots[0], None, step=name)
            continue
        if flow not in before:
            yield Delta("flow", "added", None, spots[1], step=name)
            continue
        addresses = [{key: one[key] for key in _ADDRESSES if key in one} for one in (was, now)]
        yield from difference("flow", addresses, (spots[0].at, spots[1].at), step=name)
        yield from _scopes(name, was, spots[0].at, now, spots[1].at)


def _scopes(
    name: str, old: dict[str, Any], at: str, new: dict[str, Any], place: str
) -> Iterator[Delta]:
    before, after = mapping(old.get("scopes")), mapping(new.get("scopes"))
    for scope, told in before.items():
        spot = Spot(at + pointer("scopes", scope), scope)
        if scope not in after:
            yield Delta("scope", "removed", spot, None, step=name)
        else:
            other = place + pointer("scopes", scope)
            yield from difference("description", (told, after[scope]), (spot.at, other), step=name)
    for scope in after:
        if scope not in before:
            yield Delta(
                "scope", "added", None, Spot(place + pointer("scopes", scope), scope), step=name
            )
