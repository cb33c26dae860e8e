"""The nearest right word for a misspelt one, as errors name it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_ALIKE = 0.6
"""How alike two words must be, from 0 to 1, so that one may be meant by the other."""


def nearest(word: str, words: Iterable[str]) -> str:
    """That of *words* that *word* is most like, or an empty string where it is like none of them.

    >>> nearest("license", ["licence", "publisher"]), nearest("Evnt", ["event", "Event"])
    ('licence', 'Event')
    """
    by_fold: dict[str, list[str]] = {}
    for name in sorted(words):
        by_fold.setdefault(name.casefold(), []).append(name)
    match = next(iter(get_close_matches(word.casefold(), by_fold, 1, _ALIKE)), None)
    # Of names that differ by case alone, as a class and a property may, the one that begins in the same case is meant.
    return min(by_fold[match], key=lambda name: name[:1].isupper() != word[:1].isupper()) if match is not None else ""


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """The end of a message that *word* is unknown: the nearest of *words*, or else nothing.

    >>> did_you_mean("license", ["licence", "publisher"])
    "; did you mean 'licence'?"
    """
    name = nearest(word, words)
    return f"; did you mean {name!r}?" if name else ""
