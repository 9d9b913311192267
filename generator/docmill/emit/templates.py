"""The templates: those of docmill, and over them those of a user's folder."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docmill.errors import UsageError

if TYPE_CHECKING:
    import jinja2

_PACKAGE = Path(__file__).resolve().parent.parent
_HOMES = (_PACKAGE / "templates", _PACKAGE.parent.parent / "templates")
"""Where the templates are: in a wheel inside of the package, in a checkout at its top level."""


class Templates:
    """Places finished strings; `override` is a user's folder of templates by the same names."""

    def __init__(self, override: Path | None = None) -> None:
        if override is not None and not override.is_dir():
            raise UsageError(f"{override}: no folder of templates")
        self._folders = [*([override] if override else []), *_HOMES]

    @cached_property
    def _environment(self) -> jinja2.Environment:
        import jinja2

        return jinja2.Environment(
            loader=jinja2.FileSystemLoader(self._folders),
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # noqa: S701  # Python and YAML, not HTML
            keep_trailing_newline=True,
        )

    def text(self, name: str, view: object) -> str:
        """The template `name` with `view` in its places.

        Raises UsageError where a user's template is wrong, with its name and line.
        """
        import jinja2

        try:
            return self._environment.get_template(f"{name}.j2").render(view=view)
        except jinja2.TemplateSyntaxError as error:
            raise UsageError(f"template {error.name}:{error.lineno}: {error.message}") from None
        except jinja2.TemplateError as error:
            raise UsageError(f"template {name}.j2: {error}") from None

    def python(self, name: str, view: object) -> str:
        """As `text`, laid out by Black. Raises UsageError where that is no Python."""
        import black

        try:
            return black.format_str(self.text(name, view), mode=_black_mode())
        except black.InvalidInput as error:
            raise UsageError(f"template {name}.j2 makes no Python: {error}") from None


@lru_cache(maxsize=1)
def _black_mode() -> Any:
    import black

    return black.Mode(line_length=100, target_versions={black.TargetVersion.PY311})
