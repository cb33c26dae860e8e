"""The values for the templates of labels: the statements of a source, followed along paths, and values as texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.dates import format_date, format_skeleton
from pyoxigraph import Literal, NamedNode, Triple

from ontology.vocabulary import PROV, XSD

Term = NamedNode | Literal
_Values = Term | dict[Term, None]
"""Most subjects have one value of a predicate, and a dictionary for each would take most of the memory."""
_JAPANESE = re.compile(r"[\u3005\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d]")
"""Kana, kanji and the iteration mark."""


@dataclass(frozen=True)
class PathStep:
    """A step of a path: to the objects of *predicate*, or against it to its subjects; of things below *start* only."""

    predicate: NamedNode
    inverse: bool = False
    start: str = ""


class Data:
    """Statements that can be followed along paths, with those of *reference* beneath them.

    Only statements with *predicates* (if given) are kept, and none about things below *left_out*, since no path leads
    to the others.
    """

    def __init__(
        self,
        triples: Iterable[Triple] = (),
        reference: Data | None = None,
        predicates: Collection[NamedNode] | None = None,
        left_out: str = "",
    ) -> None:
        self._reference = reference
        self._left_out = left_out
        self._predicates = predicates
        self._forwards: dict[NamedNode, dict[Term, _Values]] = {}
        self._backwards: dict[NamedNode, dict[Term, list[Term]]] = {}
        # Each subject once: it is a key of several predicates, and every access to a triple makes a new object.
        self._subjects: dict[NamedNode, NamedNode] = {}
        self.add(triples)

    def add(self, triples: Iterable[Triple]) -> None:
        """Add *triples*; those with a blank node or a statement in them are not followed."""
        for triple in triples:
            self.add_one(triple)

    def add_one(self, triple: Triple) -> bool:
        """Add *triple*, unless it is there. Gives whether it was added."""
        subject, predicate, value = triple
        if self._predicates is not None and predicate not in self._predicates:
            return False
        if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
            return False
        if self._left_out and subject.value.startswith(self._left_out):
            return False
        values = self._forwards.setdefault(predicate, {})
        before = values.get(subject)
        if before is None:
            values[self._subjects.setdefault(subject, subject)] = value
        elif isinstance(before, dict):
            if value in before:
                return False
            before[value] = None
        elif before == value:
            return False
        else:
            values[subject] = {before: None, value: None}
        self._backwards.pop(predicate, None)
        return True

    def remove(self, triples: Iterable[Triple]) -> None:
        """Remove *triples*, as far as they are there."""
        for subject, predicate, value in triples:
            values = self._forwards.get(predicate, {})
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal) and subject in values:
                rest = [other for other in _each(values.pop(subject)) if other != value]
                if rest:
                    values[subject] = rest[0] if len(rest) == 1 else dict.fromkeys(rest)
                self._backwards.pop(predicate, None)

    def stated(self, predicate: NamedNode) -> Iterator[tuple[Term, Term]]:
        """The subject and the object of each statement with *predicate*, without those of the reference."""
        for subject, values in self._forwards.get(predicate, {}).items():
            for value in _each(values):
                yield subject, value

    def records(self, subject: NamedNode) -> list[NamedNode]:
        """What *subject* is derived from, without what the reference has of it."""
        values = _each(self._forwards.get(PROV.wasDerivedFrom, {}).get(subject))
        return [value for value in values if isinstance(value, NamedNode)]

    def objects(self, subject: NamedNode, predicate: NamedNode, language: str | None = None) -> list[Term]:
        """The objects of *subject* and *predicate*, in a fixed order; only texts in *language*, if it is given."""
        values = self._values(subject, predicate)
        if language is None:
            return values
        return [value for value in values if isinstance(value, Literal) and value.language == language]

    def follow(self, start: NamedNode, path: Sequence[PathStep]) -> list[Term]:
        """The terms at the end of *path* from *start*, in a fixed order."""
        terms: list[Term] = [start]
        for step in path:
            reached: dict[Term, None] = {}
            for term in terms:
                if step.inverse:
                    reached.update(dict.fromkeys(self._against(step.predicate, term)))
                elif isinstance(term, NamedNode):
                    reached.update(dict.fromkeys(self._values(term, step.predicate)))
            terms = [term for term in reached if term.value.startswith(step.start)]
        return terms

    def _values(self, subject: NamedNode, predicate: NamedNode) -> list[Term]:
        values = list(_each(self._forwards.get(predicate, {}).get(subject)))
        if self._reference:
            values += _each(self._reference._forwards.get(predicate, {}).get(subject))
        return sorted(set(values), key=str) if len(values) > 1 else values

    def _against(self, predicate: NamedNode, value: Term) -> list[Term]:
        """The subjects of *predicate* with *value*, without those of the reference."""
        if predicate not in self._backwards:
            subjects: dict[Term, list[Term]] = {}
            for subject, term in self.stated(predicate):
                subjects.setdefault(term, []).append(subject)
            self._backwards[predicate] = subjects
        return sorted(self._backwards[predicate].get(value, ()), key=str)


def _each(values: _Values | None) -> Iterable[Term]:
    if values is None:
        return ()
    return values if isinstance(values, dict) else (values,)


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
