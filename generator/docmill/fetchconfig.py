"""The table `fetch` of a site: which pages are fetched, from where, how far."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from docmill.errors import UsageError
from docmill.fetch.urls import address_in, host_of
from docmill.settings import Fetching
from docmill.values import is_listing, is_mapping

_TEXTS = ("source", "pages", "hosts", "include", "exclude")
_NUMBERS = {
    "loss": (0, 1),
    "concurrency": (1, 32),
    "page_seconds": (0.01, 3600),
    "run_seconds": (0.01, 86400),
}
"""The least and the largest value of each number."""
_KEYS = (*_TEXTS, *_NUMBERS, "private")


def fetching_of(source: Path, where: str, table: Any) -> Fetching | None:
    """What the table says; None where there is none. Raises UsageError for a mistake in it."""
    if table is None:
        return None
    known(source, where, table, _KEYS)
    told = f"{source}: {where}"
    texts = {key: _texts(told, key, table.get(key, [])) for key in _TEXTS}
    sources = _addresses(told, "source", texts["source"])
    pages = _addresses(told, "pages", texts["pages"])
    if not sources and not pages:
        raise UsageError(f"{told}: needs `source`, an llms.txt or a sitemap, or a list of `pages`")
    private = table.get("private", False)
    if not isinstance(private, bool):
        raise UsageError(f"{told}: `private` must be true or false")
    hosts = texts["hosts"] or tuple(dict.fromkeys(host_of(url) for url in (*sources, *pages)))
    for host in hosts:
        if host_of(address_in(f"https://{host}") or "") != host:
            told_host = f"`hosts`: `{host}` must be a host as addresses have it: docs.acme.com"
            raise UsageError(f"{told}: {told_host}")
    numbers = {key: _number(told, key, table[key]) for key in _NUMBERS if key in table}
    return Fetching(
        sources=sources,
        pages=pages,
        hosts=hosts,
        include=texts["include"],
        exclude=texts["exclude"],
        private=private,
        **numbers,
    )


def _texts(told: str, key: str, value: Any) -> tuple[str, ...]:
    every = [value] if isinstance(value, str) else value
    if not is_listing(every) or not all(isinstance(one, str) and one for one in every):
        raise UsageError(f"{told}: `{key}` must be a text in quotes, or a list of them")
    return tuple(every)


def _addresses(told: str, key: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    found = [address_in(text) for text in texts]
    for text, address in zip(texts, found, strict=True):
        if address is None:
            raise UsageError(f"{told}: `{key}`: `{text}` must be an address: https://...")
    return tuple(address for address in found if address)


def _number(told: str, key: str, value: Any) -> Any:
    least, most = _NUMBERS[key]
    whole = key == "concurrency"
    fits = isinstance(value, int) or (isinstance(value, float) and not whole)
    if not fits or isinstance(value, bool) or not least <= value <= most:
        raise UsageError(f"{told}: `{key}` must be a number from {least} to {most}")
    return value


def known(source: Path, where: str, table: Any, keys: tuple[str, ...]) -> None:
    """Raises UsageError where a table of the configuration is none, or has a key not in `keys`."""
    if not is_mapping(table):
        raise UsageError(f"{source}: {where} must be a table")
    for key in table:
        if key not in keys:
            near = get_close_matches(key, keys, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(keys)}"
            raise UsageError(f"{source}: {where}: the key `{key}` is not known; {hint}")
