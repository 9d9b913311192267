"""The command that changes names: rename."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Rename a part of the client; the old name stays a while.")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--site", help="The site, where several are configured and have the name.")
@click.option("--until", default="", metavar="DATE",
              help="The day until which the old name stays; 180 days from now.")  # fmt: skip
@click.option("--drop-expired", is_flag=True, help="Remove the old names whose day is over.")
@click.option("--drop-gone", is_flag=True,
              help="Free the names of what is not documented any more.")  # fmt: skip
def rename(
    old: str | None,
    new: str | None,
    site: str | None,
    until: str,
    drop_expired: bool,
    drop_gone: bool,
) -> None:
    """Rename a method, a class or a resource of the client; the old name stays as an alias.

    \b
    docmill rename users.edit users.update    a method
    docmill rename User Person                a model, an enum
    docmill rename users people               a resource

    The names of the configured sites are in names.yaml in their specs folders: commit it, and run
    `docmill generate`. The old name works until the day that stands there, and warns.
    """
    from docmill.namesledger import Wish, changed
    from docmill.safetext import printable

    wish = Wish(old or "", new or "", until, drop_expired, drop_gone)
    for line in changed(Path.cwd(), site, wish):
        click.echo(printable(line, 1000))
