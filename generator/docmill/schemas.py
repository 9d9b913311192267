"""The JSON Schemas that docmill publishes."""

from __future__ import annotations

import json
from typing import Any

from docmill import configshape
from docmill.specfile import shape

SCHEMAS: dict[str, dict[str, Any]] = {"spec": shape.SHAPE, "config": configshape.SHAPE}
"""By their names: of spec files, and of the configuration."""


def schema_text(name: str) -> str:
    """The text of docs/schema/NAME.schema.json."""
    return f"{json.dumps(SCHEMAS[name], indent=2)}\n"
