"""The commands that run the whole mill: generate, check and watch."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docmill.cli.shared import PATH, progress_bar
from docmill.safetext import printable

if TYPE_CHECKING:
    from docmill.cache import Cache
    from docmill.config import Site
    from docmill.reporting import Report


def _inputs(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments that say what is generated, and where to."""
    for parameter in (
        click.option("--templates", type=PATH, help="Your own templates, by name."),
        click.option("--name", help="The import name of the client; by default from the host."),
        click.option("-o", "--output", type=PATH, help="The folder to write to."),
        click.argument("pages", nargs=-1, type=PATH),
    ):
        command = parameter(command)
    return command


@click.command()
@_inputs
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option("--no-cache", is_flag=True, help="Read all pages anew.")
def generate(force: bool, no_cache: bool, **inputs: Any) -> None:
    """Generate spec, OpenAPI document, client and tests.

    PAGES are saved pages, folders of them, spec files, or one OpenAPI 3.1 file. Without any, the
    sites of [tool.docmill] in pyproject.toml (or docmill.toml) are generated.

    A folder is searched at any depth for .txt, .md, .mdx, .html, .yaml and .json files. Names that
    begin with a dot, linked folders and what docmill itself wrote are passed over.

    Nothing is made again of what did not change. What is remembered lies in the folder that
    DOCMILL_CACHE names, by default among the caches of your user.
    """
    from docmill.generating import generated

    sites = _sites("generate", **inputs)
    with progress_bar() as progress:
        reports = generated(sites, _cache(no_cache), force=force, progress=progress)
    _leave(reports)


@click.command(short_help="Tell whether the output is what generate would write.")
@_inputs
@click.option("--diff", is_flag=True, help="Show the differences line by line.")
@click.option("--files-only", is_flag=True, help="Let findings pass that nobody has accepted.")
@click.option("--no-cache", is_flag=True, help="Read all pages anew.")
def check(diff: bool, files_only: bool, no_cache: bool, **inputs: Any) -> None:
    """Tell whether the output is what `generate` would write; write nothing.

    Each file that differs is told: stale, edited by hand, missing, orphaned or foreign. The exit
    code is 3 where one does; 4 where there is a finding that nobody has accepted, or where a
    correction or an accepted finding does not fit any more, or the day of a former name is over.
    """
    from docmill.checking import checked

    reports: list[Report] = []
    cache = _cache(no_cache)
    for site in _sites("check", **inputs):
        with progress_bar() as progress:
            reports.append(
                checked(site, cache, diff=diff, findings=not files_only, progress=progress)
            )
    _leave(reports)


@click.command(short_help="Generate the sites, and again after each save.")
def watch() -> None:
    """Generate the configured sites, and again whenever something that they are made of is saved.

    Pages, decisions (corrections, accepted findings, names), templates, hand-written modules and
    the configuration are watched, until Ctrl-C.
    """
    from docmill.watching import watch as run

    with suppress(KeyboardInterrupt):
        run(
            Path.cwd(),
            _cache(False),
            tell,
            lambda line: click.echo(printable(line, 1000), err=True),
        )


def _sites(
    command: str,
    pages: tuple[Path, ...],
    output: Path | None,
    name: str | None,
    templates: Path | None,
) -> list[Site]:
    """What the arguments name, else the configured sites."""
    from docmill.config import Site, sites_near
    from docmill.errors import UsageError

    if not pages and not (output or name or templates):
        return sites_near(Path.cwd())
    if not pages:
        told = f"--output, --name and --templates go with pages: docmill {command} PAGE..."
        raise UsageError(told)
    if output is None:
        raise UsageError(f"say which folder it is: docmill {command} PAGE... --output DIR")
    return [Site(name, pages, output / "spec", output, output / "findings.txt", templates)]


def _cache(without: bool) -> Cache:
    from docmill.cache import Cache, cache_folder

    return Cache(None if without else cache_folder())


def tell(report: Report) -> None:
    """Print what a run tells."""
    for line in report.err:
        click.echo(line, err=True)
    for line in report.out:
        click.echo(line)


def _leave(reports: list[Report]) -> None:
    for report in reports:
        tell(report)
    sys.exit(max(report.code for report in reports))
