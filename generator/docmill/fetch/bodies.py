"""The whole body of an answer, and never more than was agreed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from docmill.fetch.faults import PageError, unreachable

if TYPE_CHECKING:
    import httpx2


async def body_of(response: httpx2.Response, limit: int) -> bytes:
    """The body, unpacked, at most `limit` bytes of it.

    It is unpacked here and not by the client, because a few bytes can unpack to gigabytes: no
    step makes more than the limit. Raises PageError for what is larger, damaged or cut short.
    """
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("identity", "", "gzip", "x-gzip"):
        raise PageError("fetch-unreadable", f"is packed as {packed}, which nobody asked for")
    unpacking = zlib.decompressobj(wbits=31) if "gzip" in packed else None
    out = bytearray()
    async for chunk in response.aiter_raw():
        try:
            out += unpacking.decompress(chunk, limit + 1 - len(out)) if unpacking else chunk
        except zlib.error:
            raise unreachable("came damaged: it does not unpack") from None
        if len(out) > limit or (unpacking and unpacking.unconsumed_tail):
            raise PageError("fetch-too-large", f"is larger than {limit / 1_000_000:g} MB")
    if unpacking and out and not unpacking.eof:
        raise unreachable("came cut short: the packed text has no end")
    return bytes(out)
