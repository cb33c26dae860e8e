"""Statements by predicate, subject and object, for checks that look at a great many things.

Terms are texts, as N-Triples write them: they are compared a hundred times faster than term objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ontology.errors import ReportedError
from ontology.vocabulary import RDF, RDFS

_TYPE, _SUBCLASS_OF = str(RDF.type), str(RDFS.subClassOf)

Values = Mapping[str, list[str]]


class TermError(ReportedError):
    """A statement has a blank node or a triple as a term."""


class StatementIndex:
    """Distinct statements, each a line ``<s> <p> <o>``. Raises TermError for any term but IRIs and literals."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._values: dict[str, dict[str, list[str]]] = {}
        self._subjects: dict[str, dict[str, list[str]]] = {}
        self._instances: dict[str, frozenset[str]] = {}
        # Most terms occur many times: keep each text once.
        interned: dict[str, str] = {}
        values = self._values
        for line in lines:
            subject, predicate, value = line.split(" ", 2)
            if subject[0] != "<" or value[0] not in '<"' or value.startswith("<<"):
                raise TermError(
                    f"{line} has a term that is neither an IRI nor a literal; the default graph must hold nothing else"
                )
            by_subject = values.get(predicate)
            if by_subject is None:
                by_subject = values[predicate] = {}
            subject = interned.setdefault(subject, subject)
            value = interned.setdefault(value, value)
            if subject in by_subject:
                by_subject[subject].append(value)
            else:
                by_subject[subject] = [value]

    def predicates(self) -> Iterable[str]:
        """Every predicate."""
        return self._values

    def subjects(self) -> set[str]:
        """Every subject."""
        return {subject for values in self._values.values() for subject in values}

    def of(self, predicate: str) -> Values:
        """The values of *predicate* by subject."""
        return self._values.get(predicate, {})

    def backwards(self, predicate: str) -> Values:
        """The subjects of *predicate* by value."""
        if predicate not in self._subjects:
            subjects: dict[str, list[str]] = {}
            for subject, values in self.of(predicate).items():
                for value in values:
                    subjects.setdefault(value, []).append(subject)
            self._subjects[predicate] = subjects
        return self._subjects[predicate]

    def instances(self, cls: str) -> frozenset[str]:
        """The things of *cls* and of the classes that are stated to be below it."""
        if cls not in self._instances:
            below, waiting = {cls}, [cls]
            while waiting:
                fresh = set(self.backwards(_SUBCLASS_OF).get(waiting.pop(), ())) - below
                below |= fresh
                waiting += fresh
            by_class = self.backwards(_TYPE)
            self._instances[cls] = frozenset(thing for c in below for thing in by_class.get(c, ()))
        return self._instances[cls]
