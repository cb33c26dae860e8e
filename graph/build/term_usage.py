"""Count how a release uses its terms, once when it is built (:mod:`graph.usage` keeps it).

Terms are texts here, as N-Triples write them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from graph.build.filed_index import index_of
from graph.build.sortable_statements import Statements
from graph.build.statement_index import Index
from graph.usage import ClassUse, Counted, PropertyUse, Relation, Usage
from ontology.namespaces import Namespace
from ontology.vocabulary import RDF, RDFS, XSD

EXAMPLES = 3
"""The number of examples of a term."""
_TYPE, _SUBCLASS_OF = str(RDF.type), str(RDFS.subClassOf)
_STRING, _LANG_STRING = str(XSD.string), str(RDF.langString)

Broader = Mapping[str, frozenset[str]]
"""The classes that each class is below."""

_Entry = TypeVar("_Entry")


def term_usage(
    default: Index, named: Iterable[tuple[NamedNode, Statements]], namespace: Namespace, folder: Path | None = None
) -> Usage:
    """The use of every term in the *default* graph, or else in the first of the *named* graphs that uses it."""
    return with_named_graphs(usage_of(default), default, named, namespace, folder)


def usage_of(default: Index) -> Usage:
    """The use of the terms of the *default* graph in it."""
    return _usage(default, _broader(default))


def with_named_graphs(
    usage: Usage,
    default: Index,
    named: Iterable[tuple[NamedNode, Statements]],
    namespace: Namespace,
    folder: Path | None = None,
) -> Usage:
    """*usage*, of the *default* graph, with that of the terms it does not use in the first of *named* that does."""
    broader = _broader(default)
    start = f"<{namespace.term('').value}"
    idle = {NamedNode(subject[1:-1]) for subject in default.subjects() if subject.startswith(start)}
    idle -= usage.classes.keys() | usage.properties.keys()
    for graph, lines in named:
        texts = {str(term) for term in idle}
        if all(texts.isdisjoint(line.split(" ", 2)[1:]) for line in lines):
            continue  # an index takes long to build
        index = index_of(lines, folder, as_is=True)
        for term in sorted(idle, key=str):
            _count_elsewhere(usage, term, graph, index, broader)
        idle -= usage.classes.keys() | usage.properties.keys()
    return usage


def spread(entries: Sequence[_Entry]) -> tuple[_Entry, ...]:
    """At most :data:`EXAMPLES` of *entries*, from the first on, at equal distances."""
    count = min(EXAMPLES, len(entries))
    return tuple(entries[number * len(entries) // count] for number in range(count))


def _usage(data: Index, broader: Broader) -> Usage:
    types = _Types(data)
    kinds = _Kinds(types, broader)
    classes = {_name(term): _class_use(things) for term, things in data.backwards(_TYPE).items() if term[0] == "<"}
    properties = {_name(term): _property_use(data, term, kinds) for term in data.predicates()}
    return Usage(classes, properties, _relations(data, types))


def _count_elsewhere(usage: Usage, term: NamedNode, graph: NamedNode, index: Index, broader: Broader) -> None:
    """Add the use of *term* in *graph*, whose index is *index*, if the graph uses it."""
    text = str(term)
    if things := index.backwards(_TYPE).get(text):
        usage.classes[term] = replace(_class_use(things), graph=graph)
    if index.of(text):
        kinds = _Kinds(_Types(index), broader)
        usage.properties[term] = replace(_property_use(index, text, kinds, f" {graph}"), graph=graph)


class _Types:
    """The classes of things, looked up."""

    def __init__(self, data: Index) -> None:
        self._classes = data.of(_TYPE)
        # There are few different combinations of classes: each is made once and shared.
        self._combinations: dict[tuple[str, ...], frozenset[str]] = {}

    def of(self, thing: str) -> frozenset[str]:
        """The classes of *thing*; none where it has none."""
        classes = tuple(self._classes.get(thing, ()))
        combination = self._combinations.get(classes)
        if combination is None:
            combination = self._combinations[classes] = frozenset(term for term in classes if term[0] == "<")
        return combination


def _broader(data: Index) -> Broader:
    """Each class with every class that it is stated to be below, at any distance."""
    parents = data.of(_SUBCLASS_OF)
    broader: dict[str, frozenset[str]] = {}
    for term in parents:
        above: set[str] = set()
        waiting = [term]
        while waiting:
            fresh = set(parents.get(waiting.pop(), ())) - above
            above |= fresh
            waiting += fresh
        broader[term] = frozenset(above)
    return broader


def _class_use(things: Iterable[str]) -> ClassUse:
    every = list(things)
    # Somebody else's data may have blank nodes, which are no examples.
    instances = sorted((thing[1:-1] for thing in every if thing[0] == "<"), key=_own_first)
    return ClassUse(len(every), tuple(map(NamedNode, spread(instances))))


def _own_first(thing: str) -> tuple[bool, str]:
    """Things that documents are about come before documents and parts of them: they are better examples."""
    return ("/id/" not in thing, thing)


class _Kinds:
    """The narrowest classes of a thing, or the datatype of a literal."""

    def __init__(self, types: _Types, broader: Broader) -> None:
        self._types = types
        self._broader = broader
        self._narrowest: dict[frozenset[str], tuple[str, ...]] = {}

    def of_thing(self, thing: str) -> tuple[str, ...]:
        classes = self._types.of(thing)
        if classes not in self._narrowest:
            above = {above for term in classes for above in self._broader.get(term, ()) if above != term}
            self._narrowest[classes] = tuple(classes - above)
        return self._narrowest[classes]

    def of_value(self, value: str) -> tuple[str, ...]:
        return (_datatype(value),) if value[0] == '"' else self.of_thing(value)


def _datatype(literal: str) -> str:
    if literal[-1] == '"':
        return _STRING
    return literal[literal.rindex("<") :] if literal[-1] == ">" else _LANG_STRING


def _property_use(data: Index, term: str, kinds: _Kinds, graph: str = "") -> PropertyUse:
    subjects: Counter[str] = Counter()
    objects: Counter[str] = Counter()
    count = sum(map(len, data.of(term).values()))
    positions, lines, position = set(spread(range(count))), [], 0
    for subject, values in data.of(term).items():
        for kind in kinds.of_thing(subject):
            subjects[kind] += len(values)
        for value in values:
            if position in positions:
                lines.append(f"{subject} {term} {value}{graph} .\n")
            position += 1
            for kind in kinds.of_value(value):
                objects[kind] += 1
    examples: tuple[Quad, ...] = tuple(parse("".join(lines), format=RdfFormat.N_QUADS))
    return PropertyUse(count, _ordered(subjects), _ordered(objects), examples)


def _relations(data: Index, types: _Types) -> Counter[Relation]:
    """How many statements relate things of each class with things of each class, by property."""
    by_types: Counter[tuple[frozenset[str], str, frozenset[str]]] = Counter()
    for predicate in data.predicates():
        for subject, values in data.of(predicate).items():
            if classes := types.of(subject):
                for value in values:
                    if value[0] == "<" and (of_value := types.of(value)):
                        by_types[(classes, predicate, of_value)] += 1
    relations: Counter[Relation] = Counter()
    for (subjects, predicate, objects), count in by_types.items():
        for subject in subjects:
            for value in objects:
                relations[(_name(subject), _name(predicate), _name(value))] += count
    return relations


def _ordered(counts: Counter[str]) -> Counted:
    kinds = ((_name(kind), count) for kind, count in counts.items())
    return tuple(sorted(kinds, key=lambda entry: (-entry[1], entry[0].value)))


def _name(text: str) -> NamedNode:
    return NamedNode(text[1:-1])
