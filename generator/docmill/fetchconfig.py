"""The table `fetch` of a site: which pages are fetched, from where, how far."""

from __future__ import annotations

from typing import Any

from docmill.configlines import ConfigFile
from docmill.fetch.urls import address_in, host_of
from docmill.settings import Fetching

_NUMBERS = ("loss", "page_seconds", "run_seconds")


def fetching_of(
    file: ConfigFile, at: tuple[str, ...], table: dict[str, Any] | None
) -> Fetching | None:
    """What the table at `at` says, which is of its shape; None where there is none.

    Raises UsageError for what the shape cannot tell.
    """
    if table is None:
        return None
    sources = _addresses(file, at, "source", table)
    pages = _addresses(file, at, "pages", table)
    if not sources and not pages:
        told = "needs `source`, an llms.txt or a sitemap, or a list of `pages`"
        raise file.error(at, f"{file.table(at)}: {told}")
    hosts = _texts(table, "hosts")
    for host in hosts:
        if host_of(address_in(f"https://{host}") or "") != host:
            told = f"`hosts`: `{host}` must be a host as addresses have it: docs.acme.com"
            raise file.error((*at, "hosts"), f"{file.table(at)}: {told}")
    numbers: dict[str, Any] = {key: table[key] for key in _NUMBERS if key in table}
    if "concurrency" in table:
        numbers["concurrency"] = int(table["concurrency"])  # 4.0 is a whole number, too
    return Fetching(
        sources=sources,
        pages=pages,
        hosts=hosts or tuple(dict.fromkeys(host_of(url) for url in (*sources, *pages))),
        include=_texts(table, "include"),
        exclude=_texts(table, "exclude"),
        private=table.get("private", False),
        **numbers,
    )


def _texts(table: dict[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    return (value,) if isinstance(value, str) else tuple(value)


def _addresses(
    file: ConfigFile, at: tuple[str, ...], key: str, table: dict[str, Any]
) -> tuple[str, ...]:
    texts = _texts(table, key)
    found = [address_in(text) for text in texts]
    for text, address in zip(texts, found, strict=True):
        if address is None:
            told = f"`{key}`: `{text}` must be an address: https://..."
            raise file.error((*at, key), f"{file.table(at)}: {told}")
    return tuple(address for address in found if address)
