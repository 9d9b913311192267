"""One page from the network: asked for politely, patiently and no further than agreed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
from protego import Protego

from docmill import __version__
from docmill.fetch.bodies import body_of
from docmill.fetch.faults import PageError, unreachable
from docmill.fetch.transport import PinnedTransport, proxied
from docmill.fetch.urls import address_in, host_of
from docmill.settings import Fetching

AGENT = "docmill"
_REDIRECTS = 5
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_GONE = frozenset({404, 410})
_MOVED = frozenset({301, 302, 303, 307, 308})
_ROBOTS_BYTES = 512 * 1024
"""As much of a robots.txt is read as RFC 9309, section 2.5, asks for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: status, body (unpacked) and headers, from the address `url`."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(slots=True)
class _Host:
    """What is kept of one host: its robots.txt, and when it may be asked again."""

    turns: asyncio.Semaphore
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: Protego | None = None
    refused: PageError | None = None
    delay: float = 0.0
    free_at: float = 0.0


class Getter:
    """Asks for addresses over one client."""

    def __init__(self, settings: Fetching) -> None:
        self._settings = settings
        self._hosts: dict[str, _Host] = {}
        self._client = httpx2.AsyncClient(
            transport=PinnedTransport(private=settings.private),
            mounts=proxied(settings.hosts),
            headers={
                "user-agent": f"{AGENT}/{__version__}",
                "accept": "text/markdown, text/plain, text/html;q=0.8, */*;q=0.5",
                "accept-encoding": "gzip",
            },
            timeout=None,  # a whole attempt has a limit, see `_patient`
            trust_env=False,
        )

    async def aclose(self) -> None:
        """Close what is open."""
        await self._client.aclose()

    async def get(self, url: str, known: Mapping[str, Mapping[str, str]] | None = None) -> Answer:
        """The answer to a GET, 200 or 304, after redirects within the hosts.

        `known` gives, by address, the headers that make a request conditional. Raises PageError.
        """
        at = url
        for _ in range(_REDIRECTS + 1):
            await self._admit(at)
            answer = await self._patient(at, (known or {}).get(at, {}))
            if answer.status in (200, 304):
                return answer
            if answer.status not in _MOVED:
                told = f"the server answers {answer.status}"
                raise PageError("fetch-refused", told, gone=answer.status in _GONE)
            to = address_in(answer.headers.get("location", ""), at)
            if to is None or (at.startswith("https:") and not to.startswith("https:")):
                shown = answer.headers.get("location", "")
                raise PageError("fetch-elsewhere", f"redirects to `{shown}`, which is not followed")
            at = to
        raise PageError("fetch-elsewhere", f"redirects more than {_REDIRECTS} times")

    async def sitemaps(self, url: str) -> list[str]:
        """The addresses of sitemaps that the robots.txt of a host names, as it has them."""
        with suppress(PageError):  # told by whatever asks for the page itself
            await self._admit(url)
        robots = self._host(url).robots
        return list(robots.sitemaps) if robots else []

    async def _admit(self, url: str) -> None:
        """Raises PageError for an address that is not to be asked for."""
        if host_of(url) not in self._settings.hosts:
            told = f"leads to {host_of(url)}, which is not among the `hosts`"
            raise PageError("fetch-elsewhere", told)
        host = self._host(url)
        async with host.lock:
            if host.robots is None and host.refused is None:
                await self._learn(host, url)
        if host.refused:
            raise host.refused
        if host.robots and not host.robots.can_fetch(url, AGENT):
            raise PageError("fetch-robots", "robots.txt of the site keeps docmill out of it")

    async def _learn(self, host: _Host, url: str) -> None:
        """Read a host's robots.txt. One that cannot be read keeps out, one that is not there
        does not (RFC 9309, section 2.3.1)."""
        at: str | None = address_in("/robots.txt", url)
        answer = Answer(url, 404, {})
        try:
            for _ in range(_REDIRECTS + 1):
                if at is None or host_of(at) not in self._settings.hosts:
                    break
                answer = await self._patient(at, {}, cut=_ROBOTS_BYTES)
                if answer.status not in _MOVED:
                    break
                at = address_in(answer.headers.get("location", ""), at)
        except PageError as fault:
            host.refused = PageError(
                fault.code, f"robots.txt: {fault.told}", temporary=fault.temporary
            )
            return
        found = answer.status == 200
        host.robots = Protego.parse(answer.body.decode("utf-8", "replace") if found else "")
        host.delay = host.robots.crawl_delay(AGENT) or 0.0

    def _host(self, url: str) -> _Host:
        name = host_of(url)
        if name not in self._hosts:
            self._hosts[name] = _Host(asyncio.Semaphore(self._settings.concurrency))
        return self._hosts[name]

    async def _patient(self, url: str, headers: Mapping[str, str], cut: int = 0) -> Answer:
        """Ask until there is an answer that will not change by asking again. Raises PageError."""
        host = self._host(url)
        fault = unreachable("was not asked for")
        for attempt in range(self._settings.attempts):
            wait = self._settings.backoff * 2**attempt
            try:
                async with self._turn(host), asyncio.timeout(self._settings.page_seconds):
                    answer = await self._once(url, headers, cut)
            except TimeoutError:
                fault = unreachable(f"did not come within {self._settings.page_seconds:g} seconds")
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                fault = unreachable(str(error) or type(error).__name__)
            except PageError as found:
                if not found.temporary:
                    raise
                fault = found
            else:
                if answer.status not in _AGAIN:
                    return answer
                fault = unreachable(f"the server answers {answer.status}")
                asked = wait_of(answer.headers.get("retry-after", ""))
                if asked > self._settings.patience:
                    raise unreachable(f"{fault.told} and asks to wait {asked:.0f} seconds")
                wait = max(wait, asked)
                # the others of this host wait as well: it is the host that is busy, not the page
                host.free_at = max(host.free_at, _now() + wait)
            if attempt + 1 < self._settings.attempts:
                await asyncio.sleep(wait)
        raise fault

    @asynccontextmanager
    async def _turn(self, host: _Host) -> AsyncGenerator[None]:
        """One of the turns of a host, when it is time."""
        async with host.turns:
            while (wait := host.free_at - _now()) > 0:
                await asyncio.sleep(wait)
            host.free_at = max(host.free_at, _now() + host.delay)
            yield

    async def _once(self, url: str, headers: Mapping[str, str], cut: int) -> Answer:
        limit = self._settings.max_bytes
        async with self._client.stream("GET", url, headers=dict(headers)) as response:
            sent = {name.lower(): value for name, value in response.headers.items()}
            if response.status_code != 200:
                return Answer(url, response.status_code, sent)
            length = sent.get("content-length", "")
            if length.isascii() and length.isdigit() and int(length[:20]) > limit:
                raise PageError("fetch-too-large", f"is larger than {limit / 1_000_000:g} MB")
            body = await body_of(response, limit)
            return Answer(url, 200, sent, body[:cut] if cut else body)


def _now() -> float:
    return asyncio.get_running_loop().time()


def wait_of(text: str) -> float:
    """The seconds that a Retry-After asks for, as a number or a date; 0 where it says nothing."""
    if text.isascii() and text.isdigit():
        return float(text[:10])
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    return max(0.0, (until - datetime.now(UTC)).total_seconds()) if until.tzinfo else 0.0
