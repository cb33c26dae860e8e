"""What the templates of labels are filled with: the statements of a source, followed along paths; values as texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.dates import format_date, format_skeleton
from pyoxigraph import Literal, NamedNode, Triple

from ontology.vocabulary import XSD

Term = NamedNode | Literal
_JAPANESE = re.compile(r"[\u3005\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d]")
"""Kana, kanji and the iteration mark."""


@dataclass(frozen=True)
class Step:
    """A step of a path: to the objects of *predicate*, or against it to its subjects; of things below *start* only."""

    predicate: NamedNode
    inverse: bool = False
    start: str = ""


class Data:
    """Statements that can be followed along paths, with those of *reference* beneath them."""

    def __init__(self, triples: Iterable[Triple] = (), reference: Data | None = None) -> None:
        self._reference = reference
        self._forwards: dict[tuple[NamedNode, NamedNode], dict[Term, None]] = {}
        self._backwards: dict[tuple[Term, NamedNode], dict[Term, None]] = {}
        self._inverse: set[NamedNode] = set()
        self._triples: list[Triple] = []
        self.add(triples)

    def add(self, triples: Iterable[Triple]) -> None:
        """Add *triples*; those with a blank node or a statement in them are not followed."""
        for triple in triples:
            subject, predicate, value = triple
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                self._forwards.setdefault((subject, predicate), {})[value] = None
                if predicate in self._inverse:
                    self._backwards.setdefault((value, predicate), {})[subject] = None
                self._triples.append(triple)

    def objects(self, subject: NamedNode, predicate: NamedNode, language: str | None = None) -> list[Term]:
        """The objects of *subject* and *predicate*, in a fixed order; only texts in *language*, if it is given."""
        values = self._values(subject, predicate)
        if language is None:
            return values
        return [value for value in values if isinstance(value, Literal) and value.language == language]

    def follow(self, start: NamedNode, path: Sequence[Step]) -> list[Term]:
        """The terms at the end of *path* from *start*, in a fixed order."""
        terms: list[Term] = [start]
        for step in path:
            reached: dict[Term, None] = {}
            for term in terms:
                if step.inverse:
                    reached.update(dict.fromkeys(self._subjects(step.predicate, term)))
                elif isinstance(term, NamedNode):
                    reached.update(dict.fromkeys(self._values(term, step.predicate)))
            terms = [term for term in reached if term.value.startswith(step.start)]
        return terms

    def _values(self, subject: NamedNode, predicate: NamedNode) -> list[Term]:
        values = dict(self._forwards.get((subject, predicate), {}))
        if self._reference:
            values.update(self._reference._forwards.get((subject, predicate), {}))
        return sorted(values, key=str) if len(values) > 1 else list(values)

    def _subjects(self, predicate: NamedNode, value: Term) -> list[Term]:
        if predicate not in self._inverse:
            self._inverse.add(predicate)
            for subject, other, term in self._triples:
                if other == predicate:
                    self._backwards.setdefault((term, predicate), {})[subject] = None
        return sorted(self._backwards.get((value, predicate), ()), key=str)


def has_japanese(text: str) -> bool:
    """Does *text* hold kana or kanji?

    >>> has_japanese("FM COCOLO"), has_japanese("トークJapan")
    (False, True)
    """
    return _JAPANESE.search(text) is not None


def text_of(value: Literal, language: str, translations: Mapping[str, str]) -> str:
    """*value* as it stands in a label in *language*: a date written out, Japanese translated for another language.

    Nothing where *translations*, from Japanese to English, have none.
    """
    text = value.value
    if value.datatype in (XSD.date, XSD.gYearMonth):
        return _date(text, language)
    if language != "ja" and has_japanese(text):
        return translations.get(text, "")
    return text


def address_of(iri: str) -> str:
    """The address *iri* as people write it.

    >>> address_of("https://www.pref.kanagawa.jp/docs/k2w/")
    'pref.kanagawa.jp/docs/k2w/'
    """
    return re.sub(r"\Ahttps?://(?:www\.)?", "", iri)


@lru_cache(maxsize=4096)
def _date(text: str, language: str) -> str:
    """An xsd:date or gYearMonth as *language* writes it out (CLDR)."""
    year, month, *day = map(int, text.split("-"))
    if day:
        return format_date(date(year, month, day[0]), "long", locale=language)
    return format_skeleton("yMMMM", date(year, month, 1), locale=language)
