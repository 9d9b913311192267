"""All pages of a site: what is listed, what came of it, what did not and why."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from docmill.errors import FetchError, InputError
from docmill.fetch.faults import PageError
from docmill.fetch.getting import Answer, Getter
from docmill.fetch.index import Entry
from docmill.fetch.judge import Look, fault_in, is_cut_short, look_of
from docmill.fetch.listing import listing_of
from docmill.fetch.stage import Came, Stage
from docmill.fetch.urls import address_in, fits, forms_of, host_of, is_wanted, key_of
from docmill.page import Page, page_of
from docmill.settings import Fetching

_MOST_LISTS = 1_000
_MOST_PAGES = 50_000
_MISSES = 5
"""After so many pages without a Markdown form, and none with one, a host is not asked for more."""
_NO_SUCH_PAGE = "/docmill-asks-for-a-page-that-is-not-there"


@dataclass(frozen=True, slots=True)
class Known:
    """A page that is there already: its entry in the index, and its text."""

    entry: Entry
    page: Page


@dataclass(slots=True)
class Gathered:
    """What became of the pages that are listed, by their addresses.

    `came` holds what is there now, `same` what is as it was; `elsewhere` counts links to other
    hosts, `idle` names patterns of `include` that no page fits.
    """

    came: dict[str, Came] = field(default_factory=dict[str, Came])
    same: set[str] = field(default_factory=set[str])
    faults: dict[str, PageError] = field(default_factory=dict[str, PageError])
    elsewhere: int = 0
    idle: tuple[str, ...] = ()


class Gatherer:
    """One run over the pages of a site.

    `describes` says whether a page describes an operation; what does is taken whatever it looks
    like. `known` gives the pages that are there, by `key_of` their address.
    """

    def __init__(
        self,
        settings: Fetching,
        stage: Stage,
        known: Mapping[str, Known],
        describes: Callable[[Page], bool],
        told: Callable[[int, int], None],
    ) -> None:
        self._settings = settings
        self._stage = stage
        self._known = known
        self._describes = describes
        self._told = told
        self._found = Gathered()
        self._hits: Counter[str] = Counter()
        self._misses: Counter[str] = Counter()
        self._missing: dict[str, Look | None] = {}
        self._asking = asyncio.Lock()

    async def gather(self) -> Gathered:
        """Ask for all pages. Raises FetchError where a list cannot be read, names no page that is
        wanted, or the time for the whole run is over; what came is in the stage then."""
        self._getter = Getter(self._settings)
        try:
            async with asyncio.timeout(self._settings.run_seconds):
                urls = await self._listed()
                await self._all(urls)
        except TimeoutError:
            came = len(self._found.came) + len(self._found.same)
            raise FetchError(
                f"stopped after {self._settings.run_seconds:g} seconds (`run_seconds`) with {came} "
                "pages; nothing replaced. The next run continues from there"
            ) from None
        finally:
            await self._getter.aclose()
        return self._found

    async def _listed(self) -> list[str]:
        """The pages to ask for, sorted, each once."""
        settings = self._settings
        waiting = list(settings.sources)
        pages = list(settings.pages)
        read: set[str] = set()
        while waiting:
            url = waiting.pop(0)
            if url in read:
                continue
            read.add(url)
            if len(read) > _MOST_LISTS:
                raise FetchError(f"{url}: more than {_MOST_LISTS} lists of pages")
            try:
                answer = await self._getter.get(url)
            except PageError as fault:
                raise FetchError(f"{url}: {fault.told}; nothing fetched") from None
            listing = listing_of(url, answer.body, settings.max_bytes)
            pages += [one for p in listing.pages if (one := address_in(p, answer.url))]
            waiting += [one for one in listing.lists if host_of(one) in settings.hosts]
        return self._wanted(pages)

    def _wanted(self, pages: Iterable[str]) -> list[str]:
        settings = self._settings
        every = dict.fromkeys(pages)
        here = [url for url in every if host_of(url) in settings.hosts]
        self._found.elsewhere = len(every) - len(here)
        by_key: dict[str, str] = {}
        for url in here:
            if is_wanted(url, settings.include, settings.exclude):
                # of several addresses of one page, the one for people: it has no ending
                other = by_key.get(key_of(url), url)
                by_key[key_of(url)] = min(url, other, key=lambda one: (len(one), one))
        if not by_key:
            raise FetchError(
                f"of {len(here)} pages that are listed, none is wanted; look at `include`, "
                "`exclude` and `hosts`"
            )
        if len(by_key) > _MOST_PAGES:
            raise FetchError(f"more than {_MOST_PAGES} pages are wanted; say less with `include`")
        idle = (one for one in settings.include if not any(fits(url, one) for url in here))
        self._found.idle = tuple(idle)
        return sorted(by_key.values())

    async def _all(self, urls: list[str]) -> None:
        done = 0
        self._told(done, len(urls))
        waiting = iter(urls)

        async def work() -> None:
            nonlocal done
            for url in waiting:
                try:
                    await self._one(url)
                except PageError as fault:
                    self._found.faults[url] = fault
                done += 1
                self._told(done, len(urls))

        workers = min(len(urls), self._settings.concurrency * len(self._settings.hosts))
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(work())

    async def _one(self, url: str) -> None:
        """Ask for one page, in one form after the other. Raises PageError."""
        if staged := self._stage.kept(url):
            self._found.came[url] = staged
            return
        known = self._known.get(key_of(url))
        faults: dict[str, PageError] = {}
        for form in self._forms(url, known):
            try:
                came = await self._form(url, form, known)
            except PageError as fault:
                faults[form] = fault
                if form != url:
                    self._misses[host_of(url)] += 1
                # a page that is there in one form is not exchanged for another in a bad hour
                if known and fault.temporary:
                    break
                continue
            if form != url:
                self._hits[host_of(url)] += 1
            if came:
                self._stage.keep(came)
                self._found.came[url] = came
            else:
                self._found.same.add(url)
            return
        # that there is no Markdown says less than what is wrong with the page itself
        raise faults.get(url) or next(iter(faults.values()))

    def _forms(self, url: str, known: Known | None) -> list[str]:
        forms = forms_of(url)
        host = host_of(url)
        if self._misses[host] >= _MISSES and not self._hits[host]:
            forms = (url,)
        before = [known.entry.came_from] if known and known.entry.came_from else []
        return list(dict.fromkeys([*before, *forms]))

    async def _form(self, url: str, form: str, known: Known | None) -> Came | None:
        """What came for a form of a page; None where it is as it was. Raises PageError."""
        conditions = {known.entry.came_from: known.entry.conditions()} if known else {}
        answer = await self._getter.get(form, conditions)
        if answer.status == 304:
            if not known:
                raise PageError(
                    "fetch-refused", "the server answers 304 to a page that is not here"
                )
            return None
        came = _came(url, answer)
        if known and came.sha256 == known.entry.sha256:
            self._found.same.add(url)
            return None
        await self._judge(came, form, known)
        return came

    async def _judge(self, came: Came, form: str, known: Known | None) -> None:
        """Raises PageError where what came must not take the place of a page."""
        try:
            page = page_of("page", came.body)
        except InputError as error:
            raise PageError("fetch-unreadable", error.message) from None
        if known and is_cut_short(known.page.text, page.text):
            raise PageError(
                "fetch-unreachable", "came cut short: </html> is missing", temporary=True
            )
        look = look_of(page)
        if form != came.url and look.html:
            raise PageError("fetch-refused", "is HTML where Markdown was asked for")
        if self._describes(page):
            return
        missing = await self._look_of_nothing(came.came_from, ".html" if look.html else ".md")
        if fault := fault_in(look, form, came.came_from, missing):
            raise fault

    async def _look_of_nothing(self, url: str, ending: str) -> Look | None:
        """How a host looks where it has no page, asked once for each form; None where it says so
        by its status."""
        parts = urlsplit(url)
        nothing = f"{parts.scheme}://{parts.netloc}{_NO_SUCH_PAGE}{ending}"
        async with self._asking:
            if nothing not in self._missing:
                try:
                    answer = await self._getter.get(nothing)
                    self._missing[nothing] = look_of(page_of("page", answer.body))
                except (PageError, InputError):
                    self._missing[nothing] = None
        return self._missing[nothing]


def _came(url: str, answer: Answer) -> Came:
    def said(name: str) -> str:
        value = answer.headers.get(name, "")
        return value if value.isascii() and value.isprintable() else ""

    now = datetime.now(UTC).isoformat(timespec="seconds")
    kind = said("content-type").partition(";")[0].strip().lower()
    return Came(url, answer.url, kind, said("etag"), said("last-modified"), now, answer.body)
