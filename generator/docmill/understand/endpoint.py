"""Method and path where the head of a page does not say them: its samples do."""

from __future__ import annotations

import re

from docmill.spec import Basis, Fact
from docmill.understand.desk import Desk, Draft

_VALUE = re.compile(r"[0-9]+|[0-9a-fA-F-]{32,36}|:\w+|<[^<>]+>|[A-Z][A-Z0-9_]+")


def infer_endpoint(desk: Desk) -> None:
    """Take method and path from the samples where the head lacks them."""
    draft = desk.draft
    _slashed(draft)
    curl = next(iter(draft.curls), draft.generated_curl)
    if curl is None:
        return
    # a rendering without a place for the address states it in the samples alone
    basis: Basis = "inferred" if draft.with_address else "stated"
    if draft.method is None:
        draft.method = Fact(curl.method.value.upper(), curl.method.at, basis)
        if draft.with_address:
            told = f"the head names no method; the sample sends {draft.method.value}"
            desk.tell(curl.method.at, "endpoint-inferred", told)
    if draft.path is None:
        generated = draft.generated_curl or curl  # it keeps the variables of the path
        template = _template(desk, generated.path)
        draft.path = Fact(
            template, generated.url.at, basis if template == generated.path else "inferred"
        )
        if draft.with_address:
            told = f"the head names no path; the sample calls `{generated.path}`"
            desk.tell(generated.url.at, "endpoint-inferred", told)


def base_of(template: str, path: str) -> str | None:
    """What a called path has before the path of the head, which may be relative to it: `/v1`.

    None where the one does not end as the other.
    """
    parts = (re.escape(part) for part in re.split(r"\{[^{}/]*\}|:[A-Za-z_]\w*", template))
    found = re.fullmatch("((?:/[^/]+)*)" + "[^/]+".join(parts), path)
    return found[1] if found else None


def _slashed(draft: Draft) -> None:
    """A head that shows the parts of a path between slashes cannot show that it ends in one; where
    all samples, hand-written ones among them, agree that it does, it does."""
    paths = {c.path for c in (*draft.curls, draft.generated_curl) if c}
    if draft.path and draft.curls and paths == {draft.path.value + "/"}:
        draft.path = Fact(paths.pop(), draft.curls[0].url.at)


def _template(desk: Desk, path: str) -> str:
    """The path of a sample with its values as variables: the described path parameters, in order,
    take the parts that look like values (numbers, UUIDs), the last ones first."""
    names = [f.name.value for f in desk.draft.request if f.location == "path"]
    parts = path.split("/")
    values = [n for n, part in enumerate(parts) if _VALUE.fullmatch(part)]
    if len(values) < len(names) or any("{" in part for part in parts):
        return path
    for name, at in zip(reversed(names), reversed(values), strict=False):
        parts[at] = "{" + name + "}"
    return "/".join(parts)
