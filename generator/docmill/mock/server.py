"""The HTTP server around the application, on loopback unless told otherwise."""

from __future__ import annotations

import socket

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from docmill.errors import UsageError
from docmill.mock.application import Application


class _Handler(WSGIRequestHandler):
    """The application tells of requests itself."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Told by the application."""


class Server:
    """A server that listens from the moment it is made; `url` is where."""

    def __init__(self, application: Application, host: str, port: int) -> None:
        """Port 0 is any that is free. Raises UsageError where the address is taken or is none."""
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listener = socket.create_server((host, port), family=family)
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            told = f"cannot listen on {host} port {port}: {why}. --port 0 takes a free one"
            raise UsageError(told) from None
        self.application = application
        with listener:
            self._server: BaseWSGIServer = make_server(
                host,
                port,
                application,
                threaded=True,
                request_handler=_Handler,
                fd=listener.fileno(),
            )
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._server.socket.getsockname()[1]}"

    def serve(self) -> None:
        """Serve until the process is interrupted, or `stop` is called in another thread."""
        self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End `serve`, and free the port."""
        self._server.shutdown()
        self._server.server_close()
