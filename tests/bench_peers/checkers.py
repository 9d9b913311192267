"""What type checkers and a linter say of a package, and how large it is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_LONGEST = 1_800
"""Seconds that a checker may take."""
FAILED = "fails"


def lines_of(package: Path) -> int:
    """The lines of a package's modules."""
    return sum(text.count("\n") for text in _texts(package))


def matches_in(package: Path, pattern: str) -> int:
    """How often a pattern matches in a package's modules."""
    return sum(len(re.findall(pattern, text)) for text in _texts(package))


def mypy(package: Path, python: Path) -> int | str:
    """The findings of mypy --strict, or that it cannot go through the package."""
    options = ["--strict", "--config-file=", "--cache-dir", "/dev/null", "--explicit-package-bases"]
    done = _run(package, "mypy", *options, "--python-executable", python, package.name)
    fatal = done is None or done.returncode > 1 or ": error: Invalid syntax" in done.stdout
    return FAILED if done is None or fatal else len(re.findall(r": error: ", done.stdout))


def pyright(package: Path, python: Path) -> int | str:
    """The errors of pyright in strict mode."""
    settings = package.parent / "pyrightconfig.json"
    settings.write_text(json.dumps({"include": [package.name], "typeCheckingMode": "strict"}))
    done = _run(package, "pyright", "-p", settings, "--pythonpath", python, "--outputjson")
    settings.unlink()
    return _count(done, lambda told: told["summary"]["errorCount"])


def ruff(package: Path, python: Path) -> int | str:
    """The findings of ruff with the rules that are on by default."""
    done = _run(
        package,
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--output-format",
        "json",
        package.name,
    )
    return _count(done, len)


CHECKERS: dict[str, Callable[[Path, Path], int | str]] = {
    "mypy --strict": mypy,
    "pyright strict": pyright,
    "ruff, default rules": ruff,
}


def _count(done: subprocess.CompletedProcess[str] | None, count: Callable[..., int]) -> int | str:
    try:
        return FAILED if done is None else count(json.loads(done.stdout))
    except (ValueError, KeyError):
        return FAILED


def _texts(package: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(package.rglob("*.py"))]


def _run(package: Path, tool: str, *options: str | Path) -> subprocess.CompletedProcess[str] | None:
    """One of the project's own checkers beside a package; None where it does not end in time."""
    program = [Path(sys.executable).parent / tool, *options]
    try:
        return subprocess.run(
            program,
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST,
            cwd=package.parent,
        )
    except subprocess.TimeoutExpired:
        return None
