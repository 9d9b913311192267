"""The commands that write down what people decide: correct and accept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class Text(click.ParamType[str]):
    """A text that is more than spaces, and whose bytes were UTF-8."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Bytes that are no text could be written, and not be read again."""
        text = str(value)
        if not text.strip():
            self.fail("a text must not be empty", param, ctx)
        if not text.isascii() and any("\ud800" <= one <= "\udfff" for one in text):
            self.fail("must be UTF-8", param, ctx)
        return text


_BECAUSE = click.option(
    "--because", required=True, type=Text(), help="The reason; it stands in the file."
)
_SITE = click.option("--site", help="The site, where several are configured and could be meant.")


@click.command()
@click.argument("pointer", type=Text())
@click.argument("value", required=False)
@_BECAUSE
@_SITE
@click.option("--remove", is_flag=True, help="Remove what is there; no VALUE then.")
def correct(pointer: str, value: str | None, because: str, site: str | None, remove: bool) -> None:
    """Write a correction of the API, and say why it is one.

    POINTER is a JSON pointer into openapi.yaml (/info/version; /paths/~1users/get/tags/- adds to a
    list) or an attribute of the client (client.users.update.language). References on the way are
    followed. VALUE is JSON, else a text; an object is merged into the object that is there, all
    else takes its place.

    The correction is an action of an OpenAPI Overlay in the folder `corrections` beside the
    findings. It is tried first: one that changes nothing, or that makes the document invalid, is
    not written.
    """
    from docmill.cache import Cache, cache_folder
    from docmill.config import sites_named, sites_near
    from docmill.correcting import correct as add
    from docmill.errors import UsageError
    from docmill.wishes import Wish, value_of

    if remove == (value is not None):
        raise UsageError("give a VALUE, or --remove: docmill correct POINTER VALUE --because TEXT")
    wish = Wish(pointer, None if value is None else value_of(value), because, remove)
    sites = sites_named(sites_near(Path.cwd()), site)
    _echo(add(sites, wish, Cache(cache_folder())))


@click.command()
@click.argument("code", type=Text())
@_BECAUSE
@_SITE
@click.option("--page", type=Text(), default="*", help="Only on pages of this pattern.")
@click.option("--says", type=Text(), help="Only findings that say this.")
def accept(code: str, because: str, site: str | None, page: str, says: str | None) -> None:
    """Accept the findings of a CODE that are there today, and say why.

    The entry stands in accepted.toml beside the findings, with the number of findings that it
    covers: one more, or one less, and `docmill generate` says so.
    """
    from docmill.accepted import Entry
    from docmill.accepting import accept as add
    from docmill.cache import Cache, cache_folder
    from docmill.config import sites_named, sites_near

    entry = Entry("", code, " ".join(because.split()), page, says or "")
    sites = sites_named(sites_near(Path.cwd()), site)
    _echo(add(sites, entry, Cache(cache_folder())))


def _echo(lines: list[str]) -> None:
    from docmill.safetext import printable

    for line in lines:
        click.echo(printable(line, 1000))
