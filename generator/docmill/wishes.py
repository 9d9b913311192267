"""What somebody wants corrected, as actions of an overlay that read well and keep fitting."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from docmill.api import Api, Document, pointer, steps_of
from docmill.errors import UsageError
from docmill.overlay import Action, path_of
from docmill.overlay.reading import Verb
from docmill.page import Place
from docmill.safetext import counted
from docmill.uses import Uses
from docmill.values import is_listing, is_mapping

_BESIDE = {
    *("description", "title", "summary", "deprecated", "default", "example", "examples"),
    *("readOnly", "writeOnly", "$ref"),
}
"""What may stand beside a reference without saying something against what it refers to."""
Steps = tuple[str | int, ...]
_NOWHERE = Place("", 1, 1)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants corrected: the value at `what` (a JSON pointer, or an attribute of the
    client), for a reason. Without a value, what is there is removed."""

    what: str
    value: Any
    because: str
    remove: bool = False


def value_of(text: str) -> Any:
    """A value from the command line: JSON, else the text as it is. Raises UsageError where it
    holds what no file can."""
    try:
        value = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        value = text
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        raise UsageError("VALUE: must be UTF-8, with whole characters, and not too deep") from None
    return value


def _no_number(name: str) -> float:
    raise ValueError(name)


def actions_for(document: Document, at: str, wish: Wish) -> list[Action]:
    """The actions that give the node at a pointer its value.

    An object is merged into an object; anything else takes the place of what is there, which
    takes two actions where a list or an object goes. Raises UsageError.
    """
    owner, last = _split(document, at)
    write = _Writer(document, " ".join(wish.because.split()))
    holder: Any = Api("", document).node(pointer(*owner))
    if is_listing(holder):
        return _for_item(write, owner, holder, last, wish)
    here = (*owner, last)
    if wish.remove:
        if last not in holder:
            raise UsageError(f"{at}: is not there, so there is nothing to remove")
        return [write.action(here, "remove", True)]
    there = holder.get(last)
    if is_mapping(there) and is_mapping(wish.value):
        _no_reference(document, at, there, wish.value)
        return [write.action(here, "update", wish.value)]
    update = write.action(owner, "update", {last: wish.value})
    replaced = last in holder and not (_is_primitive(there) and _is_primitive(wish.value))
    return [write.action(here, "remove", True), update] if replaced else [update]


def _for_item(
    write: _Writer, owner: Steps, items: list[Any], last: str, wish: Wish
) -> list[Action]:
    """The same for an item of a list: `-` is a further one."""
    if last == "-" and wish.remove:
        raise UsageError(f"{wish.what}: `-` is the item after the last; there is none to remove")
    # a list that is added to a list is taken as several items
    value: Any = [wish.value] if is_listing(wish.value) else wish.value
    add = write.action(owner, "update", value)
    if last == "-":
        return [add]
    here = (*owner, int(last))
    if wish.remove:
        return [write.action(here, "remove", True)]
    there = items[int(last)]
    alike = is_mapping(there) and is_mapping(value)
    if alike or (_is_primitive(there) and _is_primitive(value)):
        return [write.action(here, "update", value)]
    return [write.action(here, "remove", True), add]


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes actions on nodes of a document, all for one reason."""

    document: Document
    because: str

    def action(self, steps: Steps, verb: Verb, value: Any) -> Action:
        return Action(path_of(self.document, steps), self.because, verb, value, _NOWHERE)


def _is_primitive(value: Any) -> bool:
    return not is_mapping(value) and not is_listing(value)


def _split(document: Document, at: str) -> tuple[Steps, str]:
    """The steps to the container, with numbers for the items of lists, and the last step."""
    if not at:
        raise UsageError("/: name a part of the document; write the overlay by hand for the whole")
    *steps, last = steps_of(at)
    node: Any = document
    found: list[str | int] = []
    for text in steps:
        step: Any = int(text) if is_listing(node) else text
        found.append(step)
        node = node[step]
    return tuple(found), last


def _no_reference(document: Document, at: str, node: dict[str, Any], value: dict[str, Any]) -> None:
    """Raises UsageError where an object that is a reference would get keys that belong into what
    it refers to."""
    target = str(node.get("$ref", "")).removeprefix("#")
    own = sorted(key for key in value if key not in _BESIDE and not key.startswith("x-"))
    if not target or not own:
        return
    users = counted(Uses(document).count(target), "operation")
    raise UsageError(
        f"{at}: refers to {target} ({users}); correct {target} for "
        f"all of them, or first take the reference away here: docmill correct '{at}/$ref' --remove"
    )
