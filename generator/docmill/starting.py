"""A new site: found, fetched, generated, and added to the configuration when all of that worked."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docmill.config import OWN, PROJECT, Site, sites_in
from docmill.configlines import text_at
from docmill.errors import InputError, UsageError
from docmill.fetch.finding import found_at
from docmill.fetch.urls import address_in, host_of
from docmill.fetching import Fetched, fetch_site
from docmill.names import importable, snake
from docmill.swap import Change, carry_out

if TYPE_CHECKING:
    from docmill.milling import Progress
    from docmill.pipeline import Run

_NO_NAMES = frozenset(
    {"www", "docs", "doc", "developer", "developers", "dev", "api", "apis", "help", "reference"}
    | {"readme", "gitbook", "mintlify", "github", "gitlab", "readthedocs", "co", "com", "org"}
)
"""Parts of hosts that say nothing of whose they are."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be added to the configuration: the tables of a site, all but its name settled.

    `docs` is where its pages lie, or None where they are fetched, by the keys of `fetch`.
    """

    config: Path
    name: str
    docs: str | None
    fetch: Mapping[str, object]

    def tables(self, name: str) -> str:
        """The text of the tables of a site of that name."""
        prefix = "" if self.config.name == OWN else "tool.docmill."
        key = name if re.fullmatch(r"[\w-]+", name, re.ASCII) else _toml(name)
        at = f"{prefix}sites.{key}"
        site = {
            "docs": self.docs or f"specs/{name}/docs",
            "spec": f"specs/{name}/spec",
            "output": f"generated/{name}",
        }
        tables = {at: site, **({f"{at}.fetch": self.fetch} if self.fetch else {})}
        return "\n".join(f"[{at}]\n{_lines(keys)}" for at, keys in tables.items())


@dataclass(frozen=True, slots=True)
class Started:
    """A new site: what was fetched, if anything was, and what was generated."""

    site: Site
    config: Path
    fetched: Fetched | None
    run: Run


def proposal_of(
    source: str, here: Path, *, config: Path | None = None, private: bool = False
) -> Proposal:
    """What to configure for a source: an address, or a file or a folder of saved pages.

    `config` is the file to add to; by default that which configures `here`. Raises UsageError
    where the source is neither, or lies where the configuration cannot name it.
    """
    config = config or _config_for(here)
    if config.name not in (OWN, PROJECT):
        raise UsageError(f"{config}: the configuration is a {PROJECT} or a {OWN}")
    if "://" in source:
        url = address_in(source)
        if url is None:
            raise UsageError(f"{source}: is no address that can be fetched: https://...")
        found = found_at(url, private=private)
        keys = {
            "source": found.source,
            "pages": found.pages,
            "include": found.include,
            "private": private,
        }
        fetch = {key: value for key, value in keys.items() if value}
        return Proposal(config, name_of_host(url), None, fetch)
    path = here / source
    if not path.exists():
        raise UsageError(f"{source}: no such file or folder, and no address (https://...)")
    root = os.path.realpath(config.parent)
    docs = os.path.relpath(os.path.realpath(path), root)
    if docs == "." or docs.startswith(".."):
        told = "copy the pages to a folder of their own below it, such as specs/NAME/docs"
        raise UsageError(f"{source}: does not lie below the folder of {config}; {told}")
    return Proposal(config, _name_of_pages(path), Path(docs).as_posix(), {})


def name_of_host(url: str) -> str:
    """How the API of a docs site is called: `acme` for https://docs.acme.com."""
    labels = re.sub(r":\d+$|[\[\]]", "", host_of(url)).split(".")
    names = [label for label in labels[:-1] if label not in _NO_NAMES]
    return importable(snake(names[-1])) if names and not names[-1].isdigit() else "api"


def _name_of_pages(path: Path) -> str:
    """The name that the client of saved pages has without a configuration."""
    from docmill.milling import mill

    return mill([path], None).api.name


def _config_for(here: Path) -> Path:
    """The nearest file that configures docmill; else the project's in `here`, or a new one."""
    for place in (here, *here.parents):
        for path in (place / OWN, place / PROJECT):
            if path.is_file() and _configures(path):
                return path
    return here / PROJECT if (here / PROJECT).is_file() else here / OWN


def _configures(path: Path) -> bool:
    try:
        return path.name == OWN or sites_in(path, text_at(path)) is not None
    except UsageError:  # a mistake in it is told when the tables are added
        return True


def start(proposal: Proposal, name: str, progress: Progress | None = None) -> Started:
    """Fetch and generate a site of that name, then add it to the configuration.

    Raises UsageError where the site or a folder of it is there already, or where no page gives an
    operation, and what `fetch_site` and `generate` raise: nothing is left behind then.
    """
    if not re.fullmatch(r"\w[\w .-]*", name):
        raise UsageError(
            f"{name}: a site is named by letters, digits, spaces and . _ -: --name acme"
        )
    config = proposal.config
    old = text_at(config) if config.is_file() else ""
    site, text = _site(proposal, name, old)
    wanted = [site.spec, site.output, *(() if proposal.docs else site.docs)]
    for folder in wanted:
        if os.path.lexists(folder):
            raise UsageError(f"{folder}: is there already; nothing done. Take another --name")
    with _undone([site.review, site.output]):
        fetched = _fetched(site, progress) if site.fetching else None
        run = _generated(site, progress)
        # the last step, so that a site that is configured is one that works
        carry_out([Change(config.parent, {config.name: text.encode()})])
    return Started(site, config, fetched, run)


def _site(proposal: Proposal, name: str, old: str) -> tuple[Site, str]:
    """The site as the configuration will have it, and the text of that."""
    config, tables = proposal.config, proposal.tables(name)
    before = (sites_in(config, old) if old else None) or []
    if name in (site.name for site in before):
        raise UsageError(f"{config}: the site {name} is there already; take another --name")
    text = old + "\n" * (2 - len(old) + len(old.rstrip("\n"))) + tables if old.strip() else tables
    if "\r\n" in old:
        text = re.sub(r"\r?\n", "\r\n", text)
    try:
        after = sites_in(config, text) or []
    except InputError:
        told = "its tables cannot be added at the end; add these by hand, and run docmill fetch"
        raise UsageError(f"{config}: {told}:\n\n{tables}") from None
    return next(site for site in after if site.name == name), text


def _fetched(site: Site, progress: Progress | None) -> Fetched:
    fetched = fetch_site(site, progress=progress)
    if not fetched.new:
        told = f"{site.name}: no page came; nothing done"
        raise UsageError("\n".join([told, *fetched.told_of_faults()]))
    return fetched


def _generated(site: Site, progress: Progress | None) -> Run:
    from docmill.pipeline import generate

    (run,) = generate([site], progress=progress)
    if run.plan is None:
        reasons = [str(finding) for finding in run.findings[:10]]
        told = f"none of {len(run.milled.sources)} pages gives an operation; nothing done"
        raise UsageError("\n".join([f"{site.name}: {told}", *reasons]))
    return run


@contextmanager
def _undone(folders: Iterable[Path]) -> Generator[None]:
    """Remove, where what is done inside fails, all that it has put into the folders."""
    kept = {path: set(path.rglob("*")) for path in folders}
    made = [_missing(path) for path in kept]
    try:
        yield
    except BaseException:
        for folder, before in kept.items():
            for path in sorted(set(folder.rglob("*")) - before, reverse=True):
                if path.is_dir() and not path.is_symlink():
                    path.rmdir()
                else:
                    path.unlink()
        for folder in filter(None, made):
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _missing(path: Path) -> Path | None:
    """The highest folder of a path that is not there."""
    return next((one for one in (*reversed(path.parents), path) if not one.exists()), None)


def _lines(keys: Mapping[str, object]) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in keys.items())


def _toml(value: object) -> str:
    """TOML writes texts, lists of them and truth as JSON does."""
    return json.dumps(value, ensure_ascii=False)
