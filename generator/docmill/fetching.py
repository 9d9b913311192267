"""Pages from the network take the place of those that are there, if they say as much."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docmill.config import Site, sites_named
from docmill.errors import InputError, LossError, OutputError, UsageError
from docmill.fetch.faults import PageError
from docmill.fetch.filenames import ending_of, name_of
from docmill.fetch.guard import losses
from docmill.fetch.index import INDEX, Entry, index_at, text_of
from docmill.fetch.stage import Came, Stage
from docmill.fetch.urls import host_of, key_of
from docmill.files import bytes_of, from_here
from docmill.lock import held
from docmill.milling import Progress
from docmill.output import digest
from docmill.page import Page, page_of
from docmill.pagefacts import describes_operation, facts_by_page
from docmill.safetext import printable
from docmill.settings import Fetching
from docmill.swap import Change, carry_out

if TYPE_CHECKING:
    from docmill.fetch.gather import Gathered

_SHOWN = 20
"""How many pages are named one by one."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a run did to a folder of pages: files by what became of them, and faults by address."""

    site: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    faults: Mapping[str, PageError]
    failed: bool
    notes: tuple[str, ...] = ()

    def told(self) -> Iterator[str]:
        """The lines that say what became of the pages."""
        counts = [
            f"{len(self.new)} new",
            f"{len(self.changed)} changed",
            f"{self.unchanged} unchanged",
            f"{len(self.removed)} removed",
        ]
        yield f"{printable(self.site)}: " + ", ".join(counts)
        for word in ("new", "changed", "removed"):
            names: tuple[str, ...] = getattr(self, word)
            yield from (f"  {word} {printable(name)}" for name in names[:_SHOWN])
            if len(names) > _SHOWN:
                yield f"  and {len(names) - _SHOWN} more {word}"
        yield from self.notes

    def told_of_faults(self) -> Iterator[str]:
        """The lines that say which pages did not come, and why."""
        for url, fault in sorted(self.faults.items()):
            yield f"{printable(url)}: {fault.code}: {printable(fault.told)}"


def chosen(sites: Sequence[Site], name: str | None) -> list[Site]:
    """The sites that are fetched: all that say from where, or the one that is named.

    Raises UsageError where there is none.
    """
    if name is None:
        found = [site for site in sites if site.fetching]
        if not found:
            raise UsageError(
                "no site says where its pages are published; add "
                "[tool.docmill.sites.NAME.fetch] with `source`"
            )
        return found
    return sites_named(sites, name)


def fetch_site(
    site: Site, *, accept_loss: bool = False, force: bool = False, progress: Progress | None = None
) -> Fetched:
    """Fetch the pages of a site into its docs folder.

    Raises FetchError where the pages cannot be listed, LossError where what came says much less
    than what is there (unless `accept_loss`), OutputError where it would overwrite pages that were
    edited by hand (unless `force`) or where another run writes there; nothing is replaced then,
    and what came waits in the stage.
    """
    if site.fetching is None:
        raise UsageError(
            f"[tool.docmill.sites.{site.name}] has no table `fetch` that says where the pages are"
        )
    with held(site.docs):
        return _Run(site.docs[0], site.name or "docs", site.fetching).run(
            accept_loss=accept_loss, force=force, progress=progress
        )


class _Run:
    """One run over a site. Files are told apart by the key of their page's address."""

    def __init__(self, docs: Path, site: str, settings: Fetching) -> None:
        self.docs = docs
        self.site = site
        self.settings = settings
        self.stage = Stage(docs)
        found = index_at(docs)
        self.pages = {file: page for file in found if (page := _page_at(docs, file))}
        self.old = {key_of(e.url): e for file, e in found.items() if file in self.pages}

    def run(self, *, accept_loss: bool, force: bool, progress: Progress | None) -> Fetched:
        gathered = self.gathered(progress)
        lost = {key_of(url) for url, fault in gathered.faults.items() if fault.gone}
        listed = {key_of(url) for url in (*gathered.came, *gathered.same, *gathered.faults)}
        gone = {key for key in self.old if key in lost or key not in listed}
        new = self.entries(gathered.came.values())
        if not accept_loss and (new or gone):
            for key in self.guarded(new, gone, gathered.came):
                told = "described an operation, and what came now describes none"
                gathered.faults[new.pop(key).url] = PageError("fetch-nothing", told)
        self.put(new, gone, gathered.came, force=force)
        return self.report(gathered, new, gone)

    def gathered(self, progress: Progress | None) -> Gathered:
        """Ask the network."""
        import asyncio

        from docmill.fetch.gather import Gatherer, Known

        def told(done: int, total: int) -> None:
            if progress:
                progress(f"fetching {self.site}", done, total)

        known = {key: Known(entry, self.pages[entry.file]) for key, entry in self.old.items()}
        gatherer = Gatherer(self.settings, self.stage, known, describes_operation, told)
        try:
            return asyncio.run(gatherer.gather())
        except ExceptionGroup as group:  # of a disk that does not take what comes
            raise group.exceptions[0] from None

    def entries(self, came: Iterable[Came]) -> dict[str, Entry]:
        """What came, as the index will have it: a page keeps the file that it has."""
        taken = {entry.file for entry in self.old.values()}
        main = host_of((*self.settings.sources, *self.settings.pages)[0])
        out: dict[str, Entry] = {}
        for one in sorted(came, key=lambda one: one.url):
            key = key_of(one.url)
            ending = ending_of(page_of("page", one.body), one.came_from, one.media_type)
            file = self.old[key].file if key in self.old else ""
            if not file.endswith(ending):
                file = ""
            file = file or name_of(one.url, ending, main, taken)
            taken.add(file)
            words = (one.came_from, one.etag, one.last_modified, one.date, one.sha256)
            out[key] = Entry(one.url, file, *words)
        return out

    def guarded(
        self, new: Mapping[str, Entry], gone: Collection[str], came: Mapping[str, Came]
    ) -> list[str]:
        """The pages that described an operation and now describe none.

        Raises LossError where much of what the others said would be gone.
        """
        texts = {key: page_of(one.file, came[one.url].body) for key, one in new.items()}
        before = {key: self.pages[entry.file] for key, entry in self.old.items()}
        was = facts_by_page(before)
        kept = {key: page for key, page in before.items() if key not in gone}
        is_ = facts_by_page({**kept, **texts})
        empty = [k for k in new if k in was and was[k]["operations"] and not is_[k]["operations"]]
        is_.update({key: was[key] for key in empty})
        found = losses(was, is_, self.settings.loss)
        if not found:
            return empty
        lines = ["much of what the pages say would be gone; nothing replaced:"]
        for loss in found[:_SHOWN]:
            entry = new.get(loss.page)
            at = f" ({from_here(self.stage.path(entry.url))})" if entry else ""
            shown = replace(loss, page=entry.file) if entry else loss
            lines.append(f"  {printable(str(shown))}{at}")
        lines += [f"  and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
        lines.append(
            f"Compare the pages in {from_here(self.docs)} with what came; "
            f"where the docs really say so: docmill fetch {self.site} --accept-loss"
        )
        raise LossError("\n".join(lines))

    def put(
        self,
        new: Mapping[str, Entry],
        gone: Collection[str],
        came: Mapping[str, Came],
        *,
        force: bool,
    ) -> None:
        """Swap the pages and the index. Raises OutputError for pages that were edited by hand."""
        files = {entry.file: came[entry.url].body for entry in new.values()}
        after = {key: entry for key, entry in self.old.items() if key not in gone}
        after.update(new)
        remaining = {entry.file for entry in after.values()}
        removed = [entry.file for entry in self.old.values() if entry.file not in remaining]
        if not force:
            self.refuse_edited(files, removed)
        if files or removed:
            index = text_of(after.values()).encode()
            carry_out([Change(self.docs, {**files, INDEX: index}, tuple(removed))])
        self.stage.clear()

    def refuse_edited(self, files: Mapping[str, bytes], removed: Iterable[str]) -> None:
        digests = {entry.file: entry.sha256 for entry in self.old.values()}
        edited: list[str] = []
        for file in (*files, *removed):
            path = self.docs / file
            data = bytes_of(path) if os.path.lexists(path) else files.get(file, b"")
            if data != files.get(file) and digest(data) != digests.get(file):
                edited.append(f"  {path}")
        if edited:
            raise OutputError(
                "\n".join(["saved or edited by hand; nothing replaced:", *sorted(edited)[:_SHOWN]])
                + "\nMove them elsewhere, or overwrite them with --force."
            )

    def report(
        self, gathered: Gathered, new: Mapping[str, Entry], gone: Collection[str]
    ) -> Fetched:
        known = {key: entry.file for key, entry in self.old.items()}
        faults = {u: f for u, f in gathered.faults.items() if not (f.gone and key_of(u) in known)}
        notes = [f"`{pattern}` of `include` fits no page" for pattern in gathered.idle]
        if gathered.elsewhere:
            notes.append(f"links to other hosts passed over: {gathered.elsewhere}")
        return Fetched(
            self.site,
            new=tuple(sorted(e.file for key, e in new.items() if key not in known)),
            changed=tuple(sorted(e.file for key, e in new.items() if key in known)),
            removed=tuple(sorted(known[key] for key in gone)),
            unchanged=len(known.keys() - new.keys() - set(gone)),
            faults=faults,
            # a link that leads nowhere, and never did, is the site's affair
            failed=any(not fault.gone for fault in faults.values()),
            notes=tuple(notes),
        )


def _page_at(docs: Path, file: str) -> Page | None:
    """A page that was fetched before; None where somebody removed it, or made no text of it."""
    try:
        return page_of(file, bytes_of(docs / file))
    except (OSError, InputError):
        return None
