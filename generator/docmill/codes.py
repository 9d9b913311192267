"""Every finding code: what it means, and what to do about it (`docmill explain CODE`)."""

from __future__ import annotations

from docmill.clientcodes import CLIENT_CODES, Code
from docmill.fetchcodes import FETCH_CODES

REASONS = frozenset({
    *("not-an-endpoint", "no-operation", "empty-page", "rendering-unknown", "page-too-deep"),
    *("fields-lost", "page-fragment", "site-unreadable", "document-unreadable"),
})  # fmt: skip
"""Why a page gives no operation."""

_SAVE_AGAIN = "Compare with the page in the browser and save it again if the capture lost a line."
_ASK = "Ask the publisher of the docs which is right; until then the spec keeps what is said first."

CODES: dict[str, Code] = {
    # the page as a whole
    "not-an-endpoint": Code(
        "The page describes no operation: it has no method with a path, and no sample names one.",
        "Leave guides, login pages and indexes out of the folder; save endpoint pages whole.",
    ),
    "no-operation": Code(
        "The page lists fields or samples, but nothing says which method and path they belong to.",
        "Save the page with its head (method, path, title), or with its curl sample.",
    ),
    "rendering-unknown": Code(
        "The page is Markdown, HTML or another form that docmill has no reader for; nothing of it "
        "was read.",
        "Save what the browser shows as plain text: select all, copy, paste.",
    ),
    "page-too-deep": Code(
        "Elements or samples stand inside each other more often than any reference page's do; "
        "nothing of the page was read.",
        "Look at the page: it is broken, or was made to break its readers.",
    ),
    "fields-lost": Code(
        "A capture that kept the descriptions of the fields and dropped their names and types, as "
        "reader views do. Nothing is emitted from it.",
        "Copy the page itself, not a reader view of it.",
    ),
    "page-fragment": Code(
        "A snippet that other pages take in; it describes no operation of its own.", "Nothing."
    ),
    "snippet-missing": Code(
        "A page takes in a snippet that is not among the pages that were given.",
        "Give the folder that holds the snippets, too: the root of the docs.",
    ),
    "site-unreadable": Code(
        "The configuration of the docs site (mint.json, docs.json) cannot be read: where the API "
        "runs and how callers identify themselves is what the pages alone say.",
        "Mend the file; the pages were read.",
    ),
    "empty-page": Code("The file holds no text.", "Save the page again."),
    "unclaimed": Code(
        "No rule understands these lines, so nothing of them is in the output.",
        "If they say something of the API, report the construct; else accept the finding.",
    ),
    "unknown-heading": Code(
        "A heading that names no section of a reference page; what follows keeps the section that "
        "was open before it.",
        "Check that the fields below it came out in the right place.",
    ),
    "front-matter-broken": Code(
        "The YAML between the `---` lines at the head of the page cannot be read.",
        "Mend the front matter; the rest of the page was read.",
    ),
    "component-broken": Code(
        "A component without its end or its start tag; what stands inside was read on its own.",
        "Mend the tag in the source of the page.",
    ),
    "heading-missing": Code(
        "A heading or fields that belong into a section whose own heading is missing.", _SAVE_AGAIN
    ),
    "heading-not-set-apart": Code(
        "A section's heading without empty lines round it: the capture lost them.", _SAVE_AGAIN
    ),
    "endpoint-inferred": Code(
        "The head of the page lacks the method or the path; a sample supplied it.", _SAVE_AGAIN
    ),
    "endpoint-unreadable": Code(
        "What stands in the place of the method is none; the samples are asked instead.",
        _SAVE_AGAIN,
    ),
    "endpoint-disagrees": Code(
        "The head of the page and a sample name different methods, paths or servers.", _ASK
    ),
    "title-missing": Code("The page has no title.", _SAVE_AGAIN),
    "no-server": Code(
        "Nothing on the page says on which host the API runs.",
        "Give the client a base_url, or add the server with a correction.",
    ),
    "server-unreadable": Code(
        "What stands in the place of the API's address is none; it is not in the output.",
        "Give the client a base_url, or correct the address in the spec.",
    ),
    "media-type-unreadable": Code(
        "What the page names as the type of the body is no media type; JSON is taken for it.", _ASK
    ),
    "no-responses": Code(
        "The page documents no response, or was cut off before them.", _SAVE_AGAIN
    ),
    "pages-disagree": Code(
        "Two inputs describe one operation and say different things of it; the more trusted one is "
        "kept (`trust` in the configuration changes the order).",
        _ASK,
    ),
    "page-complements": Code(
        "Two pages describe one operation, and the less trusted one tells more; it is in the "
        "output.",
        "Check that it is not out of date, or leave the page out of the folder.",
    ),
    # fields
    "field-broken": Code(
        "Lines that look like a field of which the capture lost the name or the type.", _SAVE_AGAIN
    ),
    "field-without-type": Code("A field whose type the page does not tell: any value fits.", _ASK),
    "default-unfit": Code(
        "A default that is no value of the field's type; it is kept as the text that the page has.",
        _ASK,
    ),
    "field-twice": Code("A section lists a field twice; the first is kept.", _ASK),
    "field-unplaced": Code(
        "A field outside of every section that says where it is sent; it is not in the output.",
        _SAVE_AGAIN,
    ),
    "location-inferred": Code(
        "Parameters in a section that does not say where they are sent: variables of the path, "
        "else the query of GET, HEAD and DELETE, else the body.",
        "Check against the samples of the page.",
    ),
    "unknown-type": Code(
        "A type word that docmill does not know: any value fits. The word is kept in the spec.",
        "Correct the type, or report the word.",
    ),
    "unknown-mark": Code("A mark of a field that docmill does not know.", "Report the mark."),
    "orphan-description": Code(
        "A description without a field: the capture lost the field's name and type.", _SAVE_AGAIN
    ),
    "required-disagrees": Code(
        "The field's own mark and the heading over it disagree; it is taken as required.", _ASK
    ),
    "path-variable-undeclared": Code(
        "The path has a variable that no section describes; it is taken as a required string.",
        _ASK,
    ),
    "path-variable-unknown": Code(
        "A path parameter is described that the path does not have; it is taken as the variable "
        "that nobody describes, or as a query parameter.",
        _ASK,
    ),
    "record-inferred": Code(
        "A sample shows nothing but properties of the record that `get` answers with, so it refers "
        "to that.",
        "Check where the page itself does not say so.",
    ),
    "descriptions-differ": Code(
        "Several operations have one shape, which comes out once, and describe a property of it in "
        "different words; each spec file keeps its own.",
        "Nothing, or correct the description in the document.",
    ),
    # enums
    "enum-link-inferred": Code(
        "The table does not say which field takes its values; all other fields were ruled out.",
        "Check the link against the API, or against another rendering of the page.",
    ),
    "enum-unlinked": Code(
        "The table does not say which field takes its values, and several fields (or none) could; "
        "nothing is linked.",
        "Save the page as Markdown or HTML, where tables keep their titles.",
    ),
    "enum-row-unreadable": Code(
        "A row of the table that is not a number and a name; it is not in the output.", _SAVE_AGAIN
    ),
    "enum-value-twice": Code("Two rows of a table have the same value.", _ASK),
    # authentication
    "auth-disagrees": Code(
        "The page names several ways to authenticate; the client offers each.", _ASK
    ),
    "auth-inferred": Code(
        "Some pages say how callers authenticate, and these do not: they are taken to mean the "
        "same, optionally.",
        _ASK,
    ),
    "token-endpoint": Code(
        "An operation takes a `grant_type`: it is taken for the one that gives the OAuth2 tokens "
        "that the others ask for, and the client fetches them there.",
        "Check the address and the grants under `securitySchemes` in openapi.yaml.",
    ),
    "auth-unrecognised": Code(
        "The section on authentication names no scheme that docmill knows.", _ASK
    ),
    "role-unrecognised": Code(
        "A sentence on the roles that a caller needs, from which no name of a role can be taken.",
        "Look the roles up on the page; they are in the description of the operation.",
    ),
    # samples
    "sample-not-json": Code(
        "A sample is no valid JSON: it is kept as text and no facts are taken from it.", _ASK
    ),
    "sample-unreadable": Code(
        "A sample that is neither a curl command nor JSON, or a curl command cut short.",
        _SAVE_AGAIN,
    ),
    "sample-unlabelled": Code(
        "A sample without the label that others of its kind have.", _SAVE_AGAIN
    ),
    "sample-disagrees": Code(
        "A sample contradicts the section that describes it: the description is kept, and a "
        "sample that does not fit its schema is kept under x-docmill-invalid-examples.",
        _ASK,
    ),
    "seen-only-in-example": Code(
        "Properties of the sample that no section describes; they are kept, with the type that "
        "the sample shows, and marked x-docmill-seen.",
        "Ask the publisher of the docs to describe them.",
    ),
    "generated-sample-disagrees": Code(
        "The sample that the docs platform generated names other fields than the sections do: one "
        "of them lost something.",
        _SAVE_AGAIN,
    ),
    "status-inferred": Code(
        "A response without the heading of a status; it is taken as the success.", _SAVE_AGAIN
    ),
    "status-unclear": Code(
        "A response field that is called like a status (`404`). The page lists it as a field, so "
        "it comes out as one.",
        _ASK,
    ),
    "status-shapes-differ": Code(
        "A property has different types in different statuses; each status keeps its own.", _ASK
    ),
    # names
    "name-changed": Code(
        "A name that something would have is in use, so it was given another one.",
        "Look the new names up in the client before you ship.",
    ),
    # OpenAPI documents as input
    "document-missing": Code(
        "The configuration of the docs site names an OpenAPI document that was not given.",
        "Save it into the folder, under the name that the configuration has for it.",
    ),
    "document-unreadable": Code(
        "A file or a part of a page that begins as an OpenAPI document and cannot be read as one.",
        "Mend the document; the other inputs were read.",
    ),
    "document-invalid": Code(
        "A part of an OpenAPI document that the standard does not allow: the smallest part that "
        "has the fault was mended or left out, and the rest was taken.",
        "Correct the document, or tell its publisher; check what the finding says was made of it.",
    ),
    **CLIENT_CODES,
    **FETCH_CODES,
}
