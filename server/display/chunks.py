"""A document in chunks of lines, each a page: small enough for a phone, and named by line numbers alone.

A chunk is the same in every release and with every status of its lines, so that an address of lines leads to its chunk
without a look at the ledger.
"""

from __future__ import annotations

LINES = 100
"""Lines of a chunk, blank ones among them."""
CHUNKS = 100
"""Chunks that an overview of a document shows at once."""


def page_of_line(line: int) -> int:
    """The number, from 1, of the chunk that holds *line*."""
    return (line - 1) // LINES + 1


def lines_of_page(page: int) -> tuple[int, int]:
    """The first and last line of the chunk *page*.

    >>> lines_of_page(2)
    (101, 200)
    """
    return (page - 1) * LINES + 1, page * LINES
