"""Connections to hosts on the public network alone, unless the user names another one."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.request import getproxies, proxy_bypass

import httpx2

from docmill.fetch.faults import PageError, unreachable


class PinnedTransport(httpx2.AsyncBaseTransport):
    """Resolves a host itself, and connects to an address that it has looked at.

    A name that is public when it is looked at and private when the connection is made has no
    chance so. With `private`, any address will do; `localhost` and addresses written as numbers
    are what they are. Each host has a pool of its own, so that none shares a connection.
    """

    def __init__(self, *, private: bool) -> None:
        self._private = private
        self._context = httpx2.create_ssl_context()
        self._pools: dict[str, httpx2.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request. Raises PageError where no address of the host may be connected to."""
        host = request.url.host
        if host not in self._pools:
            self._pools[host] = httpx2.AsyncHTTPTransport(verify=self._context)
        pool = self._pools[host]
        failed: httpx2.TransportError | None = None
        for address in await self._addresses(host):
            pinned = httpx2.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,  # `Host` is among them
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return await pool.handle_async_request(pinned)
            except httpx2.ConnectError as error:
                failed = error
        raise failed or unreachable(f"{host} has no address")

    async def _addresses(self, host: str) -> list[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                host, None, type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError) as error:
            raise unreachable(f"{host} cannot be resolved: {error}") from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if self._private or is_local(host):
            return addresses
        public = [address for address in addresses if is_public(address)]
        if not public:
            told = f"{host} resolves to {addresses[0]}, which is no public address"
            raise PageError("fetch-private", told)
        return public

    async def aclose(self) -> None:
        """Close what is open."""
        for pool in self._pools.values():
            await pool.aclose()


def is_local(host: str) -> bool:
    """Whether a host is local by its own name: `localhost`, or an address in numbers."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return True


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    return bool(inner.is_global and not inner.is_multicast)


def proxied(hosts: tuple[str, ...]) -> dict[str, httpx2.AsyncBaseTransport | None]:
    """The hosts that are reached through a proxy of the environment, which resolves them then."""
    proxies = getproxies()
    found: dict[str, httpx2.AsyncBaseTransport | None] = {}
    for host in hosts:
        for scheme in ("http", "https"):
            if (proxy := proxies.get(scheme)) and not proxy_bypass(host):
                address = proxy if "://" in proxy else f"http://{proxy}"
                found[f"{scheme}://{host}"] = httpx2.AsyncHTTPTransport(proxy=address)
    return found
