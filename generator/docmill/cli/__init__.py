"""The command line. Exit codes: 0 done; 1 some page failed; 2 nothing written; 3 much lost, or
changes that `--fail-on` does not let pass; 4 a correction or an accepted finding that is stale."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from docmill import __version__
from docmill.cli.apis import diff, mock
from docmill.cli.review import accept, correct
from docmill.cli.shared import EXIT_PAGES_FAILED, EXIT_STALE, EXIT_USAGE, PATH, counted
from docmill.errors import DocmillError

if TYPE_CHECKING:
    from docmill.milling import Progress
    from docmill.pipeline import Run

_SLOW_SECONDS = 0.5
"""A progress bar appears when a step takes longer than this, and the output is a terminal."""


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
                3 the pages that were fetched say much less than those that are there, and
                  nothing was replaced; or the API changed in a way that --fail-on does not
                  let pass
                4 what people decided does not fit any more: a correction (nothing was written),
                  or an accepted finding (the rest was written)
    """


@main.command()
@click.argument("pages", nargs=-1, type=PATH)
@click.option("-o", "--output", type=PATH, help="The folder to write to.")
@click.option("--name", help="The import name of the client; by default from the API's host.")
@click.option("--templates", type=PATH, help="Your own templates, by name.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
def generate(
    pages: tuple[Path, ...],
    output: Path | None,
    name: str | None,
    templates: Path | None,
    force: bool,
) -> None:
    """Generate spec, OpenAPI document, client and tests.

    PAGES are saved pages, folders of them, spec files, or one OpenAPI 3.1 file. Without any, the
    sites of [tool.docmill] in pyproject.toml (or docmill.toml) are generated.

    A folder is searched at any depth for .txt, .md, .mdx, .html, .yaml and .json files. Names that
    begin with a dot, linked folders and what docmill itself wrote are passed over.
    """
    from docmill.config import Site, sites_near
    from docmill.errors import UsageError
    from docmill.pipeline import generate as run

    if pages and output is None:
        raise UsageError("say where to write: docmill generate PAGE... --output DIR")
    if not pages and (output or name or templates):
        raise UsageError("--output, --name and --templates go with pages: docmill generate PAGE...")
    if pages and output:
        findings = output / "findings.txt"
        sites = [Site(name, pages, output / "spec", output, findings, templates)]
    else:
        sites = sites_near(Path.cwd())
    with _progress() as progress:
        runs = run(sites, force=force, progress=progress)
    for site, done in zip(sites, runs, strict=True):
        _summarise(done, site.output)
    if any(done.milled.failed or done.written is None for done in runs):
        sys.exit(EXIT_PAGES_FAILED)
    if any(done.held.stale for done in runs):
        sys.exit(EXIT_STALE)


@contextmanager
def _progress() -> Generator[Progress | None]:
    """A progress bar on a terminal, shown only when a run takes long."""
    if not sys.stderr.isatty():
        yield None
        return
    import time

    started = time.monotonic()
    bar: Any = None

    def step(what: str, done: int, total: int) -> None:
        nonlocal bar
        if bar is None and time.monotonic() - started > _SLOW_SECONDS:
            from rich.console import Console
            from rich.progress import Progress as Bar

            bar = Bar(console=Console(stderr=True), transient=True)
            bar.start()
            bar.add_task(what, total=total)
        if bar is not None:
            bar.update(bar.task_ids[0], description=what, completed=done, total=total)

    try:
        yield step
    finally:
        if bar is not None:
            bar.stop()


def _summarise(run: Run, output: Path) -> None:
    from docmill.codes import REASONS
    from docmill.safetext import printable

    milled = run.milled
    if run.written is None or milled.failed:
        names = milled.failed if run.written else (*milled.failed, *milled.skipped)
        shown = [f for f in run.findings if f.code in REASONS and f.at.page in names]
        for finding in shown:
            click.echo(str(finding), err=True)
    kinds = Counter(source.kind for source in milled.sources)
    counts = {_KINDS.get(kind, kind): count for kind, count in sorted(kinds.items())}
    counts["operation"] = run.operations
    if milled.specs:
        counts["field"] = run.fields
    click.echo(", ".join(counted(count, word) for word, count in counts.items()))
    for label, names in (("no operation", milled.failed), ("no endpoint page", milled.skipped)):
        if names:
            click.echo(f"{label}: " + ", ".join(printable(name) for name in names))
    _summarise_review(run)
    if run.written is None:
        click.echo(f"{_shown(output)}: nothing written, as no page gave an operation", err=True)
        return
    written = run.written
    removed = f", {len(written.removed)} removed" if written.removed else ""
    done = f"{counted(len(written.written), 'file')} written, {len(written.unchanged)} unchanged"
    click.echo(f"{_shown(output)}: {done}{removed}")


def _summarise_review(run: Run) -> None:
    """What is told of the API, and what people decided about it."""
    if actions := sum(len(overlay.actions) for overlay in run.milled.overlays):
        click.echo(f"{counted(actions, 'correction')} applied")
    if run.findings:
        told = ", ".join(f"{code} {count}" for code, count in sorted(run.codes.items()))
        accepted = len(run.held.reasons)
        shown = f", {accepted} of them accepted" if accepted else ""
        others = "; the others" if accepted and told else ""
        listed = f": {told}" if told else ""
        click.echo(f"{counted(len(run.findings), 'finding')}{shown}{others}{listed}")
    for line in run.held.stale:
        click.echo(line, err=True)


_KINDS = {"page": "page", "spec": "spec file", "openapi": "OpenAPI file"}


def _shown(path: Path) -> str:
    """A path below the working directory as seen from there."""
    from docmill.safetext import printable

    here = Path.cwd()
    return printable(str(path.relative_to(here) if path.is_relative_to(here) else path), 1000)


@main.command()
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
        with _progress() as progress:
            fetched = fetch_site(one, accept_loss=accept_loss, force=force, progress=progress)
        for line in fetched.told():
            click.echo(line)
        for line in fetched.told_of_faults():
            click.echo(line, err=True)
        failed = failed or fetched.failed
    if failed:
        sys.exit(EXIT_PAGES_FAILED)


@main.command()
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


@main.command()
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


main.add_command(mock)
main.add_command(diff)
main.add_command(correct)
main.add_command(accept)
