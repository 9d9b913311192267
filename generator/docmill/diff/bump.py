"""The version that a client of the changed API should have, by semantic versioning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from docmill.diff.changes import Change

Part = Literal["major", "minor", "patch", "none"]

_VERSION = re.compile(r"v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:[-+].*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bump:
    """Which part of a version goes up, and which one while the version is below 1.0.0.

    `old` and `new` are the versions before and after, empty where the present one is not known.
    """

    part: Part
    unstable: Part
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        if self.new:
            part = self.unstable if self.old.removeprefix("v").startswith("0.") else self.part
            return f"{part} ({self.old} -> {self.new})"
        same = self.part == self.unstable
        return self.part if same else f"{self.part} ({self.unstable} below 1.0.0)"


def bump_of(changes: Iterable[Change], version: str = "") -> Bump:
    """What the changes ask for. `version` is the present one; any text may stand there.

    Breaking changes ask for a new major version, risky and compatible ones for a minor one, words
    for a patch. Below 1.0.0 the major version says "not stable yet" and stays: breaking changes
    raise the minor version, all others the patch.
    """
    worst = {change.rule.severity for change in changes}
    part: Part = "none"
    unstable: Part = "none"
    if "breaking" in worst:
        part, unstable = "major", "minor"
    elif {"risky", "compatible"} & worst:
        part, unstable = "minor", "patch"
    elif worst:
        part, unstable = "patch", "patch"
    found = _VERSION.fullmatch(version)
    if not found or part == "none":
        return Bump(part, unstable)
    numbers = [int(number) for number in found.groups()]
    index = ("major", "minor", "patch").index(part if numbers[0] else unstable)
    raised = [*numbers[:index], numbers[index] + 1, 0, 0][:3]
    return Bump(part, unstable, version, ".".join(map(str, raised)))
