"""What a pull request says of pages that changed: the API, the findings, what went wrong."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from docmill.comparing import compared, shown
from docmill.config import Site, sites_near
from docmill.diff import SEVERITIES, Compared
from docmill.diff.markdown import code
from docmill.errors import DocmillError, UsageError
from docmill.files import bytes_of
from docmill.revisions import checked_out, commit_of, root_of
from docmill.safetext import printable

_LONGEST = 60_000
"""Characters; the body of a pull request may have 65,536 on GitHub."""
_SHOWN = 30
"""How many findings are named one by one."""
_LINES = 100
"""How many lines of a log are shown, the last ones."""
_FINDING = re.compile(r"(?P<page>\S.*?):(?P<lines>\d+(?:-\d+)?): (?P<code>[a-z-]+): (?P<told>.*)")
_ACCEPTED = "    accepted: "

Key = tuple[str, str, str]
"""A finding without its lines, which move: page, code and message."""


def report_of(old: str, here: Path, logs: Sequence[Path] = ()) -> str:
    """Markdown of what changed in the configured sites from the git revision `old` to the working
    tree: the API with the version that its client should go to, findings that came and went, and
    what the `logs` of commands hold. Page text stands in code spans and code blocks.

    Why the API cannot be compared is told in the text. Raises UsageError where `old` is no
    revision or no site is configured, InputError where the configuration cannot be read.
    """
    every, fault = _compared(old, here)
    out = [shown(every, "markdown").rstrip("\n"), ""] if every else []
    if fault:
        out += ["## API changes", "", "They cannot be told:", "", *_block(fault), ""]
    for site in sites_near(here):
        out += _findings(site, old)
    for log in logs:
        out += _log(log)
    return _cut("\n".join(out))


def outputs_of(old: str, here: Path) -> str:
    """The same in three lines for a program: `changed=true`, `severity=breaking`, `bump=minor`.

    `severity` is that of the worst change, and `bump` the part of the version that the client
    whose API changed the most should raise: `none` where nothing changed, `unknown` where the
    API cannot be compared. Raises as `report_of` does.
    """
    every, fault = _compared(old, here)
    if fault:
        return "changed=true\nseverity=unknown\nbump=unknown\n"
    found = [severity for severity in SEVERITIES if any(one.counts[severity] for one in every)]
    parts = [part for part in ("major", "minor", "patch") if part in map(_part, every)]
    words = {
        "changed": "true" if found else "false",
        "severity": found[0] if found else "none",
        "bump": parts[0] if parts else "none",
    }
    return "".join(f"{key}={word}\n" for key, word in words.items())


def _compared(old: str, here: Path) -> tuple[list[Compared], str]:
    """What changed, or why that cannot be told: decisions that do not fit the pages any more, a
    site that is new."""
    sites_near(here)
    if commit_of(old, here) is None:
        raise UsageError(f"{old}: no git revision")
    try:
        return compared(old, None, here), ""
    except DocmillError as error:
        return [], str(error)


def _part(one: Compared) -> str:
    unstable = one.bump.old.removeprefix("v").startswith("0.")
    return one.bump.unstable if unstable else one.bump.part


def _findings(site: Site, old: str) -> Iterator[str]:
    before, after = _committed(site, old), _told(_text(site.findings))
    new, gone = after - before, before - after
    if not new and not gone:
        return
    yield f"## Findings: {code(str(site.name))}"
    yield ""
    yield f"{new.total()} new, {gone.total()} gone, {after.total()} in all."
    yield ""
    for word, keys in (("new", new), ("gone", gone)):
        for page, kind, told in sorted(keys)[:_SHOWN]:
            yield f"- {word}: `{kind}` in {code(page)}: {code(told)}"
        if len(keys) > _SHOWN:
            yield f"- and {len(keys) - _SHOWN} more {word}"
    yield ""


def _committed(site: Site, old: str) -> Counter[Key]:
    real = Path(os.path.realpath(site.findings))
    commit = commit_of(old, site.review) or ""
    with tempfile.TemporaryDirectory(prefix="docmill-") as folder:
        into = Path(os.path.realpath(folder))
        checked_out(commit, [real], into)
        return _told(_text(into / real.relative_to(root_of(real))))


def _told(text: str) -> Counter[Key]:
    """The findings of a findings.txt that nobody accepted."""
    found: list[Key] = []
    for line in text.split("\n"):
        if match := _FINDING.fullmatch(line):
            found.append((match["page"], match["code"], match["told"]))
        elif line.startswith(_ACCEPTED) and found:
            found.pop()
    return Counter(found)


def _log(path: Path) -> Iterator[str]:
    if text := _text(path).strip():
        yield f"## What {code(path.stem)} told"
        yield ""
        yield from _block(text)
        yield ""


def _block(text: str) -> Iterator[str]:
    """The last lines of a text as a block of code."""
    yield from (f"    {printable(line, 500)}" for line in text.split("\n")[-_LINES:])


def _text(path: Path) -> str:
    try:
        return bytes_of(path).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    cut = text[:_LONGEST].rpartition("\n")[0]
    open_ = "\n\n</details>" if cut.count("<details>") > cut.count("</details>") else ""
    return f"{cut}{open_}\n\nToo long to be shown in full: run `docmill report`.\n"
