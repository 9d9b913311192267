"""The commands that take whole APIs: mock, diff and report."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from docmill.cli.shared import PATH
from docmill.errors import EXIT_REFUSED


@click.command()
@click.argument("spec", type=PATH)
@click.option("--port", type=click.IntRange(0, 65535), default=4010, show_default=True,
              help="The port to listen on; 0 takes a free one.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--strict", is_flag=True, help="Refuse what the document does not name.")
@click.option("--credential", help="The only token, key or user:password to accept; else any.")
def mock(spec: Path, port: int, host: str, strict: bool, credential: str | None) -> None:
    """Serve the API of an OpenAPI file on loopback, until Ctrl-C.

    SPEC is an OpenAPI 3 file, or whatever `generate` takes: a folder that it wrote, pages, spec
    files. Answers are the documented samples; requests are checked, and what is created, updated
    and deleted is kept in memory. `Prefer: code=404` asks for a documented error, /openapi.json
    for the document as it is served.
    """
    from docmill.safetext import counted, printable
    from docmill.serving import server_of

    def log(line: str) -> None:
        click.echo(line, err=True)

    server = server_of(spec, host, port, strict=strict, credential=credential, log=log)
    count = counted(len(server.application.operations), "operation")
    click.echo(f"{printable(server.application.title)}: {count} at {server.url}")
    server.serve()


@click.command(short_help="Show what changed in an API, and how bad it is.")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text",
              show_default=True, help="How to print the changes.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(["breaking", "risky", "compatible", "any"]),
              help="Exit with 3 where a change is this bad, or worse.")  # fmt: skip
@click.option("--current", default="", metavar="VERSION",
              help="The present version of the client; by default that of the API.")  # fmt: skip
def diff(old: str | None, new: str | None, form: str, fail_on: str | None, current: str) -> None:
    """Show what changed in an API, how bad each change is, and which lines say so.

    OLD and NEW are folders (pages, spec files, or what docmill wrote), files, or git revisions:
    of these the configured sites are compared, as they were committed. Without NEW, it is the
    working tree; without OLD, it is HEAD. docs/diff-rules.md lists the rules.
    """
    from docmill.comparing import compared, fails, shown

    every = compared(old, new, Path.cwd(), current)
    click.echo(shown(every, form), nl=False)
    if fails(every, fail_on):
        sys.exit(EXIT_REFUSED)


@click.command()
@click.argument("old", default="HEAD")
@click.option("--format", "form", type=click.Choice(["markdown", "outputs"]), default="markdown",
              show_default=True, help="Markdown, or `changed=`, `severity=`, `bump=`.")  # fmt: skip
@click.option("--log", "logs", type=PATH, multiple=True,
              help="A file with what a command told, to be shown as well.")  # fmt: skip
def report(old: str, form: str, logs: tuple[Path, ...]) -> None:
    """Print what a pull request says of pages that changed.

    What changed in the API from the git revision OLD to the working tree, with the version that
    the client should go to, and which findings came and went. For programs that open the pull
    request: docs/workflows/docmill.yml is one.
    """
    from docmill.pullrequest import outputs_of, report_of

    here = Path.cwd()
    told = report_of(old, here, logs) if form == "markdown" else outputs_of(old, here)
    click.echo(told, nl=False)
