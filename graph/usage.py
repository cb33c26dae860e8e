"""How a release uses its terms (``usage.json``): how often, with which classes, and a few examples."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from ontology.errors import ReportedError
from ontology.json_text import indented

FILE = "usage.json"

Relation = tuple[NamedNode, NamedNode, NamedNode]
"""A class, a property that things of it have, and the class of a value."""
Counted = tuple[tuple[NamedNode, int], ...]
"""Classes or datatypes with their numbers, the greatest number first."""


@dataclass(frozen=True)
class ClassUse:
    """The number of things of a class, and some of them. *graph* is the graph that has them; None: the default one."""

    count: int = 0
    examples: tuple[NamedNode, ...] = ()
    graph: NamedNode | None = None


@dataclass(frozen=True)
class PropertyUse:
    """The number of statements with a property, and some of them.

    *subjects* are the classes of their subjects, *objects* the classes or datatypes of their objects, each with the
    number of statements. *graph* is the graph that has the statements; None: the default one.
    """

    count: int = 0
    subjects: Counted = ()
    objects: Counted = ()
    examples: tuple[Quad, ...] = ()
    graph: NamedNode | None = None


class UsageError(ReportedError):
    """The use of the terms of a release cannot be read."""


@dataclass(frozen=True)
class Usage:
    """The classes, properties and relations of a release, as its default graph has them.

    A term of our own that only one of the other graphs has (the ledger, say) is counted there.
    """

    classes: dict[NamedNode, ClassUse]
    properties: dict[NamedNode, PropertyUse]
    relations: Counter[Relation]

    @classmethod
    def read(cls, folder: Path) -> Usage:
        """The use of the terms of the release in *folder*, as :meth:`write` wrote it. Raises UsageError."""
        try:
            raw = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return cls(
                {NamedNode(term): _class_use(*use) for term, use in raw["classes"].items()},
                {NamedNode(term): _property_use(*use) for term, use in raw["properties"].items()},
                Counter({(NamedNode(s), NamedNode(p), NamedNode(o)): count for s, p, o, count in raw["relations"]}),
            )
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise UsageError(f"{folder / FILE} cannot be read ({error}); run `tabunka build`") from error

    def write(self, folder: Path) -> None:
        """Write it into *folder*, always in the same order."""
        raw = {
            "classes": {
                term.value: [use.count, _names(use.examples), use.graph and use.graph.value]
                for term, use in sorted(self.classes.items(), key=_by_term)
            },
            "properties": {
                term.value: [
                    use.count,
                    [[kind.value, count] for kind, count in use.subjects],
                    [[kind.value, count] for kind, count in use.objects],
                    (serialize(use.examples, format=RdfFormat.N_QUADS) or b"").decode(),
                    use.graph and use.graph.value,
                ]
                for term, use in sorted(self.properties.items(), key=_by_term)
            },
            "relations": sorted([*_names(relation), count] for relation, count in self.relations.items()),
        }
        (folder / FILE).write_text(indented(raw) + "\n", encoding="utf-8")

    def of_class(self, term: NamedNode) -> ClassUse:
        """How the class *term* is used."""
        return self.classes.get(term, ClassUse())

    def of_property(self, term: NamedNode) -> PropertyUse:
        """How the property *term* is used."""
        return self.properties.get(term, PropertyUse())


def _by_term(entry: tuple[NamedNode, object]) -> str:
    return entry[0].value


def _names(terms: Iterable[NamedNode]) -> list[str]:
    return [term.value for term in terms]


def _class_use(count: int, examples: list[str], graph: str | None) -> ClassUse:
    return ClassUse(count, tuple(map(NamedNode, examples)), NamedNode(graph) if graph else None)


def _property_use(
    count: int, subjects: list[list[Any]], objects: list[list[Any]], examples: str, graph: str | None
) -> PropertyUse:
    quads = tuple(parse(examples, format=RdfFormat.N_QUADS))
    return PropertyUse(count, _counted(subjects), _counted(objects), quads, NamedNode(graph) if graph else None)


def _counted(pairs: list[list[Any]]) -> Counted:
    return tuple((NamedNode(term), count) for term, count in pairs)
