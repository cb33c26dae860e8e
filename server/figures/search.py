"""A search for figures by words of their titles, of their measures, or by their keywords, in any language."""

from __future__ import annotations

from ontology.ruby import without_ruby
from server.display.publication import publication
from server.display.spelling import fold, words_of
from server.figures.declaration import Figure, figures

MOST = 5
"""The most figures that a search names."""
_SHORTEST = 2
"""Letters that a text has at least; one letter is in everything."""


def figures_called(text: str) -> list[Figure]:
    """The first figures that *text* is about: with *text* as a keyword, then with each of its words in a name."""
    words, typed = words_of(text), fold(text)
    if len(typed) < _SHORTEST:
        return []
    whole, partly = [], []
    for key, (names, keywords) in _names().items():
        if typed in keywords:
            whole.append(figures()[key])
        elif all(any(word in name for name in names) for word in words):
            partly.append(figures()[key])
    return [*whole, *partly][:MOST]


def is_keyword(text: str) -> bool:
    """Is the whole of *text* a keyword of a figure?"""
    return any(fold(text) in keywords for _, keywords in _names().values())


def _names() -> dict[str, tuple[tuple[str, ...], frozenset[str]]]:
    """For each figure its titles, measures and keywords as they are compared, and its keywords alone."""
    return publication().once(_names, lambda: {key: _names_of(figure) for key, figure in figures().items()})


def _names_of(figure: Figure) -> tuple[tuple[str, ...], frozenset[str]]:
    keywords = frozenset(fold(word) for words in figure.keywords.values() for word in words)
    texts = (without_ruby(text) for text in (*figure.title.values(), *figure.measure.label.values()))
    return (*map(fold, texts), *keywords), keywords
