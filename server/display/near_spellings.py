"""Names that are spelt nearly like a text: an index, so that no name is compared that cannot be near.

Pass-Join (Li, Deng, Wang, Feng: "Pass-Join: a partition-based method for similarity joins", PVLDB 5(3), 2011): a name
that may differ in *k* edits is cut into *k* + 1 pieces; a text within *k* edits of it holds at least one piece
unchanged, at most *k* positions aside. Each piece is filed by the length of the name and the number of the piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

_SHORTEST, _LONG = 4, 7
"""Characters of a name from which on it may differ in one edit, and in two."""
_LONGEST = 40
"""Characters of the longest text that is compared."""
_KANJI = re.compile("[一-鿿]")


def allowed(name: str) -> int:
    """How many edits a text may be away from *name*: one letter more, less or changed, or two that changed positions.

    No edits are allowed for a short name, nor for a name with kanji, in which each character carries much meaning.
    """
    if len(name) < _SHORTEST or _KANJI.search(name):
        return 0
    return 2 if len(name) >= _LONG else 1


class NearSpellings:
    """The *names*, folded, that a text may have been meant as."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[tuple[int, int], list[str]] = {}
        """By the length of names and the edits that are allowed."""
        for name in dict.fromkeys(names):
            edits = allowed(name)
            if edits and len(name) <= _LONGEST:
                self._names.setdefault((len(name), edits), []).append(name)
        # A text is compared with names of five lengths at most, so only these are filed: all would take ten times as
        # long.
        self._by_piece = cache(self._filed)

    def _filed(self, length: int, edits: int) -> list[dict[str, tuple[str, ...]]]:
        """For each piece of the names of *length* that may differ in *edits*, the names by that piece of them."""
        shelf = []
        for start, end in _pieces(length, edits):
            names_of: dict[str, list[str]] = {}
            for name in self._names[length, edits]:
                names_of.setdefault(name[start:end], []).append(name)
            # Most pieces are those of one name: a tuple takes half the memory of a list.
            shelf.append({piece: tuple(names) for piece, names in names_of.items()})
        return shelf

    def find(self, text: str) -> list[tuple[int, str]]:
        """The names near *text*, folded as they are, each with its edits; the nearest first, then alphabetically."""
        if len(text) > _LONGEST:
            return []
        letters, near = set(text), []
        for name in dict.fromkeys(self._candidates(text)):
            # An edit brings at most one new letter.
            if len(letters.difference(name)) > allowed(name):
                continue
            edits = distance(text, name, allowed(name))
            if edits is not None:
                near.append((edits, name))
        return sorted(near)

    def _candidates(self, text: str) -> Iterator[str]:
        """The names that share a piece with *text*."""
        for length, edits in self._names:
            if abs(length - len(text)) > edits:
                continue
            shelf = self._by_piece(length, edits)
            for names_of, (start, end) in zip(shelf, _pieces(length, edits), strict=True):
                for aside in range(max(0, start - edits), min(len(text) - (end - start), start + edits) + 1):
                    yield from names_of.get(text[aside : aside + end - start], ())


@cache
def _pieces(length: int, edits: int) -> list[tuple[int, int]]:
    """Where a name of *length* characters is cut into *edits* + 1 pieces, about equally long."""
    cuts = [length * number // (edits + 1) for number in range(edits + 2)]
    return list(pairwise(cuts))


def distance(text: str, name: str, most: int) -> int | None:
    """The edits from *text* to *name*, or None if they are more than *most* (optimal string alignment).

    >>> distance("saporo", "sapporo", 2), distance("saproro", "sapporo", 1), distance("oskaa", "osaka", 1)
    (1, 1, 1)
    """
    if abs(len(text) - len(name)) > most:
        return None
    before: list[int] = []
    row = list(range(len(name) + 1))
    for position, letter in enumerate(text, 1):
        above, row = row, [position]
        for at, other in enumerate(name, 1):
            edits = min(above[at] + 1, row[at - 1] + 1, above[at - 1] + (letter != other))
            if position > 1 and at > 1 and letter == name[at - 2] and text[position - 2] == other:
                edits = min(edits, before[at - 2] + 1)
            row.append(edits)
        if min(row) > most:
            return None
        before = above
    return row[-1] if row[-1] <= most else None
