"""A long list, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, init=False)
class Page(Generic[_T]):
    """Page *number* (from 1) of *pages*: *items* of the *count* items of a list, *size* on each page.

    >>> Page("abcde", 2, 2)
    Page(items='cd', number=2, pages=3, size=2, count=5)
    """

    items: Sequence[_T]
    number: int
    pages: int
    size: int
    count: int

    def __init__(self, items: Sequence[_T], number: int, size: int) -> None:
        """Page *number* of *items*; a number that is too small or too large means the first or the last page."""
        pages = max(1, -(-len(items) // size))
        number = min(max(number, 1), pages)
        object.__setattr__(self, "items", items[(number - 1) * size : number * size])
        object.__setattr__(self, "number", number)
        object.__setattr__(self, "pages", pages)
        object.__setattr__(self, "size", size)
        object.__setattr__(self, "count", len(items))
