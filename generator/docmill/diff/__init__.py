"""Two documents of one API compared: what changed, how bad it is, and which lines say so."""

from docmill.diff.bump import Bump, bump_of
from docmill.diff.changes import Change, Side
from docmill.diff.comparison import compare
from docmill.diff.grid import MEANINGS, SEVERITIES, Severity
from docmill.diff.markdown import markdown_of
from docmill.diff.report import Compared, json_of, text_of
from docmill.diff.rules import RULES, Rule

__all__ = [
    "MEANINGS",
    "RULES",
    "SEVERITIES",
    "Bump",
    "Change",
    "Compared",
    "Rule",
    "Severity",
    "Side",
    "bump_of",
    "compare",
    "json_of",
    "markdown_of",
    "text_of",
]
