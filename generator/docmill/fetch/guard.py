"""What the pages said and no longer say: counted, and told where it is much at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Facts = Mapping[str, "Counter[str]"]
"""What a page says, by kind (`operations`, `fields`, `enum values`), each thing by its name."""

_FEW = 5
"""That a page loses fewer things than this is an ordinary change."""


@dataclass(frozen=True, slots=True)
class Loss:
    """How many things of a kind a page no longer says; `page` is "" for all pages together."""

    page: str
    kind: str
    lost: int
    had: int

    def __str__(self) -> str:
        return f"{self.page or 'all pages'}: {self.lost} of {self.had} {self.kind}"


def losses(old: Mapping[str, Facts], new: Mapping[str, Facts], share: float) -> list[Loss]:
    """The losses that are larger than `share` (0 to 1): of single pages, then of all together.

    What moves from one page to another is lost for the page, and not for all; pages that are in
    `old` alone count for all only.
    """
    found: list[Loss] = []
    for page in sorted(old.keys() & new.keys()):
        lost = _lost(page, old[page], new[page])
        found += [loss for loss in lost if loss.lost >= _FEW]
    found += _lost("", _sum(old.values()), _sum(new.values()))
    found.append(Loss("", "pages", len(old.keys() - new.keys()), len(old)))
    return [loss for loss in found if loss.lost > share * loss.had]


def _lost(page: str, old: Facts, new: Facts) -> list[Loss]:
    return [
        Loss(page, kind, (things - new.get(kind, Counter())).total(), things.total())
        for kind, things in old.items()
    ]


def _sum(every: Iterable[Facts]) -> dict[str, Counter[str]]:
    total: dict[str, Counter[str]] = {}
    for facts in every:
        for kind, things in facts.items():
            total.setdefault(kind, Counter()).update(things)
    return total
