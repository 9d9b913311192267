"""names.yaml of a site: read before a run, written with its files, changed by `docmill rename`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from docmill.config import NAMES, Site, sites_named, sites_near
from docmill.errors import DocmillError, InputError, UsageError
from docmill.files import bytes_of, from_here, recalled
from docmill.given import NO_NAMES, Names
from docmill.swap import Change, carry_out

_DAY = re.compile(r" until (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
DAYS = 180
"""How long a former name stays, unless its user names another day."""


def names_at(review: Path) -> Names:
    """The names that were given out, from the folder of what people decide; none where there is no
    file. Raises InputError with file and line where it cannot be read."""
    path = review / NAMES
    try:
        return recalled(path, ("names",), partial(_read, path))
    except (FileNotFoundError, NotADirectoryError):
        return NO_NAMES
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "is no text in UTF-8"
        raise InputError(str(path), f"cannot be read: {told}") from None


def _read(path: Path) -> Names:
    from docmill.naming import names_of

    return names_of(str(path), bytes_of(path).decode("utf-8"))


@dataclass(frozen=True, slots=True)
class Wish:
    """What `docmill rename` was asked for: a new name, until which day the old one stays, and
    which names are to be forgotten."""

    old: str
    new: str
    until: str = ""
    drop_expired: bool = False
    drop_gone: bool = False


def changed(here: Path, site: str | None, wish: Wish, today: date | None = None) -> list[str]:
    """Change the names of the configured sites as wished, and tell what was done.

    A new name is given in the one site that has the old one. `today` is the day of the clock by
    default. Raises UsageError where the wish cannot be carried out, InputError where a names.yaml
    cannot be read, OutputError where one cannot be written; nothing is written then.
    """
    if bool(wish.old) != bool(wish.new) or not (wish.old or wish.drop_expired or wish.drop_gone):
        raise UsageError("say what is renamed, and to what: docmill rename OLD NEW")
    sites = sites_named(sites_near(here), site)
    day = today or date.today()
    known = {one.review / NAMES: names_at(one.review) for one in sites}
    told: list[str] = []
    new = dict(known)
    if wish.old:
        path, names = _renamed(known, sites, wish, _until(wish.until, day))
        new[path] = names
        told.append(
            f"{from_here(path)}: {wish.old} is called {wish.new}; `docmill generate` brings it"
        )
    for path, names in new.items():
        new[path], dropped = _dropped(names, wish, day.isoformat())
        told += [f"{from_here(path)}: {line}" for line in dropped]
    from docmill.naming import text_of

    # no tree that holds a file: each is replaced alone
    carry_out(
        Change(path.parent, {NAMES: text_of(names).encode()}, trees=(path.parent / "corrections",))
        for path, names in new.items()
        if names != known[path]
    )
    return told


def _dropped(names: Names, wish: Wish, today: str) -> tuple[Names, list[str]]:
    """The names without those that are to be forgotten, and what is told of these."""
    from docmill.naming import expired, without_expired, without_gone

    told: list[str] = []
    if wish.drop_expired:
        over = ", ".join(expired(names, today)) or "nothing"
        told.append(f"{over} dropped, as the day is over")
        names = without_expired(names, today)
    if wish.drop_gone:
        count = len(names.gone) + len(names.gone_schemas)
        told.append(f"{count} names of what is gone dropped")
        names = without_gone(names)
    return names, told


def told_of_expired(site: Site, today: date | None = None) -> list[str]:
    """A line where former names of a site are past their day, by the clock or on the day `today`.

    Nothing changes by itself on that day: the same input gives the same output.
    """
    day = (today or date.today()).isoformat()
    try:
        text = (site.review / NAMES).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # told by the run that reads it
        return []
    if all(found[1] >= day for found in _DAY.finditer(text)):
        return []  # as it is nearly always: nothing is decoded
    from docmill.naming import expired

    over = expired(names_at(site.review), day)
    path = from_here(site.review / NAMES)
    return [f"{path}: past their day: {', '.join(over)}; docmill rename --drop-expired"]


def _until(text: str, today: date) -> str:
    if not text:
        return (today + timedelta(days=DAYS)).isoformat()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--until {text}: must be a day, as 2027-05-24") from None
    if day < today:
        raise UsageError(f"--until {text}: is over already")
    return day.isoformat()


def _renamed(
    known: dict[Path, Names], sites: list[Site], wish: Wish, until: str
) -> tuple[Path, Names]:
    """The names of the one site that has the old name, and where they are."""
    from docmill.naming import renamed

    found: dict[Path, Names] = {}
    faults: list[DocmillError] = []
    for path, names in known.items():
        if names == NO_NAMES:
            faults.append(
                UsageError(f"{from_here(path)}: is not there; run `docmill generate` first")
            )
            continue
        try:
            found[path] = renamed(names, wish.old, wish.new, until)
        except UsageError as error:
            faults.append(error)
    if not found:
        raise faults[0]
    if len(found) > 1:
        named = ", ".join(str(one.name) for one in sites)
        raise UsageError(f"several sites have {wish.old}; say which with --site: {named}")
    return next(iter(found.items()))
