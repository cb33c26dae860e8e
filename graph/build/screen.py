"""A quick screen before SHACL: it finds the focus nodes that surely conform, so that pyshacl need not look at them.

A check returns true only where pyshacl surely finds no violation; a doubtful focus node is flagged for pyshacl. So only
constraints are screened whose certain results combine to certain results (no ``sh:not``, no ``sh:qualifiedMaxCount``).
All focus nodes of a shape with any other parameter are flagged. Terms are texts in N-Triples.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache, partial

import rdflib
from rdflib import OWL, RDF, RDFS, SH, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.exceptions import Error as RdflibError
from rdflib.term import Node

from graph.build.affected import Affected, Change, UnboundedError
from graph.build.check_store import CheckStore, store_of_lines
from graph.build.constraint_queries import broken_by_queries
from graph.build.shape_terms import (
    SAYS_NOTHING,
    TARGETS,
    InexpressibleError,
    language_of,
    number_of,
    string_of,
    text_of,
    whole_number_of,
)
from graph.build.statement_index import Index, StatementIndex
from graph.write.sorting import merged
from ontology.vocabulary import XSD

Conforms = Callable[[str], bool]
"""Whether a focus node surely conforms."""
Test = Callable[[str, Collection[str]], bool]
"""Whether a focus node with its value nodes surely meets one constraint."""
Path = Callable[[str], Collection[str]]
"""The different value nodes of a focus node."""

_LEXICAL = {
    XSD.integer.value: r"[+-]?[0-9]+",
    XSD.decimal.value: r"[+-]?[0-9]+\.[0-9]+|[+-]?[0-9]+",
    XSD.boolean.value: "true|false",
    XSD.gYear.value: "(?!0000)[0-9]{4}",
    XSD.gYearMonth.value: "(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])",
    XSD.date.value: r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?!0000)[0-9]{4}-(?:0[13-9]|1[0-2])-(?:29|30)"
    r"|(?!0000)[0-9]{4}-(?:0[13578]|1[02])-31",
}
"""Patterns of lexical forms that are surely valid; a 29th of February is left to pyshacl."""


@dataclass(frozen=True)
class Screening:
    """The number of focus nodes of each shape with a target, and the flagged ones, which pyshacl must look at."""

    focus_nodes: Mapping[str, int]
    flagged: Mapping[str, frozenset[str]]


def screen(
    lines: Iterable[str],
    shapes: rdflib.Graph,
    index: Index | None = None,
    store: CheckStore | None = None,
    exempt: Set[str] = frozenset(),
    change: Change | None = None,
) -> Screening:
    """Screen the statements *lines* (``<s> <p> <o>``, IRIs and literals only) by *shapes*.

    *index* is an index of *lines* and *store* gives a store of them, where these exist already. *change* is the
    difference to statements that conform to these shapes with the same *exempt*: then only focus nodes that the change
    can affect are looked at. The things *exempt* are never focus nodes.

    Shapes are screened one after the other, each with its focus nodes in order, so that the statements of a thing are
    read together and need not be held in memory. Paths are followed in the whole graph.
    """
    data = index or StatementIndex(lines)
    compiler = _Compiler(shapes, data)
    affected = Affected(shapes, data, change) if change else None
    counts: dict[str, int] = {}
    flagged: dict[str, frozenset[str]] = {}
    constraints: list[tuple[Node, Node]] = []
    of_constraints: dict[Node, set[str]] = {}
    for shape, targets in _targets(shapes).items():
        try:
            conforms = compiler.shape(shape)
        except (InexpressibleError, RdflibError, re.error, ValueError):
            flagged[str(shape)] = frozenset(_focus_nodes(targets, data)) - exempt
            counts[str(shape)] = len(flagged[str(shape)])
            continue
        suspects = _suspects(affected, shape, targets)
        number, doubtful = _looked_at(targets, data, conforms, exempt, suspects)
        counts[str(shape)] = number
        if doubtful:
            flagged[str(shape)] = doubtful
        for constraint in shapes.objects(shape, SH.sparql):
            constraints.append((shape, constraint))
            of_constraints[shape] = set(_focus_nodes(targets, data)) - exempt
    for shape, broken in broken_by_queries(
        shapes, constraints, of_constraints, store or cache(partial(store_of_lines, lines))
    ):
        flagged[str(shape)] = flagged.get(str(shape), frozenset()) | frozenset(broken)
    return Screening(dict(sorted(counts.items())), flagged)


def _targets(shapes: rdflib.Graph) -> dict[Node, list[tuple[Node, str]]]:
    """The targets of each shape that has any: the property that declares it, and its value."""
    targets: dict[Node, list[tuple[Node, str]]] = {}
    for kind in TARGETS:
        for shape, value in shapes.subject_objects(kind):
            targets.setdefault(shape, []).append((kind, text_of(value)))
    return targets


def _targeted(targets: Iterable[tuple[Node, str]], data: Index) -> list[Collection[str]]:
    """The focus nodes by each of the *targets* of a shape (SHACL, section 2.1.3)."""

    def of(kind: Node, value: str) -> Collection[str]:
        if kind == SH.targetClass:
            return data.instances(value)
        if kind == SH.targetNode:
            return (value,)
        return data.of(value) if kind == SH.targetSubjectsOf else data.backwards(value)

    return [of(kind, value) for kind, value in targets]


def _focus_nodes(targets: Iterable[tuple[Node, str]], data: Index) -> Iterator[str]:
    """The focus nodes of a shape with *targets*, each once and in order."""
    return merged(list(map(data.in_order, _targeted(targets, data))))


def _looked_at(
    targets: Iterable[tuple[Node, str]],
    data: Index,
    conforms: Conforms,
    exempt: Set[str],
    suspects: Set[str] | None,
) -> tuple[int, frozenset[str]]:
    """How many focus nodes a shape with *targets* has, and those among the *suspects* that may not conform.

    All are suspects where that is None.
    """
    focus_nodes = (node for node in _focus_nodes(targets, data) if node not in exempt)
    if suspects is None:
        number, doubtful = 0, set()
        for node in focus_nodes:
            number += 1
            if not conforms(node):
                doubtful.add(node)
        return number, frozenset(doubtful)
    parts = _targeted(targets, data)
    number = len(parts[0]) if len(parts) == 1 and not exempt else sum(1 for _ in focus_nodes)
    suspected = (node for node in suspects - exempt if any(node in part for part in parts))
    return number, frozenset(node for node in suspected if not conforms(node))


def _suspects(affected: Affected | None, shape: Node, targets: Iterable[tuple[Node, str]]) -> Set[str] | None:
    """The nodes to look at as focus nodes of *shape*; None for all."""
    try:
        return affected.by(shape, targets) if affected else None
    except UnboundedError:
        return None


class _Compiler:
    """Makes functions from shapes. A shape that several others refer to is compiled once."""

    def __init__(self, shapes: rdflib.Graph, data: Index) -> None:
        self.shapes = shapes
        self.data = data
        self._made: dict[Node, Conforms] = {}
        self._in_the_making: set[Node] = set()
        self._tests: dict[Node, Callable[[Node, Node], Test]] = {
            SH.property: self._property,
            SH["class"]: self._class,
            SH.datatype: self._datatype,
            SH.nodeKind: self._node_kind,
            SH.minCount: self._min_count,
            SH.maxCount: self._max_count,
            SH.pattern: self._pattern,
            SH.uniqueLang: self._unique_language,
            SH.qualifiedValueShape: self._qualified,
            SH.qualifiedMinCount: self._with_qualified_value_shape,
            SH.minInclusive: self._min_inclusive,
            SH.maxInclusive: self._max_inclusive,
            SH["in"]: self._in,
            SH["or"]: self._or,
            SH.hasValue: self._has_value,
            SH.languageIn: self._language_in,
            SH.lessThanOrEquals: self._less_than_or_equals,
            SH.disjoint: self._disjoint,
        }

    def shape(self, shape: Node) -> Conforms:
        """The function of *shape*. Raises InexpressibleError."""
        if shape in self._in_the_making:
            raise InexpressibleError(f"{shape} refers to itself")
        if shape not in self._made:
            self._in_the_making.add(shape)
            try:
                self._made[shape] = self._shape(shape)
            finally:
                self._in_the_making.discard(shape)
        return self._made[shape]

    def _shape(self, shape: Node) -> Conforms:
        kinds = set(self.shapes.objects(shape, RDF.type))
        if kinds & {RDFS.Class, OWL.Class}:
            raise InexpressibleError(f"{shape} is a class and a shape")
        path = self.shapes.value(shape, SH.path)
        if path is None and not kinds & {SH.NodeShape}:
            raise InexpressibleError(f"{shape} is no node shape")
        tests = []
        for predicate, value in self.shapes.predicate_objects(shape):
            if predicate in self._tests:
                tests.append(self._tests[predicate](shape, value))
            elif predicate not in SAYS_NOTHING or (predicate == SH.sparql and path is not None):
                raise InexpressibleError(f"{shape} has {predicate}")
        values_of = self._path(path) if path is not None else lambda node: (node,)

        if len(tests) == 1:  # the usual case
            (only,) = tests
            return lambda node: only(node, values_of(node))

        def conforms(node: str) -> bool:
            values = values_of(node)
            return all(test(node, values) for test in tests)

        return conforms

    def _nested(self, shape: Node) -> Conforms:
        if (shape, SH.sparql, None) in self.shapes:
            raise InexpressibleError(f"{shape} asks a query inside another shape")
        return self.shape(shape)

    def _path(self, path: Node) -> Path:
        if isinstance(path, URIRef):
            values = self.data.of(text_of(path))
            return lambda node: values.get(node, ())
        steps = list(self.shapes.predicate_objects(path))
        if (path, RDF.first, None) in self.shapes:
            return self._sequence([self._path(part) for part in RdfList(self.shapes, path)])
        if len(steps) != 1:
            raise InexpressibleError(f"{path} is no path")
        kind, value = steps[0]
        if kind == SH.alternativePath:
            parts = [self._path(part) for part in RdfList(self.shapes, value)]
            return lambda node: {v for part in parts for v in part(node)}
        if kind == SH.inversePath and isinstance(value, URIRef):
            subjects = self.data.backwards(text_of(value))
            return lambda node: subjects.get(node, ())
        if kind == SH.zeroOrMorePath:
            return self._closure(self._path(value))
        raise InexpressibleError(f"{kind} is not followed")

    @staticmethod
    def _sequence(parts: list[Path]) -> Path:
        def values(node: str) -> Collection[str]:
            nodes: Collection[str] = (node,)
            for part in parts:
                nodes = {value for start in nodes for value in part(start)}
            return nodes

        return values

    @staticmethod
    def _closure(part: Path) -> Path:
        def values(node: str) -> Collection[str]:
            reached, waiting = {node}, [node]
            while waiting:
                fresh = set(part(waiting.pop())) - reached
                reached |= fresh
                waiting += fresh
            return reached

        return values

    def _property(self, shape: Node, value: Node) -> Test:
        conforms = self._nested(value)
        return lambda node, values: all(map(conforms, values))

    def _class(self, shape: Node, value: Node) -> Test:
        instances = self.data.instances(text_of(value))
        if isinstance(instances, frozenset):
            return lambda node, values: instances.issuperset(values)
        return lambda node, values: all(v in instances for v in values)

    def _datatype(self, shape: Node, value: Node) -> Test:
        datatype = str(value)
        if datatype == XSD.string.value:
            return lambda node, values: all(v[-1] == '"' for v in values)
        if datatype == RDF.langString.toPython():
            return lambda node, values: all(map(language_of, values))
        if datatype not in _LEXICAL:
            raise InexpressibleError(f"{datatype} is not checked")
        whole = re.compile(rf'"(?:{_LEXICAL[datatype]})"\^\^<{re.escape(datatype)}>')
        return lambda node, values: all(whole.fullmatch(v) is not None for v in values)

    def _node_kind(self, shape: Node, value: Node) -> Test:
        if value not in (SH.IRI, SH.Literal):
            raise InexpressibleError(f"{value} is not checked")
        start = "<" if value == SH.IRI else '"'
        return lambda node, values: all(v[0] == start for v in values)

    def _min_count(self, shape: Node, value: Node) -> Test:
        least = whole_number_of(value)
        return lambda node, values: len(values) >= least

    def _max_count(self, shape: Node, value: Node) -> Test:
        most = whole_number_of(value)
        return lambda node, values: len(values) <= most

    def _pattern(self, shape: Node, value: Node) -> Test:
        pattern = re.compile(str(value))
        return lambda node, values: all(pattern.search(string_of(v)) is not None for v in values)

    def _unique_language(self, shape: Node, value: Node) -> Test:
        if str(value) not in ("true", "false"):
            raise InexpressibleError(f"{value} is no boolean")

        def test(node: str, values: Collection[str]) -> bool:
            if len(values) < 2:
                return True
            languages = [tag for tag in map(language_of, values) if tag]
            return len(languages) == len(set(languages))

        return test

    def _qualified(self, shape: Node, value: Node) -> Test:
        counts = list(self.shapes.objects(shape, SH.qualifiedMinCount))
        if len(counts) != 1:
            raise InexpressibleError(f"{shape} needs one sh:qualifiedMinCount")
        least, conforms = whole_number_of(counts[0]), self._nested(value)
        return lambda node, values: sum(map(conforms, values)) >= least

    def _with_qualified_value_shape(self, shape: Node, value: Node) -> Test:
        if (shape, SH.qualifiedValueShape, None) not in self.shapes:
            raise InexpressibleError(f"{shape} counts without a shape to count by")
        return lambda node, values: True

    def _min_inclusive(self, shape: Node, value: Node) -> Test:
        least = number_of(text_of(value))
        if least is None:
            raise InexpressibleError(f"{value} is no number")
        return lambda node, values: all((n := number_of(v)) is not None and n >= least for v in values)

    def _max_inclusive(self, shape: Node, value: Node) -> Test:
        most = number_of(text_of(value))
        if most is None:
            raise InexpressibleError(f"{value} is no number")
        return lambda node, values: all((n := number_of(v)) is not None and n <= most for v in values)

    def _in(self, shape: Node, value: Node) -> Test:
        allowed = {text_of(member) for member in RdfList(self.shapes, value)}
        return lambda node, values: allowed.issuperset(values)

    def _or(self, shape: Node, value: Node) -> Test:
        choices = [self._nested(choice) for choice in RdfList(self.shapes, value)]
        return lambda node, values: all(any(conforms(v) for conforms in choices) for v in values)

    def _has_value(self, shape: Node, value: Node) -> Test:
        required = text_of(value)
        return lambda node, values: required in values

    def _language_in(self, shape: Node, value: Node) -> Test:
        # pyshacl matches a whole tag or its first part, not a range of several parts.
        ranges = {str(tag).lower() for tag in RdfList(self.shapes, value)}

        def test(node: str, values: Collection[str]) -> bool:
            tags = map(language_of, values)
            return all(tag in ranges or (tag and tag.partition("-")[0] in ranges) for tag in tags)

        return test

    def _less_than_or_equals(self, shape: Node, value: Node) -> Test:
        others = self.data.of(text_of(value))

        def test(node: str, values: Collection[str]) -> bool:
            numbers, limits = [number_of(v) for v in values], [number_of(v) for v in others.get(node, ())]
            return all(n is not None and m is not None and n <= m for n in numbers for m in limits)

        return test

    def _disjoint(self, shape: Node, value: Node) -> Test:
        others = self.data.of(text_of(value))
        return lambda node, values: set(values).isdisjoint(others.get(node, ()))
