"""The tests of what a caller may leave out, and of how it identifies itself."""

from __future__ import annotations

from collections.abc import Iterator

from docmill.emit import wiretext
from docmill.emit.flagtests import Given
from docmill.emit.plan import Operation, Plan
from docmill.emit.samples import Samples
from docmill.emit.testviews import MissingCase, NullCase, Way
from docmill.literals import python_literal


def nulls_of(
    one: Operation, samples: Samples, required: Given, *, checked: bool
) -> Iterator[NullCase]:
    """One optional argument of the body as None: it is sent as null."""
    if one.body is None or one.body.whole or "json" not in one.body.media_type:
        return
    for argument in one.keywords:
        if argument.location == "body" and not argument.required:
            given = [*required, (argument, None)]
            ordered = sorted(given, key=lambda pair: one.arguments.index(pair[0]))
            others = samples.call(required)
            yield NullCase(
                argument.name,
                f"{others}, " if others else "",
                python_literal(wiretext.body_of(one, ordered)),
                forgive=checked and not samples.fits(None, argument.at),
            )
            return


def missing_of(one: Operation, samples: Samples, required: Given) -> Iterator[MissingCase]:
    """Each call that lacks one required argument."""
    for lacking, _ in required:
        others = [pair for pair in required if pair[0] is not lacking]
        pairs = (f'"{f.name}": {samples.python(value, f.type)}' for f, value in others)
        yield MissingCase(lacking.name, ", ".join(pairs), python_literal(f"'{lacking.name}'"))


def ways_of(plan: Plan, one: Operation) -> Iterator[Way]:
    """Each documented way to authenticate, and what it sends."""
    schemes = {scheme.name: scheme for scheme in plan.schemes}
    for alternative in one.security:
        used = [schemes[name] for name in alternative]
        given = {a: wiretext.secret_of(a) for scheme in used for a in scheme.arguments}
        sent = {
            s.sent_as.lower() if s.kind != "query" else s.sent_as: wiretext.credential_of(s)
            for s in used
            if s.kind != "cookie"
        }
        cookies = [f"{s.sent_as}={wiretext.credential_of(s)}" for s in used if s.kind == "cookie"]
        sent |= {"cookie": "; ".join(cookies)} if cookies else {}
        yield Way(python_literal(given), python_literal(sent))
