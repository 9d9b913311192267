"""The commands that set a project up: schema and init."""

from __future__ import annotations

import click


@click.command()
@click.argument("which", type=click.Choice(["spec", "config"]))
def schema(which: str) -> None:
    """Print the JSON Schema of spec files, or of the configuration, for editors.

    \b
    spec    the files of specs/NAME/spec
    config  [tool.docmill] of pyproject.toml, or docmill.toml
    """
    from docmill.schemas import schema_text

    click.echo(schema_text(which), nl=False)
