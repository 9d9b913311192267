"""Prints the table: `make bench-peers`, or `python -m bench_peers OPERATIONS` in tests/."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench_peers.document import EACH, document
from bench_peers.measuring import of_generator, of_nothing, of_vendor
from bench_peers.processes import NOTHING
from bench_peers.table import Column, table
from bench_peers.tools import GENERATORS, VENDORS, Generator, Vendor


def main() -> None:
    """Measure all tools with an API of the given size, or those that are named."""
    parser = argparse.ArgumentParser(prog="bench_peers")
    parser.add_argument("operations", nargs="?", type=int, default=60)
    parser.add_argument("--only", nargs="*", metavar="TOOL")
    given = parser.parse_args()
    operations = -(-given.operations // EACH) * EACH
    tools: tuple[Generator | Vendor, ...] = (*GENERATORS, *VENDORS)
    columns: list[Column] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "openapi.json"
        source.write_text(json.dumps(document(operations)), encoding="utf-8")
        columns.append(of_nothing("httpx2 and pydantic alone", folder, NOTHING))
        for number, tool in enumerate(tools):
            if given.only and tool.name not in given.only:
                continue
            print(f"measuring {tool.name}", file=sys.stderr)  # noqa: T201 - takes minutes
            place = folder / str(number)
            if isinstance(tool, Generator):
                columns.append(of_generator(tool, place, source, operations))
            else:
                columns.append(of_vendor(tool, place))
    print(table(f"{operations} operations", columns))  # noqa: T201 - this is its output


if __name__ == "__main__":
    main()
