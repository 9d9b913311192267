"""The codes of what `docmill fetch` tells of a page that did not come."""

from __future__ import annotations

from docmill.clientcodes import Code

_KEPT = "The page that is there stays."

FETCH_CODES: dict[str, Code] = {
    "fetch-unreachable": Code(
        f"The server did not answer, or not to the end, however often it was asked. {_KEPT}",
        "Run `docmill fetch` again later: what came is not asked for twice.",
    ),
    "fetch-refused": Code(
        f"The server answered with a status that is no page. {_KEPT}",
        "Open the address in a browser; leave it out with `exclude` if it leads nowhere.",
    ),
    "fetch-gone": Code(
        "A page that was fetched before is not listed any more, or the server says that it is "
        "gone; it is removed.",
        "Read what goes with it in the diff of the pages.",
    ),
    "fetch-elsewhere": Code(
        f"The page redirects to another host, to plain http or in circles. {_KEPT}",
        "Add the host to `hosts` if pages of this API are published there.",
    ),
    "fetch-private": Code(
        "The host resolves to an address of a private network; docmill does not connect to those.",
        "Set `private = true` for docs on a network of your own.",
    ),
    "fetch-robots": Code(
        "The robots.txt of the host does not let docmill have the page.",
        "Ask the publisher of the docs; leave the page out with `exclude`.",
    ),
    "fetch-too-large": Code(
        f"The page is larger than any reference page is, packed or not. {_KEPT}",
        "Leave it out with `exclude`.",
    ),
    "fetch-unreadable": Code(
        f"What came is no text in UTF-8, or in a packing that was not asked for. {_KEPT}",
        "Leave it out with `exclude`, or save the page by hand.",
    ),
    "fetch-missing": Code(
        f"The site says that there is no such page, with the status of a page. {_KEPT}",
        "Open the address in a browser; leave it out with `exclude` if it leads nowhere.",
    ),
    "fetch-login": Code(
        f"The site asks to log in. {_KEPT}",
        "Save pages that are not public by hand, or leave them out with `exclude`.",
    ),
    "fetch-shell": Code(
        f"The page is empty until scripts have filled it in a browser. {_KEPT}",
        "Look for a list of Markdown pages (llms.txt), or save the page from a browser.",
    ),
    "fetch-nothing": Code(
        f"The page described an operation, and what came now describes none. {_KEPT}",
        "Look at the page; where it really is none any more, `docmill fetch --accept-loss`.",
    ),
}
