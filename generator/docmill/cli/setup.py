"""The commands that set a project up: schema and init."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docmill.cli.shared import PATH, progress_bar
from docmill.errors import EXIT_PAGES_FAILED

if TYPE_CHECKING:
    from docmill.starting import Started


@click.command(short_help="Print the JSON Schema of spec files or configuration.")
@click.argument("which", type=click.Choice(["spec", "config"]))
def schema(which: str) -> None:
    """Print the JSON Schema of spec files, or of the configuration, for editors.

    \b
    spec    the files of specs/NAME/spec
    config  [tool.docmill] of pyproject.toml, or docmill.toml
    """
    from docmill.schemas import schema_text

    click.echo(schema_text(which), nl=False)


@click.command(short_help="Set up a site from an address or from saved pages.")
@click.argument("source")
@click.option("--name", help="The name of the site, and of its client's package.")
@click.option("--config", type=PATH, help="The pyproject.toml or docmill.toml to add the site to.")
@click.option("--private", is_flag=True, help="Fetch from a host in a private network.")
def init(source: str, name: str | None, config: Path | None, private: bool) -> None:
    """Set up a site from SOURCE: an address, or a file or a folder of saved pages.

    An address may be that of a list (llms.txt, a sitemap), of a docs site or a part of it, or of
    one page. The pages are fetched, spec, client and tests generated, and the site is added to the
    configuration; where any of that fails, nothing is left. On a terminal it asks for the name.
    """
    import sys

    from docmill.reporting import report_of_run
    from docmill.starting import proposal_of, start

    proposal = proposal_of(source, Path.cwd(), config=config, private=private)
    if name is None and sys.stdin.isatty() and sys.stdout.isatty():
        name = click.prompt("Name of the site, and of the client's package", proposal.name)
    with progress_bar() as progress:
        started = start(proposal, proposal.name if name is None else name, progress)
    for line in told_of(started):
        click.echo(line)
    report = report_of_run(started.run)
    for line in (*report.err, *(started.fetched.told_of_faults() if started.fetched else ())):
        click.echo(line, err=True)
    if report.code or (started.fetched and started.fetched.failed):
        sys.exit(EXIT_PAGES_FAILED)


def told_of(started: Started) -> Iterator[str]:
    """The lines that say what a new site has, what its pages leave open, and what to do next."""
    from shlex import quote
    from textwrap import wrap

    from docmill.codes import CODES
    from docmill.reporting import report_of_run, shown
    from docmill.safetext import counted, printable

    site, run = started.site, started.run
    yield f"{printable(str(site.name))}: {report_of_run(run).out[0]}"
    if skipped := run.milled.skipped:
        more = f" and {len(skipped) - _SHOWN} more" if len(skipped) > _SHOWN else ""
        hint = "; `include` and `exclude` keep pages out" if site.fetching else ""
        yield f"no endpoint page: {', '.join(map(printable, skipped[:_SHOWN]))}{more}{hint}"
    places = {"pages": site.docs[0], "spec": site.spec, "output": site.output}
    for word, path in {**places, "configuration": started.config}.items():
        yield f"  {word:<14}{shown(path)}"
    if run.codes:
        yield ""
        yield f"{counted(sum(run.codes.values()), 'finding')}, in {shown(site.findings)}:"
    for code, count in sorted(run.codes.items()):
        yield f"  {code} {count}"
        yield from wrap(CODES[code].meaning, 100, initial_indent=_INDENT, subsequent_indent=_INDENT)
        yield from wrap(CODES[code].way_out, 100, initial_indent=_INDENT, subsequent_indent=_INDENT)
    yield ""
    yield "Next:"
    review = site.review
    pages = [path for path in site.docs if review not in path.parents]
    kept = (started.config, *pages, review, site.output)
    yield f"  git add {' '.join(quote(shown(path)) for path in kept)}"
    for command, does in _NEXT:
        if site.fetching or command != "fetch":
            yield f"  docmill {command:<9} {does}"


_SHOWN = 10
"""How many pages are named one by one."""
_INDENT = "    "
_NEXT = (
    ("generate", "makes spec, client and tests anew, when pages or decisions changed"),
    ("fetch", "brings the pages as they are published now"),
    ("diff", "says what changed in the API since the last commit, and how bad it is"),
    ("correct", "writes down what the pages say wrong, and why"),
    ("accept", "the same for findings that you live with"),
    ("check", "in CI: what is committed is what docmill makes"),
)
