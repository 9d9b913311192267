"""The command line. Exit codes: 0 done; 1 some page failed; 2 nothing written; 3 much lost,
changes that `--fail-on` does not let pass, or files that differ; 4 a correction or an accepted
finding that is stale, or a finding that nobody has accepted."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

import click

from docmill import __version__
from docmill.cli.apis import diff, mock, report
from docmill.cli.generation import check, generate, watch
from docmill.cli.naming import rename
from docmill.cli.review import accept, correct
from docmill.cli.setup import init, schema
from docmill.cli.shared import PATH, progress_bar
from docmill.errors import EXIT_PAGES_FAILED, EXIT_USAGE, DocmillError


class Command(click.Group):
    """A group whose commands turn docmill's errors into one message and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; DocmillError, and what the disk refuses, is told without a traceback."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # a page's characters may be none of a terminal's
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except DocmillError as error:
            self.fail(ctx, str(error), error.exit_code)
        except BrokenPipeError:  # of a reader such as `head`: click knows what to do
            raise
        except OSError as error:
            self.fail(ctx, f"{error.filename or 'the working directory'}: {error.strerror}")

    def fail(self, ctx: click.Context, told: str, code: int = EXIT_USAGE) -> NoReturn:
        """Tell on standard error what went wrong, and leave."""
        from docmill.safetext import printable

        for line in told.split("\n"):
            click.echo(printable(line, 1000), err=True)
        ctx.exit(code)


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="docmill")
def main() -> None:
    """Turn API reference pages into a spec, an OpenAPI 3.1 file, a typed Python client and tests.

    \b
    Exit codes: 0 done
                1 some page could not be turned into an operation, or could not be fetched
                  (the others still come out)
                2 wrong usage or unreadable input; nothing was written
                3 what was asked for does not hold: the pages that were fetched say much less than
                  those that are there (nothing was replaced), the API changed in a way that
                  --fail-on does not let pass, or files are not as a run would write them (check)
                4 what people decided does not fit any more: a correction (nothing was written),
                  or an accepted finding (the rest was written); or, in check, a finding that
                  nobody has accepted
    """


@main.command(short_help="Fetch the pages of the configured sites.")
@click.argument("site", required=False)
@click.option("--accept-loss", is_flag=True, help="Replace pages by pages that say much less.")
@click.option("--force", is_flag=True, help="Overwrite pages that were edited by hand.")
def fetch(site: str | None, accept_loss: bool, force: bool) -> None:
    """Fetch the pages of the configured sites, or of SITE, into their docs folders.

    Which pages there are is told by `source` (an llms.txt or a sitemap) or `pages` in
    [tool.docmill.sites.NAME.fetch]. Pages that did not change are not sent again, a run that was
    stopped continues, and nothing is replaced when much of what the pages said is gone at once.
    """
    from docmill.config import sites_near
    from docmill.fetching import chosen, fetch_site

    failed = False
    for one in chosen(sites_near(Path.cwd()), site):
        with progress_bar() as progress:
            fetched = fetch_site(one, accept_loss=accept_loss, force=force, progress=progress)
        for line in fetched.told():
            click.echo(line)
        for line in fetched.told_of_faults():
            click.echo(line, err=True)
        failed = failed or fetched.failed
    if failed:
        sys.exit(EXIT_PAGES_FAILED)


@main.command(short_help="Show what one page says, line by line.")
@click.argument("page", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def read(page: Path, as_json: bool) -> None:
    """Show what one page says: its facts with their lines, the findings, the ledger."""
    from docmill.errors import UsageError
    from docmill.milling import read_alone
    from docmill.report import json_report, text_report
    from docmill.sources import source_of

    source = source_of(page.name, page)
    if source.kind != "page":
        raise UsageError(f"{page}: is no page but a file of kind {source.kind}; generate takes it")
    understood = read_alone(source.page)
    click.echo(json_report(understood) if as_json else text_report(understood), nl=False)
    if not understood.specs:
        sys.exit(EXIT_PAGES_FAILED)


@main.command(short_help="Explain a finding, or show the lines behind the output.")
@click.argument("what")
@click.option(
    "-o",
    "--output",
    type=PATH,
    help="The folder that was generated; by default those of the configured sites.",
)
def explain(what: str, output: Path | None) -> None:
    """Explain a finding code, or show the page lines behind a part of the output.

    WHAT is a code (enum-link-inferred), a JSON pointer into openapi.yaml
    (/components/schemas/Language) or an attribute of the client (client.users.update.language).
    """
    from docmill.codes import CODES

    if what in CODES:
        click.echo(f"{what}: {CODES[what].meaning}\n{CODES[what].way_out}")
        return
    from docmill.report import explain_in

    click.echo(explain_in(what, output), nl=False)


for command in (generate, check, watch, mock, diff, report, correct, accept, rename, schema, init):
    main.add_command(command)
