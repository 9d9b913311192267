"""The build hook of hatchling: `[tool.hatch.build.hooks.docmill]` generates clients into a wheel.

[build-system]
requires = ["hatchling", "docmill"]
build-backend = "hatchling.build"

[tool.hatch.build.hooks.docmill]
sites = ["acme"]        # optional: which of the configured sites; by default all
into = "acme_sdk/api"   # optional: the package that the client's goes into; by default none
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, cast

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.plugin import hookimpl

from docmill.building import Client, clients_of, inputs_of
from docmill.config import PROJECT, Site, sites_named, sites_near
from docmill.configlines import ConfigFile, text_at
from docmill.configshape import Shape
from docmill.errors import DocmillError, UsageError
from docmill.safetext import printable

_TABLE = ("tool", "hatch", "build", "hooks", "docmill")
_OF_HATCHLING: Shape = {"title": "what hatchling takes"}
_SHAPE: Shape = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "sites": {"title": "a list of names", "type": "array", "items": {"type": "string"}},
        "into": {
            "title": "the folder of a package: acme_sdk/api",
            "type": "string",
            "pattern": r"^\w+(/\w+)*$",
        },
        # of any hook
        "dependencies": _OF_HATCHLING,
        "enable-by-default": _OF_HATCHLING,
        "require-runtime-dependencies": _OF_HATCHLING,
        "require-runtime-features": _OF_HATCHLING,
    },
}


class DocmillBuildHook(BuildHookInterface[BuilderConfig]):
    """Clients go into wheels, also of editable installs; what they are made of into the sdist."""

    PLUGIN_NAME = "docmill"
    _folder: TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add files to what is built. Ends the build with docmill's message where that fails."""
        try:
            sites = self._sites()
            if self.target_name == "sdist":
                self._add(build_data, {self._inside(path): path for path in self._inputs(sites)})
            elif self.target_name == "wheel":
                self._add(build_data, self._generated(sites))
        except DocmillError as error:
            self._clean()
            self.app.abort("\n".join(printable(line, 1000) for line in str(error).split("\n")))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was generated, once it is in the wheel."""
        self._clean()

    def _clean(self) -> None:
        if self._folder:
            self._folder.cleanup()

    def _generated(self, sites: list[Site]) -> dict[str, Path]:
        self._folder = TemporaryDirectory(prefix="docmill-")
        found: dict[str, Path] = {}
        into = PurePosixPath(self.config.get("into", ""))
        for client in clients_of(sites):
            self._check_dependencies(client)
            for name, data in client.files.items():
                path = Path(self._folder.name, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                found[str(into / name)] = path
        return found

    def _sites(self) -> list[Site]:
        """The sites that the table names. Raises UsageError for a mistake in it."""
        path = Path(self.root, PROJECT)
        ConfigFile(path, text_at(path), _TABLE).check(self.config, _SHAPE)
        every = sites_near(Path(self.root))
        wanted = self.config.get("sites", [site.name for site in every])
        return [site for name in wanted for site in sites_named(every, name)]

    def _inputs(self, sites: list[Site]) -> list[Path]:
        config = Path(self.root, "docmill.toml")
        found = [path for site in sites for path in inputs_of(site)]
        return [config, *found] if config.is_file() else found

    def _inside(self, path: Path) -> str:
        if not path.is_relative_to(self.root):
            raise UsageError(f"{path}: lies outside of the project, so the sdist cannot have it")
        return path.relative_to(self.root).as_posix()

    def _add(self, build_data: dict[str, Any], files: dict[str, Path]) -> None:
        for name, path in sorted(files.items()):
            build_data["force_include"][str(path)] = name

    def _check_dependencies(self, client: Client) -> None:
        """The project declares what the client needs: installers read that from the sdist, too,
        which no hook can add to."""
        core: Any = cast("Any", self).metadata.core  # hatchling leaves its type open
        if "dependencies" in core.dynamic:
            return
        declared = {_name(requirement) for requirement in core.dependencies}
        missing = [one for one in client.dependencies if _name(one) not in declared]
        if missing:
            listed = ", ".join(f'"{one}"' for one in missing)
            raise UsageError(
                f"pyproject.toml: the client needs {listed}; add that to `dependencies` of "
                "[project]"
            )


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", found[0] if found else "").lower()


@hookimpl
def hatch_register_build_hook() -> type[DocmillBuildHook]:
    """What hatchling asks a plugin for."""
    return DocmillBuildHook
