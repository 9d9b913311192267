"""A docs site on loopback that also fails, stalls, cuts short, limits and redirects elsewhere."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from docmill.config import Site
from docmill.fetching import Fetched, fetch_site
from docmill.milling import Progress
from docmill.settings import Fetching


@dataclass
class Says:
    """What the server answers to a path. `cut` leaves that many bytes of the body unsent."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    cut: int = 0
    closes: bool = False
    stall: threading.Event | None = None


Answers = Says | Callable[[int], Says]
"""One answer for all, or one made of the number of the request for this path, from 1."""


@dataclass
class DocsSite:
    """The pages by path; `asked` counts requests, `sent` the bodies that went out."""

    port: int
    pages: dict[str, Answers] = field(default_factory=dict[str, Answers])
    asked: Counter[str] = field(default_factory=Counter[str])
    sent: Counter[str] = field(default_factory=Counter[str])
    agents: set[str] = field(default_factory=set[str])
    otherwise: Answers = field(default_factory=lambda: Says(b"no", 404))
    most_at_once: int = 0
    busy: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def lists(self, *paths: str) -> None:
        links = "".join(f"- [{path}]({self.url(path)}): a page\n" for path in paths)
        self.pages["/llms.txt"] = Says(f"# Docs\n\n{links}".encode())


@contextmanager
def serving() -> Iterator[DocsSite]:
    """A site on a free port, with no page."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with site.lock:
                site.asked[self.path] += 1
                number = site.asked[self.path]
                site.busy += 1
                site.most_at_once = max(site.most_at_once, site.busy)
                site.agents.add(self.headers.get("user-agent", ""))
            answers = site.pages.get(self.path, site.otherwise)
            says = answers if isinstance(answers, Says) else answers(number)
            with site.lock:  # before the answer, as the next request may follow at once
                site.busy -= 1
            self.answer(says)

        def answer(self, says: Says) -> None:
            if says.stall:
                says.stall.wait(10)
            etag = f'"{hashlib.sha256(says.body).hexdigest()[:8]}"'
            if says.status == 200 and self.headers.get("if-none-match") == etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(says.status)
            self.send_header("etag", etag)
            for name, value in says.headers.items():
                self.send_header(name, value)
            if says.closes:
                self.close_connection = True
            else:
                self.send_header("content-length", str(len(says.body)))
            self.end_headers()
            self.wfile.write(says.body[: len(says.body) - says.cut])
            self.close_connection = self.close_connection or says.cut > 0
            with site.lock:
                site.sent[self.path] += 1

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that go away in the middle are what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = DocsSite(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def settings_of(site: DocsSite, **more: object) -> Fetching:
    """Settings for a site, with waits that tests can bear."""
    keys: dict[str, object] = {
        "sources": (site.url("/llms.txt"),),
        "hosts": (site.host,),
        "backoff": 0.001,
        "page_seconds": 5.0,
        **more,
    }
    return Fetching(**keys)  # type: ignore[arg-type]


def fetch(
    folder: Path,
    settings: Fetching,
    *,
    accept_loss: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> Fetched:
    """Fetch into `folder/docs`."""
    places = ((folder / "docs",), folder / "spec", folder / "out", folder / "findings.txt")
    site = Site("acme", *places, fetching=settings)
    return fetch_site(site, accept_loss=accept_loss, force=force, progress=progress)


def reference(name: str, fields: int = 6) -> Says:
    """A reference page in Markdown with an operation and so many fields."""
    rows = "".join(
        f'<ParamField body="field{n}" type="string">\n  The field {n}.\n</ParamField>\n\n'
        for n in range(fields)
    )
    text = f'---\ntitle: "{name}"\napi: "POST https://api.acme.example/{name}"\n---\n\n{rows}'
    return Says(text.encode(), headers={"content-type": "text/markdown"})


def html(text: str, title: str = "Guide") -> Says:
    """A page of HTML."""
    page = f"<!doctype html><html><head><title>{title}</title></head><body>{text}</body></html>"
    return Says(page.encode(), headers={"content-type": "text/html; charset=utf-8"})


PROSE = "<main><p>" + "This guide tells how the interface is meant to be used. " * 5 + "</p></main>"
