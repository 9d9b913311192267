"""names.yaml of a site: read before a run, written with its files, changed by `docmill rename`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from docmill.config import NAMES, Site, sites_named, sites_near
from docmill.errors import DocmillError, InputError, UsageError
from docmill.files import bytes_of, from_here
from docmill.given import NO_NAMES, Names
from docmill.naming import expired, names_of, renamed, text_of, without_expired, without_gone

_DAY = re.compile(r" until (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
DAYS = 180
"""How long a former name stays, unless its user names another day."""


def names_at(review: Path) -> Names:
    """The names that were given out, from the folder of what people decide; none where there is no
    file. Raises InputError with file and line where it cannot be read."""
    path = review / NAMES
    try:
        text = bytes_of(path).decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return NO_NAMES
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "is no text in UTF-8"
        raise InputError(str(path), f"cannot be read: {told}") from None
    return names_of(str(path), text)


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
    cannot be read; nothing is written then.
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
        if wish.drop_expired:
            over = expired(names, day.isoformat())
            told.append(
                f"{from_here(path)}: {', '.join(over) or 'nothing'} dropped, as the day is over"
            )
            names = without_expired(names, day.isoformat())
        if wish.drop_gone:
            count = len(names.gone) + len(names.gone_schemas)
            told.append(f"{from_here(path)}: {count} names of what is gone dropped")
            names = without_gone(names)
        new[path] = names
    for path, names in new.items():
        if names != known[path]:
            path.write_text(text_of(names), encoding="utf-8")
    return told


def overdue(review: Path, today: date | None = None) -> tuple[str, ...]:
    """What is to be told of former names whose day is over; nothing else comes of it by itself.

    `today` is the day of the clock by default. Raises InputError as `names_at` does.
    """
    day = (today or date.today()).isoformat()
    try:
        text = (review / NAMES).read_text(encoding="utf-8")
    except OSError:
        return ()
    if all(found[1] >= day for found in _DAY.finditer(text)):
        return ()
    over = ", ".join(expired(names_at(review), day))
    told = f"the day is over until which there is: {over}; docmill rename --drop-expired removes it"
    return (f"{from_here(review / NAMES)}: {told}",)


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
