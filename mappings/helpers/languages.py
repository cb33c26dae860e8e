"""Names of languages as documents print them, and the BCP 47 tags they stand for.

The names are in ``mappings/register/lookups/language_names.csv``. A printed form may stand for several languages
(``中国語（簡体字・繁体字）``): it then has one row a language. Words like 多言語, 外国語 or 母国語 name no language.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from mappings.helpers.lookups import LookupProblem, lookup_rows
from mappings.helpers.text import squeeze


class LanguageMention(NamedTuple):
    """A language named in a text: ``text[start:end] == printed``."""

    language: str
    printed: str
    start: int
    end: int


@cache
def _names() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for row in lookup_rows("language_names", ("printed", "language", "note")):
        names[row["printed"]] = (*names.get(row["printed"], ()), row["language"])
    return names


@cache
def _folded() -> dict[str, tuple[str, ...]]:
    return {squeeze(printed).casefold(): tags for printed, tags in _names().items()}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_names(), key=len, reverse=True)
    alternatives = "|".join(
        rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])"
        if name.isascii()
        else (r"(?<![ァ-ヶー])" if re.match(r"[ァ-ヶ]", name) else "") + re.escape(name)
        for name in longest_first
    )
    return re.compile(alternatives)


def languages_of(printed: str) -> tuple[str, ...]:
    """The tags that the printed name stands for; spaces, width and letter case do not matter.

    >>> languages_of("ハンガール語"), languages_of("中国語（簡体字・繁体字）")
    (('ko',), ('zh-Hans', 'zh-Hant'))

    Raises LookupProblem for a name that is not in the lookup file.
    """
    tags = _names().get(printed) or _folded().get(squeeze(printed).casefold())
    if tags is None:
        raise LookupProblem(
            f"{printed!r} is not a known name of a language; add it to mappings/register/lookups/language_names.csv"
        )
    return tags


def language_of(printed: str) -> str:
    """The one tag that the printed name stands for.

    >>> language_of("フィリピノ語")
    'fil'

    Raises LookupProblem for an unknown name, and for one that stands for several languages.
    """
    tags = languages_of(printed)
    if len(tags) != 1:
        raise LookupProblem(f"{printed!r} names {len(tags)} languages ({', '.join(tags)}); use languages_of")
    return tags[0]


def find_languages(text: str) -> list[LanguageMention]:
    """Every language named in *text*, in order; where several names begin, the longest counts.

    A form for several languages gives one mention a language, all with the same span. Join broken lines before
    (``mappings.helpers.text.join_lines``).

    >>> [m.language for m in find_languages("英語・韓国・朝鮮語・中国語（簡体字）の3言語")]
    ['en', 'ko', 'zh-Hans']
    """
    mentions: list[LanguageMention] = []
    for match in _pattern().finditer(text):
        mentions.extend(
            LanguageMention(language, match.group(), match.start(), match.end()) for language in _names()[match.group()]
        )
    return mentions
