"""The API on loopback: canned answers, as fast as Python gives them."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bench_peers.document import name_of, page, record

LIST = f"/api/bench/{name_of(0).lower()}s"
ONE = f"{LIST}/1"
RECORDS = 1_000
"""Records of a page."""


@contextmanager
def serving() -> Iterator[str]:
    """The URL of a server that answers `LIST` with a page, all else with a record."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


def _response(body: object) -> bytes:
    text = json.dumps(body).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
    )
    return head.encode() + text


_PAGE, _RECORD = _response(page(RECORDS)), _response(record(1))


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while head := self.rfile.readline():
            while self.rfile.readline().strip():
                pass
            path = head.split()[1].partition(b"?")[0].decode()
            self.wfile.write(_PAGE if path == LIST else _RECORD)
