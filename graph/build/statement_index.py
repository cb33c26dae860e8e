"""Statements by predicate, subject and object, for checks that look at a great many things.

Terms are texts, as N-Triples write them: they are compared a hundred times faster than term objects.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain

from ontology.errors import ReportedError
from ontology.vocabulary import RDF, RDFS

_TYPE, _SUBCLASS_OF = str(RDF.type), str(RDFS.subClassOf)

Values = Mapping[str, Sequence[str]]


class TermError(ReportedError):
    """A statement has a term that is a blank node or a triple."""


class Index(ABC):
    """Distinct statements, by predicate. Mappings are sorted by text if the statements were given in file order."""

    @abstractmethod
    def predicates(self) -> Collection[str]:
        """Every predicate."""

    @abstractmethod
    def of(self, predicate: str) -> Values:
        """The values of *predicate* by subject."""

    @abstractmethod
    def backwards(self, predicate: str) -> Values:
        """The subjects of *predicate* by value."""

    @abstractmethod
    def subject_counts(self) -> Iterator[tuple[str, int]]:
        """Every subject with the number of its statements."""

    @abstractmethod
    def object_counts(self) -> Iterator[tuple[str, int]]:
        """Every object with the number of its statements."""

    @abstractmethod
    def and_more(self, lines: Sequence[str]) -> Index:
        """An index of these statements and the few further *lines*. Do not use this index afterwards."""

    def in_order(self, terms: Iterable[str]) -> Iterable[str]:
        """*terms*, the keys of a mapping or the instances of a class, in the order of texts."""
        return sorted(terms)

    def subjects(self) -> Iterator[str]:
        """Every subject."""
        return (subject for subject, _ in self.subject_counts())

    def has_object(self, value: str) -> bool:
        """Whether a statement has the object *value*."""
        return any(value in self.backwards(predicate) for predicate in self.predicates())

    def objects_among(self, values: Set[str]) -> set[str]:
        """Those of *values* that are objects."""
        return {value for value in values if self.has_object(value)}

    def classes_below(self, cls: str) -> set[str]:
        """*cls* and the classes that are stated to be below it."""
        below, waiting = {cls}, [cls]
        while waiting:
            fresh = set(self.backwards(_SUBCLASS_OF).get(waiting.pop(), ())) - below
            below |= fresh
            waiting += fresh
        return below

    def instances(self, cls: str) -> Set[str]:
        """The things of *cls* and of the classes that are stated to be below it."""
        by_class = self.backwards(_TYPE)
        return frozenset(thing for c in self.classes_below(cls) for thing in by_class.get(c, ()))


def terms_of(line: str) -> list[str]:
    """Subject, predicate and object of *line*. Raises TermError for any term but IRIs and literals."""
    terms = line.split(" ", 2)
    if terms[0][0] != "<" or terms[2][0] not in '<"' or terms[2].startswith("<<"):
        raise TermError(
            f"{line} has a term that is neither an IRI nor a literal; the default graph must hold nothing else"
        )
    return terms


class StatementIndex(Index):
    """An index in memory of statements, each a line ``<s> <p> <o>``.

    Raises TermError for other terms, unless the data is *as_is*: somebody else's may have any.
    """

    def __init__(self, lines: Iterable[str], as_is: bool = False) -> None:
        self._values: dict[str, dict[str, list[str]]] = {}
        self._subjects: dict[str, dict[str, list[str]]] = {}
        self._instances: dict[str, Set[str]] = {}
        # Numbers of statements by subject and by object, counted at the first use and kept, since several callers need
        # them.
        self._of_subjects: Counter[str] | None = None
        self._of_objects: Counter[str] | None = None
        # Most terms occur many times: keep each text once.
        interned: dict[str, str] = {}
        values = self._values
        for line in lines:
            subject, predicate, value = line.split(" ", 2)
            if not as_is and (subject[0] != "<" or value[0] not in '<"' or value.startswith("<<")):
                terms_of(line)
            by_subject = values.get(predicate)
            if by_subject is None:
                by_subject = values[predicate] = {}
            subject = interned.setdefault(subject, subject)
            value = interned.setdefault(value, value)
            if subject in by_subject:
                by_subject[subject].append(value)
            else:
                by_subject[subject] = [value]

    def predicates(self) -> Collection[str]:
        """Every predicate."""
        return self._values.keys()

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

    def instances(self, cls: str) -> Set[str]:
        """The things of *cls* and of the classes that are stated to be below it."""
        if cls not in self._instances:
            self._instances[cls] = super().instances(cls)
        return self._instances[cls]

    def subject_counts(self) -> Iterator[tuple[str, int]]:
        """Every subject with the number of its statements."""
        if self._of_subjects is None:
            self._of_subjects = Counter()
            for values in self._values.values():
                for subject, of_subject in values.items():
                    self._of_subjects[subject] += len(of_subject)
        return iter(self._of_subjects.items())

    def object_counts(self) -> Iterator[tuple[str, int]]:
        """Every object with the number of its statements."""
        if self._of_objects is None:
            self._of_objects = Counter()
            for values in self._values.values():
                self._of_objects.update(chain.from_iterable(values.values()))
        return iter(self._of_objects.items())

    def has_object(self, value: str) -> bool:
        """Whether a statement has the object *value*."""
        return super().has_object(value) if self._of_objects is None else value in self._of_objects

    def and_more(self, lines: Sequence[str]) -> StatementIndex:
        """An index of these statements and the few further *lines*. Do not use this index afterwards."""
        for predicate, values in StatementIndex(lines)._values.items():
            self._subjects.pop(predicate, None)
            mine = self._values.setdefault(predicate, {})
            for subject, of_subject in values.items():
                mine.setdefault(subject, []).extend(of_subject)
            self._values[predicate] = {subject: sorted(mine[subject]) for subject in sorted(mine)}
        self._instances.clear()
        self._of_subjects = self._of_objects = None
        return self
