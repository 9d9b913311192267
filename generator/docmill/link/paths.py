"""The paths of several documents as one: what is the same operation comes together."""

from __future__ import annotations

import re

from docmill.api import pointer
from docmill.link.complement import Complement
from docmill.link.trunk import Trunk
from docmill.nodes import METHODS
from docmill.values import is_mapping, listing, mapping

_VARIABLE = re.compile(r"\{([^{}/]+)\}")


def united_paths(trunk: Trunk) -> dict[str, str]:
    """Each path of the merged document, and where its item stands in the trunk."""
    homes: dict[str, tuple[str, str]] = {}
    found: dict[str, str] = {}
    complement = Complement(trunk)
    for index, document in enumerate(trunk.documents):
        _own_rules(trunk, index)
        new: dict[str, tuple[str, str]] = {}
        for path in mapping(document.get("paths")):
            at, shape = pointer(index, "paths", path), _VARIABLE.sub("{}", path)
            if shape in homes and path.startswith("/"):
                _join(trunk, complement, homes[shape], (path, at))
            elif path not in found:
                found[path] = at
                new[shape] = (path, at)
        homes |= new
    return found


def _own_rules(trunk: Trunk, index: int) -> None:
    """What a later document says once for all its operations is said at each of them."""
    first, document = trunk.documents[0], trunk.documents[index]
    if index == 0:
        return
    urls = {_url(server) for server in listing(first.get("servers"))}
    own = [_url(server) for server in listing(document.get("servers"))]
    moved = own not in ([], ["/"]) and not set(own) <= urls
    for path, item in mapping(document.get("paths")).items():
        at = pointer(index, "paths", path)
        if not is_mapping(item) or path.startswith("x-"):
            continue
        if moved and "servers" not in item and "$ref" not in item:
            trunk.take(pointer(index, "servers"), f"{at}/servers")
        for method in METHODS:
            operation = item.get(method)
            if not is_mapping(operation) or "security" in operation:
                continue
            if "security" in document:
                trunk.take(pointer(index, "security"), f"{at}/{method}/security")
            elif "security" in first:
                trunk.set(f"{at}/{method}", "security", [])


def _url(server: object) -> str:
    return str(mapping(server).get("url")).rstrip("/") or "/"


def _join(
    trunk: Trunk, complement: Complement, base: tuple[str, str], other: tuple[str, str]
) -> None:
    """Bring the operations of one path item into that of the same path in an earlier document."""
    names = dict(
        zip(_VARIABLE.findall(other[0]), _VARIABLE.findall(base[0]), strict=True),
    )
    home, guest = trunk.followed(base[1]), trunk.followed(other[1])
    if home == guest:
        return
    _spread(trunk, home)
    _spread(trunk, guest)
    for method in METHODS:
        here, there = f"{home}/{method}", f"{guest}/{method}"
        if trunk.node(there) is None:
            continue
        _rename(trunk, there, names)
        if trunk.node(here) is not None:
            complement.operation(here, there)
            continue
        trunk.take(there, here)
        _keep_servers(trunk, home, guest, here)


def _spread(trunk: Trunk, item: str) -> None:
    """The parameters of a path item become those of each of its operations."""
    shared = [
        f"{item}/parameters/{n}" for n, _ in enumerate(listing(trunk.node(f"{item}/parameters")))
    ]
    if not shared:
        return
    for method in METHODS:
        at = f"{item}/{method}"
        if trunk.node(at) is None:
            continue
        own = listing(trunk.node(at).get("parameters"))
        known = {_key(trunk, f"{at}/parameters/{n}") for n, _ in enumerate(own)}
        if not own:
            trunk.set(at, "parameters", [])
        for one in shared:
            if _key(trunk, one) not in known:
                trunk.take(one, f"{at}/parameters/-")
    del trunk.node(item)["parameters"]


def _key(trunk: Trunk, at: str) -> tuple[str, str]:
    one = mapping(trunk.node(trunk.followed(at)))
    return str(one.get("in")), str(one.get("name"))


def _rename(trunk: Trunk, operation: str, names: dict[str, str]) -> None:
    """Call the path's variables as the first document does."""
    for n, _ in enumerate(listing(mapping(trunk.node(operation)).get("parameters"))):
        at = f"{operation}/parameters/{n}"
        place, name = _key(trunk, at)
        if place == "path" and names.get(name, name) != name:
            trunk.take(trunk.followed(at), at)
            trunk.set(at, "name", names[name])


def _keep_servers(trunk: Trunk, home: str, guest: str, operation: str) -> None:
    """An operation that comes to another document's path runs where its own document says."""
    if "servers" in trunk.node(operation):
        return
    if trunk.node(f"{guest}/servers"):
        trunk.take(f"{guest}/servers", f"{operation}/servers")
    elif trunk.node(f"{home}/servers"):
        owner = "/" + guest.split("/")[1]
        if trunk.node(f"{owner}/servers"):
            trunk.take(f"{owner}/servers", f"{operation}/servers")
