"""The greatest number of statements that a pattern can match, from ``cardinality.json`` of a release (default graph).

A release never changes, so these are true upper bounds, not estimates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ontology.errors import ReportedError
from ontology.json_text import indented

FILE = "cardinality.json"
FREE = ""
"""Instead of a term: any term matches."""
BOUND = "?"
"""Instead of a term: exactly one term matches, but it is not known yet."""


class CardinalityError(ReportedError):
    """The cardinalities of a release cannot be read."""


@dataclass(frozen=True)
class PropertyCardinality:
    """The number of *statements* with a property, the most of them with one subject, and the most with one object."""

    statements: int
    of_subject: int
    of_object: int


@dataclass(frozen=True)
class Cardinalities:
    """Of one graph. Terms are texts, as N-Triples write them.

    *subjects* and *objects* hold the number of statements of terms with more than *light* statements. Literals have no
    number, since one value can be written in several ways.
    """

    statements: int
    of_subject: int
    of_object: int
    light: int
    properties: Mapping[str, PropertyCardinality]
    subjects: Mapping[str, int]
    objects: Mapping[str, int]

    def most(self, subject: str, predicate: str, object: str) -> int:
        """The greatest number of statements that match.

        Arguments are IRIs in angle brackets, :data:`BOUND` or :data:`FREE`.
        """
        of_property = self.properties.get(predicate)
        # Other graphs may have many statements with a property that this graph lacks: assume that any number matches.
        if of_property is not None:
            if subject and object:
                return 1
            if subject:
                return min(of_property.of_subject, self._of_subject(subject))
            if object:
                return min(of_property.of_object, self._of_object(object))
            return of_property.statements
        if subject:
            most = self._of_subject(subject)
            return min(most, self._of_object(object)) if object else most
        return self._of_object(object) if object else self.statements

    def cost(self, subject: str, predicate: str, object: str) -> tuple[int, int]:
        """The greatest numbers of statements that match, and that the engine looks at to find them.

        Arguments are as for :meth:`most`. The engine has a list of statements for each term in each position, and reads
        the shortest list. (The list of a subject is about as long as the result, as few subjects have a long one.)
        """
        most = self.most(subject, predicate, object)
        of_property = self.properties.get(predicate)
        if subject or not object or of_property is None:
            return most, most
        return most, min(of_property.statements, self._of_object(object))

    def _of_subject(self, subject: str) -> int:
        return self.of_subject if subject == BOUND else self.subjects.get(subject, self.light)

    def _of_object(self, object: str) -> int:
        return self.of_object if object == BOUND else self.objects.get(object, self.light)

    @classmethod
    def read(cls, folder: Path) -> Cardinalities | None:
        """Those of the release in *folder*; None where it has none. Raises CardinalityError."""
        try:
            raw = json.loads((folder / FILE).read_text(encoding="utf-8"))
            properties = {term: PropertyCardinality(*numbers) for term, numbers in raw.pop("properties").items()}
            return cls(properties=properties, **raw)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise CardinalityError(f"{folder / FILE} cannot be read ({error}); run `tabunka build`") from error

    def write(self, folder: Path) -> None:
        """Write them into *folder*, always in the same order."""
        raw = {
            "statements": self.statements,
            "of_subject": self.of_subject,
            "of_object": self.of_object,
            "light": self.light,
            "properties": {
                term: [most.statements, most.of_subject, most.of_object]
                for term, most in sorted(self.properties.items())
            },
            "subjects": dict(sorted(self.subjects.items())),
            "objects": dict(sorted(self.objects.items())),
        }
        (folder / FILE).write_text(indented(raw) + "\n", encoding="utf-8")
