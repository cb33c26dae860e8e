"""Count how a release uses its terms, once when it is built (:mod:`graph.usage` keeps it)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.store import StatementStore, Term
from graph.usage import ClassUse, Counted, PropertyUse, Relation, Usage
from ontology.namespaces import Namespace
from ontology.vocabulary import RDF, RDFS

EXAMPLES = 3
"""How many examples of a term are kept."""

Types = Mapping[Term, frozenset[NamedNode]]
"""The classes of each thing."""

_Entry = TypeVar("_Entry")


def term_usage(store: StatementStore, namespace: Namespace) -> Usage:
    """The use of every term in *store*."""
    default = list(store.statements(None, None, None, DefaultGraph()))
    broader = _broader(default)
    types = _types(default)
    usage = Usage(_classes(default), _properties(default, types, broader), _relations(default, types))
    start = namespace.term("").value
    for term in {quad.subject for quad in default if isinstance(quad.subject, NamedNode)}:
        if term.value.startswith(start) and term not in usage.classes and term not in usage.properties:
            _count_elsewhere(usage, store, term, broader)
    return usage


def spread(entries: Sequence[_Entry]) -> tuple[_Entry, ...]:
    """At most :data:`EXAMPLES` of *entries*, from the first on, at equal distances."""
    wanted = min(EXAMPLES, len(entries))
    return tuple(entries[number * len(entries) // wanted] for number in range(wanted))


def _count_elsewhere(usage: Usage, store: StatementStore, term: NamedNode, broader: Types) -> None:
    """Add the use of *term* in the first graph that has it."""
    for statements in (store.statements(None, RDF.type, term, None), store.statements(None, term, None, None)):
        quads = list(statements)
        graph = quads[0].graph_name if quads else None
        if not isinstance(graph, NamedNode):
            continue
        inside = [quad for quad in quads if quad.graph_name == graph]
        if inside[0].predicate == RDF.type:
            usage.classes[term] = replace(_classes(inside)[term], graph=graph)
        else:
            subjects = {quad.subject for quad in inside if isinstance(quad.subject, NamedNode)}
            types = _types(quad for subject in subjects for quad in store.statements(subject, RDF.type, None, graph))
            usage.properties[term] = replace(_properties(inside, types, broader)[term], graph=graph)


def _types(quads: Iterable[Quad]) -> Types:
    types: dict[Term, set[NamedNode]] = {}
    for quad in quads:
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            types.setdefault(quad.subject, set()).add(quad.object)
    return {thing: frozenset(classes) for thing, classes in types.items()}


def _broader(quads: Iterable[Quad]) -> Types:
    """Each class with every class that it is stated to be below, at any distance."""
    parents: dict[Term, set[NamedNode]] = {}
    for quad in quads:
        if quad.predicate == RDFS.subClassOf and isinstance(quad.object, NamedNode):
            parents.setdefault(quad.subject, set()).add(quad.object)
    broader: dict[Term, frozenset[NamedNode]] = {}
    for term in parents:
        above: set[NamedNode] = set()
        waiting = [term]
        while waiting:
            fresh = parents.get(waiting.pop(), set()) - above
            above |= fresh
            waiting += fresh
        broader[term] = frozenset(above)
    return broader


def _classes(quads: Iterable[Quad]) -> dict[NamedNode, ClassUse]:
    things: dict[NamedNode, list[NamedNode]] = {}
    for quad in quads:
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode) and isinstance(quad.subject, NamedNode):
            things.setdefault(quad.object, []).append(quad.subject)
    return {
        term: ClassUse(len(instances), spread(sorted(instances, key=_own_first))) for term, instances in things.items()
    }


def _own_first(thing: NamedNode) -> tuple[bool, str]:
    """Things that documents are about come before documents and parts of them: they are better examples."""
    return ("/id/" not in thing.value, thing.value)


def _properties(quads: Iterable[Quad], types: Types, broader: Types) -> dict[NamedNode, PropertyUse]:
    by_property: dict[NamedNode, list[Quad]] = {}
    for quad in quads:
        by_property.setdefault(quad.predicate, []).append(quad)
    narrowest = {classes: _narrowest(classes, broader) for classes in set(types.values())}
    uses = {}
    for term, statements in by_property.items():
        subjects = Counter(c for quad in statements for c in narrowest.get(types.get(quad.subject, frozenset()), ()))
        objects = Counter(c for quad in statements for c in _kinds(quad.object, types, narrowest))
        examples = spread(sorted(statements, key=lambda quad: (str(quad.subject), str(quad.object))))
        uses[term] = PropertyUse(len(statements), _ordered(subjects), _ordered(objects), examples)
    return uses


def _kinds(
    value: Term, types: Types, narrowest: Mapping[frozenset[NamedNode], frozenset[NamedNode]]
) -> Iterable[NamedNode]:
    """The datatype of a literal, the classes of a thing."""
    return (value.datatype,) if isinstance(value, Literal) else narrowest.get(types.get(value, frozenset()), ())


def _narrowest(classes: frozenset[NamedNode], broader: Types) -> frozenset[NamedNode]:
    """*classes* without those that another of them is below."""
    return classes - {above for term in classes for above in broader.get(term, ()) if above != term}


def _relations(quads: Iterable[Quad], types: Types) -> Counter[Relation]:
    """How many statements relate things of each class with things of each class, by property."""
    relations: Counter[Relation] = Counter()
    for quad in quads:
        values = types.get(quad.object, ())
        for subject in types.get(quad.subject, ()) if values else ():
            for value in values:
                relations[(subject, quad.predicate, value)] += 1
    return relations


def _ordered(counts: Counter[NamedNode]) -> Counted:
    return tuple(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0].value)))
