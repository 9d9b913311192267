"""From saved pages to specs: each page alone first, then what its site says for all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from docmill.cache import Cache, key_of
from docmill.findings import Finding, finding_on, in_order
from docmill.ledger import Entry, Ledger
from docmill.memory import Same, recall
from docmill.page import Page
from docmill.places import relocated
from docmill.read import reader_of
from docmill.read.siteconfig import is_site_config, settings_of
from docmill.read.snippets import Composed, composed, nameable, names_snippets
from docmill.settings import SiteSettings, with_settings
from docmill.understand import Understood, understand, unread

_CLOSED = Ledger({})
_WORTH_WORKERS = 400
"""With fewer pages than this, starting workers takes longer than they save."""
_CHUNK = 50
_KIND = "pages"
_FRAGMENT_FOLDERS = ("snippets", "_snippets")


def understood_of(page: Page, around: Mapping[str, Page] | None = None) -> Understood:
    """One page, read and understood: a pure function of its text and of the pages `around` it,
    among which its snippets are looked up by name."""
    whole = composed(page, around or {})
    if whole is None:
        return _understood(page)
    return _taken_apart(page, whole, _understood(whole.page))


def _understood(page: Page) -> Understood:
    reader = reader_of(page)
    if reader is None:
        return unread(page, "rendering-unknown", "the page is in a form that docmill does not read")
    try:
        found = understand(page, reader.read(page))
    except RecursionError:
        return unread(page, "page-too-deep", "elements stand inside each other hundreds of times")
    specs = tuple(replace(spec, rendering=reader.name) for spec in found.specs)
    return replace(found, specs=specs)


def _taken_apart(page: Page, whole: Composed, found: Understood) -> Understood:
    """What was read of a composed page, placed on the lines of the page and of its snippets."""
    findings = set(relocated(found.findings, whole.origins))
    findings |= {finding_on(page, at, "snippet-missing", told)
                 for at, told in whole.missing if at.page == page.name}  # fmt: skip
    findings |= {Finding(at, "snippet-missing", told)
                 for at, told in whole.missing if at.page != page.name}  # fmt: skip
    entries = {
        number: Entry("boilerplate", "snippet")
        for number, line in enumerate(page.lines, 1)
        if line.strip()
    }
    for line, entry in found.ledger.entries.items():
        origin = whole.origins[line - 1]
        if origin.page == page.name:
            entries[origin.first] = entry
    return Understood(
        page,
        relocated(found.specs, whole.origins),
        in_order(findings),
        Ledger(entries),
        found.failed,
        whole.used,
    )


def all_understood(
    pages: Sequence[Page],
    told: Callable[[int], None] | None = None,
    workers: int | None = None,
    cache: Cache | None = None,
) -> list[Understood]:
    """Every page of a site, in the order given, with what its configuration says for all.

    Takes as many processes as there are cores where there are many pages; the result does not
    depend on their number. `told` is called with the number of pages that are done. The ledgers
    are left out: they are as long as the pages, and only a report of one page shows them. Pages
    that `cache` has are not read again.
    """
    configs = {page.name: settings_of(page) for page in pages if is_site_config(page)}
    sites = [settings for settings, _ in configs.values() if settings]
    found: list[Understood] = []
    rest = [page for page in pages if page.name not in configs]
    for page in _remembered(rest, nameable(rest), workers, cache or Cache()):
        found.append(page)
        if told:
            told(len(found))
    told_of = (page for page in pages if page.name in configs and configs[page.name][1])
    faulty = [_config(page, *configs[page.name]) for page in told_of]
    return [*_named_for_what_they_are(found, sites), *faulty]


def _config(page: Page, settings: SiteSettings | None, findings: list[Finding]) -> Understood:
    """The configuration of a site of which something is told; it is no page otherwise."""
    entry = Entry("boilerplate", "site-configuration")
    entries = {number: entry for number, line in enumerate(page.lines, 1) if line.strip()}
    return Understood(page, (), tuple(findings), Ledger(entries), failed=settings is None)


def _remembered(
    pages: Sequence[Page], around: Mapping[str, Page], workers: int | None, cache: Cache
) -> Iterator[Understood]:
    """The pages in their order; those that the cache does not have are read."""
    keys = [_key(page, around) for page in pages]
    known: list[Understood | None] = [cache.get(_KIND, key) for key in keys]
    missing = [page for page, found in zip(pages, known, strict=True) if found is None]
    read = _read(missing, around, workers)
    for page, key, found in zip(pages, keys, known, strict=True):
        if found is None:
            # without its text, which is at hand, and its ledger, which is as long
            found = replace(next(read), page=Page(page.name, ""), ledger=_CLOSED)
            cache.put(_KIND, key, found)
        yield replace(found, page=page)


def _key(page: Page, around: Mapping[str, Page]) -> str:
    """What a page comes to depends on its name, its text and the snippets that it names."""
    whole = composed(page, around) if names_snippets(page) else None
    if whole is None:
        return recall(("page", Same(page)), lambda: key_of((page.name, page.text)))
    return key_of((page.name, page.text, repr((whole.page.text, whole.origins, whole.missing))))


def _read(
    pages: Sequence[Page], around: Mapping[str, Page], workers: int | None
) -> Iterator[Understood]:
    count = workers or os.cpu_count() or 1
    if workers is None and len(pages) < _WORTH_WORKERS:
        count = 1
    if count == 1:
        yield from (understood_of(page, around) for page in pages)
        return
    # imported here: a few pages are read without them
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("spawn")
    start = (dict(around),)
    with ProcessPoolExecutor(count, context, initializer=_start, initargs=start) as pool:
        read = pool.map(_read_apart, pages, chunksize=_CHUNK)
        yield from read


_AROUND: dict[str, Page] = {}
"""In a worker: the pages among which snippets are looked up."""


def _start(around: dict[str, Page]) -> None:
    _AROUND.update(around)


def _read_apart(page: Page) -> Understood:
    """What a worker sends back: without the text, which the other side has."""
    return replace(understood_of(page, _AROUND), page=Page(page.name, ""))


def _is_fragment(page: Page) -> bool:
    return any(part in _FRAGMENT_FOLDERS for part in page.name.split("/")[:-1])


def _named_for_what_they_are(
    found: Iterable[Understood], sites: Sequence[SiteSettings]
) -> list[Understood]:
    """The pages with their site's settings; a snippet that other pages take in is no page."""
    every = list(found)
    used = {name for page in every for name in page.used}
    out: list[Understood] = []
    for page in every:
        if page.specs:
            specs = tuple(with_settings(spec, sites) for spec in page.specs)
            out.append(replace(page, specs=specs))
        elif page.page.name in used or _is_fragment(page.page):
            told = "a fragment that other pages take in: what it says is in theirs"
            out.append(replace(unread(page.page, "page-fragment", told), failed=False))
        else:
            out.append(page)
    return out
