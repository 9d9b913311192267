"""The rows of a run-together table: where the value ends and the name begins.

`3EnglishUK` has one reading, `12FA` has two: 12 and FA, or 1 and 2FA. Which holds is decided by
the whole column, and only where it leaves exactly one reading; such a row stays whole else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_DIGITS = re.compile(r"(-?)([0-9]{1,18})(?=(.+))")
_TABBED = re.compile(r"(-?[0-9]{1,18})\t\s*(\S.*)")
_GOES_ON = re.compile(r"[0-9]*$|[.,:/\u2013-][0-9]")
"""No name: nothing but digits, or the rest of a fraction or of a range."""
_ODD = re.compile(r"0[0-9A-Za-z]|[.,:/%+\u2013-]")
"""How a name hardly begins: a number with a leading zero, the rest of `18+`."""
_MOST_TRIALS = 2_000_000

Reading = tuple[int, str]


def cells_of(rows: Sequence[str]) -> list[tuple[str, ...]]:
    """The value and the name of each row; a row that cannot be told apart has one cell."""
    column = [_readings(row) for row in rows]
    _settle(column)
    if any(len(readings) > 1 for readings in column):
        column = _agreed(column)
    return [
        (str(readings[0][0]), readings[0][1]) if len(readings) == 1 else (row,)
        for row, readings in zip(rows, column, strict=True)
    ]


def _readings(row: str) -> list[Reading]:
    """All values that the row may have, with their names; no number is written `007`."""
    if tabbed := _TABBED.fullmatch(row):
        return [(int(tabbed[1]), tabbed[2])]
    found = _DIGITS.match(row)
    if found is None:
        return []
    sign, digits = found[1], found[2]
    longest = 1 if digits[0] == "0" else len(digits)
    cuts = [(sign + digits[:n], row[len(sign) + n :]) for n in range(1, longest + 1)]
    able = [(int(value), name) for value, name in cuts if not _GOES_ON.match(name)]
    return [one for one in able if not _ODD.match(one[1])] or able[-1:]


def _settle(column: list[list[Reading]]) -> None:
    """A value that a row has for certain is no other row's."""
    waiting = [n for n, readings in enumerate(column) if len(readings) == 1]
    by_value: dict[int, list[int]] = {}
    for n, readings in enumerate(column):
        for value, _ in readings:
            by_value.setdefault(value, []).append(n)
    while waiting:
        sure = waiting.pop()
        value = column[sure][0][0]
        for n in by_value[value]:
            left = [one for one in column[n] if one[0] != value]
            if n != sure and left and len(left) < len(column[n]):
                column[n] = left
                if len(left) == 1:
                    waiting.append(n)


def _agreed(column: list[list[Reading]]) -> list[list[Reading]]:
    """The readings on which the whole column can agree, if that is one and no other; else as is."""
    read = [readings for readings in column if readings]
    wholes = {tuple(whole) for whole in (*_consecutive(read), *_ascending(read), *_longest(read))}
    if len(wholes) != 1:
        return column
    chosen = iter(wholes.pop())
    return [[next(chosen)] if readings else [] for readings in column]


def _consecutive(column: list[list[Reading]]) -> list[list[Reading]]:
    """The columns whose values follow each other without a gap, in any order."""
    size = len(column)
    lowest = min(max(value for value, _ in readings) for readings in column)
    highest = max(min(value for value, _ in readings) for readings in column)
    values = {value for readings in column for value, _ in readings}
    starts = [start for start in values if highest - size < start <= lowest]
    if len(starts) * size > _MOST_TRIALS:
        return []
    found: list[list[Reading]] = []
    for start in starts:
        trial = [[one for one in r if start <= one[0] < start + size] for r in column]
        _settle(trial)
        whole = [readings[0] for readings in trial if len(readings) == 1]
        if len({value for value, _ in whole}) == size:
            found.append(whole)
    return found


def _ascending(column: list[list[Reading]]) -> list[list[Reading]]:
    """The column whose values ascend, where it is the only such and the certain values do."""
    sure = [readings[0][0] for readings in column if len(readings) == 1]
    if not sure or any(one >= other for one, other in pairwise(sure)):
        return []
    # from the last row up, as each reading needs one below it: how many ways there are
    ways: list[list[int]] = [[1] * len(column[-1])]
    for readings, below in zip(column[-2::-1], column[:0:-1], strict=True):
        ways.append([
            sum(n for n, (after, _) in zip(ways[-1], below, strict=True) if after > value)
            for value, _ in readings
        ])  # fmt: skip
    if sum(ways[-1]) != 1:
        return []
    whole: list[Reading] = []
    for readings, counts in zip(column, reversed(ways), strict=True):
        able = [one for one, n in zip(readings, counts, strict=True) if n]
        whole.append(next(one for one in able if not whole or one[0] > whole[-1][0]))
    return [whole]


def _longest(column: list[list[Reading]]) -> list[list[Reading]]:
    """All digits are the value's, where such values ascend or are equally long."""
    whole = [readings[-1] for readings in column]
    ascend = all(one < other for (one, _), (other, _) in pairwise(whole))
    lengths = Counter(len(str(abs(value))) for value, _ in whole)
    return [whole] if len(whole) > 1 and (ascend or len(lengths) == 1) else []
