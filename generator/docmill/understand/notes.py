"""Explanations that are no section of a reference: kept in the description, as Markdown."""

from __future__ import annotations

from docmill.blocks import Code, Heading, Paragraph, Table
from docmill.spec import Fact
from docmill.understand.desk import Desk
from docmill.understand.tables import markdown_of


def notes(desk: Desk) -> None:
    """Headings, prose, samples and tables outside of every section."""
    description = desk.draft.description
    for heading, _ in desk.take(Heading, "notes"):
        description.append(Fact(f"{'#' * (heading.level or 2)} {heading.text}", heading.at))
    for prose, _ in desk.take(Paragraph, "notes", "samples", "parameters"):
        description.append(Fact(prose.text, prose.at))
    for code, _ in desk.take(Code, "notes", "body", "query", "path", "header", "parameters"):
        description.append(Fact(f"```{code.language}\n{code.text}\n```", code.at))
    for table, placed in desk.take(Table):
        if placed.section == "enums" or table.head == ("Value", "Name"):
            desk.give_back(table)
        else:
            description.append(Fact(markdown_of(table), table.at))
