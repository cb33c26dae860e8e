"""How a release uses its terms: how often, of what and with what, and a few examples.

Counted once when a release is built, and kept beside it as ``usage.json``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse, serialize

from graph.store import StatementStore, Term
from ontology.errors import ReportedError
from ontology.namespaces import Namespace

FILE = "usage.json"
EXAMPLES = 3
"""How many examples of a term are kept."""

_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SUB_CLASS = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")

Types = Mapping[Term, frozenset[NamedNode]]
"""The classes of each thing."""
Relation = tuple[NamedNode, NamedNode, NamedNode]
"""A class, a property that things of it have, and the class of a value."""
Counted = tuple[tuple[NamedNode, int], ...]
"""Classes or datatypes with a number each, the greatest first."""

_Entry = TypeVar("_Entry")


@dataclass(frozen=True)
class ClassUse:
    """The things of a class: how many, and some. *graph* has them where it is not the default graph."""

    count: int = 0
    examples: tuple[NamedNode, ...] = ()
    graph: NamedNode | None = None


@dataclass(frozen=True)
class PropertyUse:
    """The statements with a property: how many, and some.

    *subjects* are the classes of what it is said of, *objects* the classes or datatypes of its values, each with the
    number of statements. *graph* has them where it is not the default graph.
    """

    count: int = 0
    subjects: Counted = ()
    objects: Counted = ()
    examples: tuple[Quad, ...] = ()
    graph: NamedNode | None = None


class UsageError(ReportedError):
    """What a release says of the use of its terms cannot be read."""


@dataclass(frozen=True)
class Usage:
    """The classes, properties and relations of a release, as its default graph has them.

    A term of our own that only one of the other graphs has (the ledger's, say) is counted there.
    """

    classes: dict[NamedNode, ClassUse]
    properties: dict[NamedNode, PropertyUse]
    relations: Counter[Relation]

    @classmethod
    def of(cls, store: StatementStore, namespace: Namespace) -> Usage:
        """The use of every term in *store*."""
        default = list(store.statements(None, None, None, DefaultGraph()))
        broader = _broader(default)
        types = _types(default)
        usage = cls(_classes(default), _properties(default, types, broader), _relations(default, types))
        start = namespace.term("").value
        for term in {quad.subject for quad in default if isinstance(quad.subject, NamedNode)}:
            if term.value.startswith(start) and term not in usage.classes and term not in usage.properties:
                usage._count_elsewhere(store, term, broader)
        return usage

    @classmethod
    def read(cls, folder: Path) -> Usage:
        """What :meth:`write` wrote into *folder*. Raises UsageError."""
        try:
            said = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return cls(
                {NamedNode(term): _class_use(*use) for term, use in said["classes"].items()},
                {NamedNode(term): _property_use(*use) for term, use in said["properties"].items()},
                Counter({(NamedNode(s), NamedNode(p), NamedNode(o)): count for s, p, o, count in said["relations"]}),
            )
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise UsageError(f"{folder / FILE} cannot be read ({error}); run `tabunka build`") from error

    def write(self, folder: Path) -> None:
        """Write it into *folder*, always in the same order."""
        said = {
            "classes": {
                term.value: [use.count, _names(use.examples), use.graph and use.graph.value]
                for term, use in sorted(self.classes.items(), key=_by_term)
            },
            "properties": {
                term.value: [
                    use.count,
                    [[each.value, count] for each, count in use.subjects],
                    [[each.value, count] for each, count in use.objects],
                    (serialize(use.examples, format=RdfFormat.N_QUADS) or b"").decode(),
                    use.graph and use.graph.value,
                ]
                for term, use in sorted(self.properties.items(), key=_by_term)
            },
            "relations": sorted([*_names(relation), count] for relation, count in self.relations.items()),
        }
        (folder / FILE).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def of_class(self, term: NamedNode) -> ClassUse:
        """How the class *term* is used."""
        return self.classes.get(term, ClassUse())

    def of_property(self, term: NamedNode) -> PropertyUse:
        """How the property *term* is used."""
        return self.properties.get(term, PropertyUse())

    def _count_elsewhere(self, store: StatementStore, term: NamedNode, broader: Types) -> None:
        for statements in (store.statements(None, _TYPE, term, None), store.statements(None, term, None, None)):
            found = list(statements)
            graph = found[0].graph_name if found else None
            if not isinstance(graph, NamedNode):
                continue
            inside = [quad for quad in found if quad.graph_name == graph]
            if inside[0].predicate == _TYPE:
                self.classes[term] = replace(_classes(inside)[term], graph=graph)
            else:
                subjects = {quad.subject for quad in inside if isinstance(quad.subject, NamedNode)}
                types = _types(quad for each in subjects for quad in store.statements(each, _TYPE, None, graph))
                self.properties[term] = replace(_properties(inside, types, broader)[term], graph=graph)


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


def _types(quads: Iterable[Quad]) -> Types:
    found: dict[Term, set[NamedNode]] = {}
    for quad in quads:
        if quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
            found.setdefault(quad.subject, set()).add(quad.object)
    return {thing: frozenset(classes) for thing, classes in found.items()}


def _broader(quads: Iterable[Quad]) -> Types:
    """Each class with every class that it is stated to be below, at any distance."""
    parents: dict[Term, set[NamedNode]] = {}
    for quad in quads:
        if quad.predicate == _SUB_CLASS and isinstance(quad.object, NamedNode):
            parents.setdefault(quad.subject, set()).add(quad.object)
    found: dict[Term, frozenset[NamedNode]] = {}
    for term in parents:
        above: set[NamedNode] = set()
        waiting = [term]
        while waiting:
            fresh = parents.get(waiting.pop(), set()) - above
            above |= fresh
            waiting += fresh
        found[term] = frozenset(above)
    return found


def _classes(quads: Iterable[Quad]) -> dict[NamedNode, ClassUse]:
    things: dict[NamedNode, list[NamedNode]] = {}
    counts: Counter[NamedNode] = Counter()
    for quad in quads:
        if quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
            counts[quad.object] += 1
            if isinstance(quad.subject, NamedNode):
                things.setdefault(quad.object, []).append(quad.subject)
    return {
        term: ClassUse(count, spread(sorted(things.get(term, ()), key=_own_first))) for term, count in counts.items()
    }


def _own_first(thing: NamedNode) -> tuple[bool, str]:
    """Things that documents are about before documents and parts of them, as examples say more by them."""
    return ("/id/" not in thing.value, thing.value)


def _properties(quads: Iterable[Quad], types: Types, broader: Types) -> dict[NamedNode, PropertyUse]:
    statements: dict[NamedNode, list[Quad]] = {}
    for quad in quads:
        statements.setdefault(quad.predicate, []).append(quad)
    narrow = {classes: _narrowest(classes, broader) for classes in set(types.values())}
    found = {}
    for term, own in statements.items():
        subjects = Counter(c for quad in own for c in narrow.get(types.get(quad.subject, frozenset()), ()))
        objects = Counter(c for quad in own for c in _kinds(quad.object, types, narrow))
        examples = spread(sorted(own, key=lambda quad: (str(quad.subject), str(quad.object))))
        found[term] = PropertyUse(len(own), _ordered(subjects), _ordered(objects), examples)
    return found


def _kinds(
    value: Term, types: Types, narrow: Mapping[frozenset[NamedNode], frozenset[NamedNode]]
) -> Iterable[NamedNode]:
    """The datatype of a literal, the classes of a thing."""
    return (value.datatype,) if isinstance(value, Literal) else narrow.get(types.get(value, frozenset()), ())


def _narrowest(classes: frozenset[NamedNode], broader: Types) -> frozenset[NamedNode]:
    """*classes* without those that another of them is below."""
    return classes - {above for term in classes for above in broader.get(term, ()) if above != term}


def _relations(quads: Iterable[Quad], types: Types) -> Counter[Relation]:
    """How many statements relate things of each class with things of each class, by property."""
    found: Counter[Relation] = Counter()
    for quad in quads:
        values = types.get(quad.object, ())
        for subject in types.get(quad.subject, ()) if values else ():
            for value in values:
                found[(subject, quad.predicate, value)] += 1
    return found


def _ordered(counts: Counter[NamedNode]) -> Counted:
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0].value)))


def spread(entries: Sequence[_Entry]) -> tuple[_Entry, ...]:
    """At most :data:`EXAMPLES` of *entries*, from the beginning on, as far apart as there is room."""
    wanted = min(EXAMPLES, len(entries))
    return tuple(entries[number * len(entries) // wanted] for number in range(wanted))
