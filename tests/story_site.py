"""The docs site of story.md on loopback: it changes when it is told to.

python story_site.py start 127.0.0.1:8000    serve the docs there, in the background
python story_site.py change 127.0.0.1:8000   the docs change
python story_site.py break 127.0.0.1:8000    a redesign loses most fields of a page
python story_site.py stop 127.0.0.1:8000     end the server; after ten quiet minutes it ends itself

The pages are those of specs/nexudus/docs that are Markdown.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

PAGES = Path(__file__).resolve().parents[1] / "specs/nexudus/docs"
LOGIN = """<!doctype html>
<html><head><title>Sign in</title></head><body>
<form action="/login"><input name="user"><input type="password" name="password"></form>
</body></html>
"""


def before() -> dict[str, str]:
    """The pages by path: each is `sys-NAME.md` of the folder."""
    pages = PAGES.glob("sys-*.md")
    return {f"/rest-api/sys/{page.name.removeprefix('sys-')}": page.read_text() for page in pages}


def after() -> dict[str, str]:
    """The same docs, some weeks later."""
    pages = before()
    row = "| 2     | Spanish   |"
    for path, text in pages.items():  # an enum gains a value
        text = text.replace(row, f"{row}\n  | 4     | French    |")
        pages[path] = text.replace("`2` = Spanish.", "`2` = Spanish, `4` = French.")
    create = "/rest-api/sys/post-users.md"  # a field becomes required
    optional = '<ParamField body="NewPassword" type="string">'
    pages[create] = pages[create].replace(optional, optional.replace(">", " required>"))
    moved = pages.pop("/rest-api/sys/get-users-batch.md")  # a page moves
    pages["/rest-api/users/get-users-batch.md"] = moved
    pages["/rest-api/sys/delete-users-by-id.md"] = LOGIN  # only for customers now
    return pages


def broken() -> dict[str, str]:
    """A redesign: a page is there, and most of its fields are not."""
    pages = after()
    create = "/rest-api/sys/post-users.md"
    optional = pages[create].index("### Optional Fields")
    pages[create] = pages[create][:optional] + pages[create][pages[create].index("## Code") :]
    return pages


STATES = {"/change": after, "/break": broken}


class Handler(BaseHTTPRequestHandler):
    """Answers GET with a page, and POST by doing what its path says."""

    pages = before()

    def do_GET(self) -> None:
        host = self.headers.get("host", "")
        links = "".join(f"- [Page](http://{host}{path})\n" for path in sorted(self.pages))
        text = f"# Docs\n\n{links}" if self.path == "/llms.txt" else self.pages.get(self.path)
        body = (text or "not found").encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        known = text is not None and self.headers.get("if-none-match") == etag
        self.send_response(404 if text is None else 304 if known else 200)
        self.send_header("etag", etag)
        self.send_header("content-type", "text/html" if text == LOGIN else "text/markdown")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if not known:
            self.wfile.write(body)

    def do_POST(self) -> None:
        if self.path in STATES:
            Handler.pages = STATES[self.path]()
        self.send_response(204)
        self.end_headers()
        self.server.stopped = self.path == "/stop"  # type: ignore[attr-defined]

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""


class Server(HTTPServer):
    """Ends when it was told to, or after ten minutes in which nobody asked for anything."""

    timeout = 600
    stopped = False

    def handle_timeout(self) -> None:
        self.stopped = True


def main(command: str, address: str) -> None:
    """Do what the command line says."""
    if command == "serve":
        host, _, port = address.partition(":")
        server = Server((host, int(port)), Handler)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while not server.stopped:
            server.handle_request()
    elif command == "start":
        serve = [sys.executable, __file__, "serve", address]
        quiet = subprocess.DEVNULL
        started = subprocess.Popen(serve, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet)
        assert started.stdout
        if started.stdout.readline().strip() != b"ready":
            sys.exit(f"{address} is in use, or no address: give another one")
        sys.stdout.write(f"the docs are at http://{address}/llms.txt\n")
    else:
        request = urllib.request.Request(f"http://{address}/{command}", method="POST")
        urllib.request.urlopen(request).close()


if __name__ == "__main__":
    commands = ("start", "serve", "change", "break", "stop")
    if len(sys.argv) != 3 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    main(*sys.argv[1:])
