"""Document lines as a cell of a table."""

from __future__ import annotations

from collections.abc import Iterable


def format_lines(lines: Iterable[int]) -> str:
    """Line numbers as ranges.

    >>> format_lines({14, 9, 12, 13})
    '9 12-14'
    """
    ranges: list[list[int]] = []
    for line in sorted(set(lines)):
        if ranges and ranges[-1][1] == line - 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
