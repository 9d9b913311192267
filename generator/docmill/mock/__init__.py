"""The API of a document, served over HTTP: samples, checks of requests, records in memory."""

from docmill.mock.application import Application, Settings
from docmill.mock.server import Server

__all__ = ["Application", "Server", "Settings"]
