"""The intermediate spec: one YAML file a page, to be held beside the page and reviewed.

    operation: PUT /things
    title: Update Thing
    body:
    - Id: integer ~(int64) required
      says: The Id of the thing.

A field is its wire name, then words: the page's type (`untyped` where it has none), a format in
brackets, and marks. What docmill inferred has a `~` before it; all else the page states. A wire
name that is a key of this format (`says`, `type`, `default`, `fields`) has a backslash before it.
"""

from docmill.specfile.decode import spec_of
from docmill.specfile.encode import text_of

__all__ = ["spec_of", "text_of"]
