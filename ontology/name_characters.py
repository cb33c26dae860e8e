"""The characters of names in XML and in SPARQL, as classes of regular expressions.

``NameStartChar`` of XML 1.0 (production 4) without its colon and underscore is ``PN_CHARS_BASE`` of SPARQL 1.1 (section
19.8, production 164); what only later characters may be is the same in both as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

_Range = tuple[int, int]
_LETTERS: tuple[_Range, ...] = (
    (0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF),
    (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD),
    (0x10000, 0xEFFFF),
)  # fmt: skip
_MARKS: tuple[_Range, ...] = ((0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))
_LAST = 0x10FFFF
DIGITS = "0123456789"


def letter(also: str = "") -> str:
    """The class of the letters that a name may begin with, and of the characters *also*."""
    return _class_of(chain(_LETTERS, _single(also)))


def letter_or_mark(also: str = "") -> str:
    """The class of the letters and marks that a name may go on with, and of the characters *also*."""
    return _class_of(chain(_LETTERS, _MARKS, _single(also)))


def _single(characters: str) -> Iterable[_Range]:
    return ((ord(character), ord(character)) for character in characters)


def _class_of(ranges: Iterable[_Range]) -> str:
    """The class of *ranges*, written as what it leaves out: Python marks each character of a range that is written, and
    these have 60,000 below U+10000, of which the rest is a ninth."""
    gaps, first = [], 0
    for start, end in sorted(ranges):
        if start > first:
            gaps.append(f"\\U{first:08x}-\\U{start - 1:08x}")
        first = end + 1
    gaps.append(f"\\U{first:08x}-\\U{_LAST:08x}")
    return f"[^{''.join(gaps)}]"
