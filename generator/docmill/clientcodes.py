"""The finding codes about an OpenAPI document as a client, and what a code is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """What a finding code means, and what a reader of the report can do."""

    meaning: str
    way_out: str


CLIENT_CODES: dict[str, Code] = {
    "tags-merged": Code(
        "Two tags have the same name in Python, so their operations are in one resource.",
        "Rename one of the tags in the document.",
    ),
    "sample-unfit": Code(
        "The schema asks for more than docmill can make a sample of (a pattern, one of several "
        "combinations); the tests that use such a sample are not held against the document.",
        "Add an example to the schema.",
    ),
    "schema-unused": Code(
        "A component schema that no operation uses: the client has no class for it.",
        "Refer to the schema from the operation that uses it, or remove it.",
    ),
    "schema-unsupported": Code(
        "A part of a schema that Python types cannot say; the client's type is wider.",
        "Nothing: values are sent and kept as they are. The server decides.",
    ),
    "required-undescribed": Code(
        "An object requires a property that no schema describes; any value is allowed for it.",
        "Describe the property, or take its name from `required`.",
    ),
    "reference-unresolved": Code(
        "A reference that leads nowhere, or out of the document; any value is allowed there.",
        "Bundle the document into one file, or correct the reference.",
    ),
    "parameter-unsupported": Code(
        "A parameter, or the way it is written, that the client cannot send as documented.",
        "Correct the parameter, or pass it through an own `http_client`.",
    ),
    "media-type-unused": Code(
        "A body is documented in several media types, and the client uses one of them.",
        "Nothing, or remove the others with a correction so that the wanted one is used.",
    ),
    "security-unsupported": Code(
        "A way to authenticate that the client does not know.",
        "Pass an `http_client` that authenticates itself.",
    ),
    "server-unsupported": Code(
        "The client cannot know the URL to call, or knows only one of several.",
        "Pass `base_url`, or name the server with a correction.",
    ),
    "pagination-inferred": Code(
        "Operations of which parameters and answers are named as those that page are: the client "
        "walks their pages. How is under `x-docmill-pagination` of each operation.",
        "Check one operation of each kind; `x-docmill-pagination: false` in an OpenAPI document "
        "keeps an operation as it is.",
    ),
    "pagination-ambiguous": Code(
        "Operations that offer several ways to the next page; the client takes one of them.",
        "Nothing, or set `x-docmill-pagination` in the OpenAPI document.",
    ),
    "pagination-unclear": Code(
        "A parameter asks for the next page, and nothing in the documented answer says what to "
        "send for it: the client does not walk the pages.",
        "Describe the answer, or set `x-docmill-pagination` in the OpenAPI document.",
    ),
    "pagination-unsupported": Code(
        "`x-docmill-pagination` of an operation names what the operation does not have: the client "
        "does not walk its pages.",
        "Correct the key, or the correction that took away what it names.",
    ),
    "failure-inferred": Code(
        "Answers of operations that may say, with a status of success, that the request failed: "
        "the client raises then. Which property says so is under `x-docmill-failure`.",
        "Name the property with `failure` in the configuration, or switch it off with "
        "`failure = false`.",
    ),
    "failure-flag-missing": Code(
        "The property that the configuration names with `failure` is in no answer.",
        "Correct the name; the casing counts.",
    ),
    "operation-lost": Code(
        "Operations that are not in the client.",
        "Correct the document; webhooks are calls to you, not by you.",
    ),
    "operation-part-lost": Code(
        "A part of an operation that is not in the client.",
        "Nothing, if you do not need it.",
    ),
}
