"""Pages of documentation as sessions: their files are saved, their commands run, outputs compared.

A page is one bash script, run in a fresh folder beside a checkout of docmill:

- a block with a file name after its language (```toml docmill.toml) is that file;
- a ```sh block is run, and must end with 0;
- a ```console block holds commands after `$ `, each with what it prints;
- a block whose first line begins with `# not run` holds commands that no test can run.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT

BIN = Path(sys.executable).parent
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = "# not run"
PORT = "8000"
"""The port that documentation uses; a session takes a free one of as many digits."""
_END = "\x1e"  # between outputs: no command prints it
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "Ada"),
    **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "ada@acme.example"),
}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file that it is, if it is one, and its text."""

    language: str
    file: str
    text: str

    @property
    def not_run(self) -> bool:
        return self.text.startswith(NOT_RUN)

    def commands(self) -> list[str]:
        """What is run of it: a command goes on where its line ends in a backslash."""
        if self.not_run:
            return []
        if self.file:
            folder = os.path.dirname(self.file) or "."
            return [f"mkdir -p {folder}\ncat > {self.file} <<'{_END}'\n{self.text}{_END}"]
        if self.language == "sh":
            return [self.text]
        if self.language == "console":
            return re.findall(r"^\$ ((?:.*\\\n)*.*)\n", self.text, re.MULTILINE)
        return []


def blocks_of(text: str) -> list[Block]:
    return [Block(*found.groups(default="")) for found in BLOCK.finditer(text)]


def with_real_output(text: str, folder: Path) -> str:
    """The text of a page with what its commands print in `folder`.

    Raises AssertionError with the command that failed, and what it printed.
    """
    commands = [command for block in blocks_of(text) for command in block.commands()]
    outputs = iter(_run(commands, folder))

    def shown(found: re.Match[str]) -> str:
        block = Block(*found.groups(default=""))
        told = [(command, next(outputs)) for command in block.commands()]
        if block.language != "console" or block.not_run:
            return found[0]
        return "```console\n" + "".join(f"$ {c}\n{out}" for c, out in told) + "```"

    return BLOCK.sub(shown, text)


def _run(commands: list[str], folder: Path) -> Iterator[str]:
    """What each command prints, on both streams; the processes that they leave are ended."""
    (folder / "docmill").symlink_to(ROOT)
    home = folder / ".home"
    home.mkdir()
    port = _free_port()
    lines = [f"{command}\nprintf '\\x1e\\n'\n" for command in commands]
    script = home / "session"
    script.write_text("set -eo pipefail\n" + "".join(lines).replace(PORT, port))
    path = f"{BIN}:{os.environ['PATH']}"
    mine = {"HOME": str(home), "DOCMILL_CACHE": str(home / "cache"), "PATH": path, "TERM": "dumb"}
    printed = home / "printed"
    with printed.open("wb") as out:  # no pipe: what a command leaves running would keep it open
        session = subprocess.Popen(
            ["bash", "--noprofile", "--norc", str(script)],
            cwd=folder,
            env={**os.environ, **GIT, **mine, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = session.wait(timeout=300)
        finally:
            with suppress(ProcessLookupError):  # none is left
                os.killpg(session.pid, signal.SIGKILL)
    told = printed.read_text().replace(port, PORT).split(f"{_END}\n")
    assert code == 0, f"$ {commands[len(told) - 1]}\n{told[-1]}"
    return iter(told)


def _free_port() -> str:
    for number in range(999):  # sessions that run at the same time begin at other numbers
        port = 8001 + (os.getpid() + number) % 999
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)):
                return str(port)
    raise AssertionError("no port is free")
