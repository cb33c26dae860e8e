"""Texts that a Japanese document prints in another language: English titles, French names of magazines.

``mappings/register/lookups/text_languages.csv`` names their languages. A column with Japanese texts has a column beside
it for each other language that is printed there: ``title``, ``title_en``, ``title_ja_latn``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache

from mappings.helpers.lookups import LookupProblem, lookup_rows

_JAPANESE = re.compile(r"[\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff]")
_WORDS = re.compile(r"[A-Za-zÀ-ɏ]{3,}[^A-Za-z]*[ ’'][^A-Za-z]*[A-Za-zÀ-ɏ]{3,}")
"""Two words in Latin letters. A single one (JICA, Facebook) is a name or an abbreviation in a Japanese text too."""


@cache
def _languages() -> dict[str, str]:
    return {row["printed"]: row["language"] for row in lookup_rows("text_languages", ("printed", "language", "note"))}


def in_their_language(cells: Mapping[str, str], columns: Collection[str]) -> dict[str, str]:
    """*cells* of a table with *columns*, each text that is not Japanese in the column of its language.

    >>> in_their_language({"title": "MATSURI"}, ["title", "title_en", "title_ja_latn"])
    {'title_ja_latn': 'MATSURI'}

    Raises LookupProblem for words that are not Japanese, and of which the lookup file doesn't say the language.
    """
    moved: dict[str, str] = {}
    for column, text in cells.items():
        language = _languages().get(text, "")
        place = f"{column}_{language.replace('-', '_').lower()}"
        if language and place in columns:
            moved[place] = text
        elif f"{column}_en" in columns and _WORDS.search(text) and not _JAPANESE.search(text):
            raise LookupProblem(
                f"{text!r} is not Japanese; say its language in mappings/register/lookups/text_languages.csv"
            )
        else:
            moved[column] = text
    return moved
