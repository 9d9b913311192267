"""The tests of what a caller may leave out, and of how it identifies itself."""

from __future__ import annotations

from collections.abc import Iterator

from docmill.emit import wiretext
from docmill.emit.flagtests import Given
from docmill.emit.plan import Operation, Plan
from docmill.emit.samples import Samples
from docmill.emit.testviews import MissingTests, NullCase, Way
from docmill.literals import python_literal


def in_document_order(one: Operation, given: Given) -> Given:
    """Arguments in the order of the document, which that of a call may not be."""
    places = {argument.name: index for index, argument in enumerate(one.arguments)}
    return sorted(given, key=lambda pair: places[pair[0].name])


def nulls_of(
    one: Operation, samples: Samples, required: Given, *, checked: bool
) -> Iterator[NullCase]:
    """One optional argument of the body as None: it is sent as null."""
    if one.body is None or one.body.whole or "json" not in one.body.media_type:
        return
    for argument in one.keywords:
        if argument.location == "body" and not argument.required:
            ordered = in_document_order(one, [*required, (argument, None)])
            body, others = wiretext.body_of(one, ordered), samples.call(required)
            yield NullCase(
                argument.name,
                f"{others}, " if others else "",
                python_literal(body),
                forgive=checked and not samples.fits(body, one.body.at, "request"),
            )
            return


def missing_of(samples: Samples, required: Given) -> MissingTests | None:
    """The call that lacks one of its required arguments, for each of them."""
    pairs = (f'"{f.name}": {samples.python(value, f.type)}' for f, value in required)
    names = tuple(field.name for field, _ in required)
    return MissingTests("{" + ", ".join(pairs) + "}", names) if names else None


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
