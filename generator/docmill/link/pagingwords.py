"""The words with which APIs speak of pages, without casing and separators; the surest stand first.

Gathered from the conventions of JSON:API, OData, AIP-158, HAL, Relay, Spring, Django REST
framework and Laravel, and from published API descriptions.
"""

from __future__ import annotations

PAGE = ("page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpage", "pagenr")
OFFSET = ("offset", "skip", "start", "startindex", "startat", "firstresult", "pageoffset",
          "startrow", "startposition", "startrecord", "recordoffset", "from")  # fmt: skip
CURSOR = ("cursor", "startingafter", "pagetoken", "nextpagetoken", "nexttoken", "nextcursor",
          "continuationtoken", "continuation", "paginationtoken", "startcursor", "aftercursor",
          "pagecursor", "pageafter", "after", "afterid", "startafter", "marker", "scrollid",
          "exclusivestartkey", "lastevaluatedkey", "startkey", "bookmark", "lastid", "lastkey",
          "sinceid", "pageinfo", "nextpage", "nextpagecursor")  # fmt: skip
SIZE = ("pagesize", "perpage", "size", "limit", "pagelimit", "itemsperpage", "resultsperpage",
        "maxpagesize", "maxresults", "take", "top", "first", "count", "maxitems", "rows", "max",
        "numresults", "recordsperpage", "batchsize", "length", "num")  # fmt: skip
ITEMS = ("items", "data", "results", "records", "value", "entries", "list", "values", "content",
         "rows", "elements", "edges", "nodes", "objects", "hits", "collection", "documents",
         "resources", "result", "entities", "payload", "response")  # fmt: skip
NO_ITEMS = frozenset({"errors", "warnings", "messages", "links", "included", "includes", "facets",
                      "aggregations", "filters", "sort", "orders", "columns", "fields", "meta",
                      "permissions", "notices", "details", "debug"})  # fmt: skip
MORE = ("hasnextpage", "hasmore", "hasnext", "hasmoreitems", "hasmorepages", "hasmoreresults",
        "hasmorerecords", "hasmoredata", "hasmoreentries", "moreavailable", "ismore", "moreresults",
        "morerecords", "morepages", "moreitems", "more", "nextpage", "next")  # fmt: skip
TOTAL = ("totalcount", "totalitems", "totalresults", "totalrecords", "totalelements", "total",
         "totalrows", "totalhits", "totalsize", "totalnumber", "numfound", "recordstotal",
         "recordcount", "itemcount", "resultcount", "odatacount", "numberofresults", "grandtotal",
         "totalentries", "totalobjects", "paginationtotal")  # fmt: skip
PAGES = ("totalpages", "pagecount", "lastpage", "numpages", "numberofpages", "pagestotal",
         "pagetotal", "totalpagecount", "maxpage", "pages")  # fmt: skip
NEXT_CURSOR = ("nextcursor", "nextpagetoken", "nexttoken", "nextcontinuationtoken",
               "continuationtoken", "nextpagecursor", "nextmarker", "aftercursor", "endcursor",
               "nextstartkey", "lastevaluatedkey", "nextkey", "nextpagekey", "paginationtoken",
               "continuation", "pagetoken", "scrollid", "bookmark", "nextid", "nextpageid",
               "lastid", "lastkey", "cursor", "after", "nextpage", "next", "marker")  # fmt: skip
NEXT_CURSOR_IN = ("nextcursor", "cursornext", "cursorsnext", "cursorsafter", "cursorafter",
                  "nextafter", "nextid", "nexttoken", "nextkey")  # fmt: skip
"""The words of a property and of the object that it stands in, together."""
NEXT_URL = ("nextpageurl", "nexturl", "nextlink", "odatanextlink", "nexthref", "nextpagelink",
            "nextpageuri", "nexturi", "nextrecordsurl", "nextresultsurl",
            "nextpagepath")  # fmt: skip
NEXT_URL_IN = ("linksnext", "linknext", "urlsnext", "nexthref", "nexturl", "nextlink", "nexturi")
MAYBE_URL = ("next", "nextpage")
LAST_ID = ("startingafter", "afterid", "startafter", "lastid", "sinceid", "after", "cursor",
           "marker", "startafterid")  # fmt: skip
SURE_LAST_ID = frozenset({"startingafter", "afterid", "lastid", "startafterid"})
"""Cursors that are the id of the last item, as their own name says."""
