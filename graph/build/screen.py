"""A screen before SHACL: which focus nodes surely conform to their shapes, so that pyshacl need not look at them.

Every check here answers yes only where pyshacl is certain to find nothing; a doubtful value counts as flagged. So the
constraints are those that stay certain when they are combined (no ``sh:not``, no greatest numbers of qualified values),
and a shape with any other parameter is flagged with all its focus nodes. Terms are texts, as N-Triples write them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial

import rdflib
from pyoxigraph import Literal, NamedNode
from rdflib import OWL, RDF, RDFS, SH, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.exceptions import Error as RdflibError
from rdflib.term import Node

from graph.build.check_store import CheckStore, store_of_lines
from graph.build.constraint_queries import broken_by_queries
from graph.build.statement_index import Index, StatementIndex
from graph.write.sorting import merged
from ontology.vocabulary import XSD

Conforms = Callable[[str], bool]
"""Whether a focus node surely conforms."""
Test = Callable[[str, Collection[str]], bool]
"""Whether a focus node with its value nodes surely meets one constraint."""
Path = Callable[[str], Collection[str]]
"""The different value nodes of a focus node."""

_SAYS_NOTHING = {RDF.type, SH.path, SH.message, SH.name, SH.description, SH.sparql, SH.prefixes}
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_SAYS_NOTHING |= {*_TARGETS}
_NUMBER = re.compile(
    r'"([+-]?[0-9]+(?:\.[0-9]+)?)"\^\^<http://www\.w3\.org/2001/XMLSchema#(integer|decimal)>\Z', re.ASCII
)
_ESCAPE = re.compile(r'\\(["\\nrtbf])')
_ESCAPED = {'"': '"', "\\": "\\", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
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
"""Forms that are surely well formed; a 29th of February is left to pyshacl."""


class _InexpressibleError(Exception):
    """A shape has something that the screen does not check."""


@dataclass(frozen=True)
class Screening:
    """How many focus nodes each shape with a target has, and those of them that pyshacl must look at."""

    focus_nodes: Mapping[str, int]
    flagged: Mapping[str, frozenset[str]]


def screen(
    lines: Iterable[str],
    shapes: rdflib.Graph,
    index: Index | None = None,
    store: CheckStore | None = None,
    exempt: Set[str] = frozenset(),
) -> Screening:
    """Screen the statements *lines* (``<s> <p> <o>``, IRIs and literals only) by *shapes*.

    *index* is one of them, and *store* gives one, if there is one already.

    Shape by shape, focus node by focus node, in order: what a path leads to is looked up in the whole graph, wherever
    it comes from, so that the statements of a thing are read together and need not be held.
    """
    data = index or StatementIndex(lines)
    compiler = _Compiler(shapes, data)
    counts: dict[str, int] = {}
    flagged: dict[str, frozenset[str]] = {}
    constraints: list[tuple[Node, Node]] = []
    of_constraints: dict[Node, set[str]] = {}
    for shape, targets in _targets(shapes).items():
        try:
            conforms = compiler.shape(shape)
        except (_InexpressibleError, RdflibError, re.error, ValueError):
            flagged[str(shape)] = frozenset(_focus_nodes(targets, data)) - exempt
            counts[str(shape)] = len(flagged[str(shape)])
            continue
        number, doubtful = 0, set()
        for node in _focus_nodes(targets, data):
            if node in exempt:
                continue
            number += 1
            if not conforms(node):
                doubtful.add(node)
        counts[str(shape)] = number
        if doubtful:
            flagged[str(shape)] = frozenset(doubtful)
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
    for kind in _TARGETS:
        for shape, value in shapes.subject_objects(kind):
            targets.setdefault(shape, []).append((kind, _text(value)))
    return targets


def _focus_nodes(targets: Iterable[tuple[Node, str]], data: Index) -> Iterator[str]:
    """The focus nodes of a shape with *targets* (SHACL, section 2.1.3), each once and in order."""

    def of(kind: Node, value: str) -> Iterable[str]:
        if kind == SH.targetClass:
            return data.instances(value)
        if kind == SH.targetNode:
            return (value,)
        return data.of(value) if kind == SH.targetSubjectsOf else data.backwards(value)

    return merged([data.in_order(of(kind, value)) for kind, value in targets])


class _Compiler:
    """Makes functions of shapes. A shape that many others refer to is made once."""

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
        """The function of *shape*. Raises _InexpressibleError."""
        if shape in self._in_the_making:
            raise _InexpressibleError(f"{shape} refers to itself")
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
            raise _InexpressibleError(f"{shape} is a class and a shape")
        path = self.shapes.value(shape, SH.path)
        if path is None and not kinds & {SH.NodeShape}:
            raise _InexpressibleError(f"{shape} is no node shape")
        tests = []
        for predicate, value in self.shapes.predicate_objects(shape):
            if predicate in self._tests:
                tests.append(self._tests[predicate](shape, value))
            elif predicate not in _SAYS_NOTHING or (predicate == SH.sparql and path is not None):
                raise _InexpressibleError(f"{shape} has {predicate}")
        values_of = self._path(path) if path is not None else lambda node: (node,)

        if len(tests) == 1:  # as most have
            (only,) = tests
            return lambda node: only(node, values_of(node))

        def conforms(node: str) -> bool:
            values = values_of(node)
            return all(test(node, values) for test in tests)

        return conforms

    def _nested(self, shape: Node) -> Conforms:
        if (shape, SH.sparql, None) in self.shapes:
            raise _InexpressibleError(f"{shape} asks a query inside another shape")
        return self.shape(shape)

    def _path(self, path: Node) -> Path:
        if isinstance(path, URIRef):
            values = self.data.of(_text(path))
            return lambda node: values.get(node, ())
        steps = list(self.shapes.predicate_objects(path))
        if (path, RDF.first, None) in self.shapes:
            return self._sequence([self._path(part) for part in RdfList(self.shapes, path)])
        if len(steps) != 1:
            raise _InexpressibleError(f"{path} is no path")
        kind, value = steps[0]
        if kind == SH.alternativePath:
            parts = [self._path(part) for part in RdfList(self.shapes, value)]
            return lambda node: {v for part in parts for v in part(node)}
        if kind == SH.inversePath and isinstance(value, URIRef):
            subjects = self.data.backwards(_text(value))
            return lambda node: subjects.get(node, ())
        if kind == SH.zeroOrMorePath:
            return self._closure(self._path(value))
        raise _InexpressibleError(f"{kind} is not followed")

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
        instances = self.data.instances(_text(value))
        if isinstance(instances, frozenset):
            return lambda node, values: instances.issuperset(values)
        return lambda node, values: all(v in instances for v in values)

    def _datatype(self, shape: Node, value: Node) -> Test:
        datatype = str(value)
        if datatype == XSD.string.value:
            return lambda node, values: all(v[-1] == '"' for v in values)
        if datatype == RDF.langString.toPython():
            return lambda node, values: all(map(_language, values))
        if datatype not in _LEXICAL:
            raise _InexpressibleError(f"{datatype} is not checked")
        whole = re.compile(rf'"(?:{_LEXICAL[datatype]})"\^\^<{re.escape(datatype)}>')
        return lambda node, values: all(whole.fullmatch(v) is not None for v in values)

    def _node_kind(self, shape: Node, value: Node) -> Test:
        if value not in (SH.IRI, SH.Literal):
            raise _InexpressibleError(f"{value} is not checked")
        start = "<" if value == SH.IRI else '"'
        return lambda node, values: all(v[0] == start for v in values)

    def _min_count(self, shape: Node, value: Node) -> Test:
        least = _whole_number(value)
        return lambda node, values: len(values) >= least

    def _max_count(self, shape: Node, value: Node) -> Test:
        most = _whole_number(value)
        return lambda node, values: len(values) <= most

    def _pattern(self, shape: Node, value: Node) -> Test:
        pattern = re.compile(str(value))
        return lambda node, values: all(pattern.search(_string(v)) is not None for v in values)

    def _unique_language(self, shape: Node, value: Node) -> Test:
        if str(value) not in ("true", "false"):
            raise _InexpressibleError(f"{value} is no boolean")

        def test(node: str, values: Collection[str]) -> bool:
            if len(values) < 2:
                return True
            languages = [tag for tag in map(_language, values) if tag]
            return len(languages) == len(set(languages))

        return test

    def _qualified(self, shape: Node, value: Node) -> Test:
        counts = list(self.shapes.objects(shape, SH.qualifiedMinCount))
        if len(counts) != 1:
            raise _InexpressibleError(f"{shape} needs one sh:qualifiedMinCount")
        least, conforms = _whole_number(counts[0]), self._nested(value)
        return lambda node, values: sum(map(conforms, values)) >= least

    def _with_qualified_value_shape(self, shape: Node, value: Node) -> Test:
        if (shape, SH.qualifiedValueShape, None) not in self.shapes:
            raise _InexpressibleError(f"{shape} counts without a shape to count by")
        return lambda node, values: True

    def _min_inclusive(self, shape: Node, value: Node) -> Test:
        least = _number(_text(value))
        if least is None:
            raise _InexpressibleError(f"{value} is no number")
        return lambda node, values: all((n := _number(v)) is not None and n >= least for v in values)

    def _max_inclusive(self, shape: Node, value: Node) -> Test:
        most = _number(_text(value))
        if most is None:
            raise _InexpressibleError(f"{value} is no number")
        return lambda node, values: all((n := _number(v)) is not None and n <= most for v in values)

    def _in(self, shape: Node, value: Node) -> Test:
        allowed = {_text(member) for member in RdfList(self.shapes, value)}
        return lambda node, values: allowed.issuperset(values)

    def _or(self, shape: Node, value: Node) -> Test:
        choices = [self._nested(choice) for choice in RdfList(self.shapes, value)]
        return lambda node, values: all(any(conforms(v) for conforms in choices) for v in values)

    def _has_value(self, shape: Node, value: Node) -> Test:
        required = _text(value)
        return lambda node, values: required in values

    def _language_in(self, shape: Node, value: Node) -> Test:
        # pyshacl matches a whole tag or its first part, not a range of several parts.
        ranges = {str(tag).lower() for tag in RdfList(self.shapes, value)}

        def test(node: str, values: Collection[str]) -> bool:
            tags = map(_language, values)
            return all(tag in ranges or (tag and tag.partition("-")[0] in ranges) for tag in tags)

        return test

    def _less_than_or_equals(self, shape: Node, value: Node) -> Test:
        others = self.data.of(_text(value))

        def test(node: str, values: Collection[str]) -> bool:
            numbers, limits = [_number(v) for v in values], [_number(v) for v in others.get(node, ())]
            return all(n is not None and m is not None and n <= m for n in numbers for m in limits)

        return test

    def _disjoint(self, shape: Node, value: Node) -> Test:
        others = self.data.of(_text(value))
        return lambda node, values: set(values).isdisjoint(others.get(node, ()))


def _text(node: Node) -> str:
    """A term of a shape as N-Triples write it."""
    if isinstance(node, URIRef):
        return str(NamedNode(str(node)))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return str(Literal(str(node), language=node.language))
        return str(Literal(str(node), datatype=NamedNode(str(node.datatype)) if node.datatype else None))
    raise _InexpressibleError(f"{node} has no name")


def _whole_number(node: Node) -> int:
    if not isinstance(node, rdflib.Literal) or not isinstance(node.value, int):
        raise _InexpressibleError(f"{node} is no whole number")
    return node.value


def _language(text: str) -> str:
    """The language tag of a literal in lower case; empty where there is none."""
    # Only a tag ends in anything but a quote or the bracket of an IRI.
    return "" if text[-1] in '">' or text[0] != '"' else text[text.rindex('"@') + 2 :].lower()


def _number(text: str) -> Decimal | None:
    """The value of an ``xsd:integer`` or ``xsd:decimal``, or None."""
    match = _NUMBER.match(text)
    return Decimal(match[1]) if match else None


def _string(text: str) -> str:
    """The IRI or the lexical form that *text* writes."""
    if text[0] == "<":
        return text[1:-1]
    lexical = text[1 : text.rindex('"')]
    return _ESCAPE.sub(lambda match: _ESCAPED[match[1]], lexical) if "\\" in lexical else lexical
