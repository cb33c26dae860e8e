"""The classes of characters hold what the recommendations list."""

from __future__ import annotations

import re
import sys

from ontology.name_characters import DIGITS, letter, letter_or_mark

# As XML 1.0 and SPARQL 1.1 write them.
LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
MARKS = "\u00b7\u0300-\u036f\u203f-\u2040"
EVERY = "".join(map(chr, range(sys.maxunicode + 1)))


def runs(characters: str) -> list[str]:
    """The runs of *characters*, a class of a regular expression, among all that there are: two classes are the same
    where these are."""
    return re.findall(f"{characters}+", EVERY)


def test_a_name_begins_with_the_letters_that_the_recommendations_list() -> None:
    assert runs(letter()) == runs(f"[{LETTERS}]")
    assert runs(letter("_:")) == runs(f"[{LETTERS}_:]")


def test_a_name_goes_on_with_marks_too() -> None:
    assert runs(letter_or_mark()) == runs(f"[{LETTERS}{MARKS}]")
    assert runs(letter_or_mark(f"_{DIGITS}.-")) == runs(f"[{LETTERS}{MARKS}_0-9.-]")
