"""How to break each kind of constraint: from real statements about a thing to statements that must not conform.

A :class:`Constraint` is one parameter of one shape that is reached from a target. :func:`case_of` picks a real node
the shape looks at, with the statements about it and what it points to; :func:`break_it` changes as little of them as
makes that one constraint fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from rdflib import RDF, RDFS, SH, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import IdentifiedNode, Node

import shapes

BASE = "http://localhost:8000/"
NOWHERE = URIRef("urn:example:nowhere")
COMPONENTS = {
    SH["class"]: SH.ClassConstraintComponent,
    SH.datatype: SH.DatatypeConstraintComponent,
    SH.disjoint: SH.DisjointConstraintComponent,
    SH.hasValue: SH.HasValueConstraintComponent,
    SH["in"]: SH.InConstraintComponent,
    SH.languageIn: SH.LanguageInConstraintComponent,
    SH.lessThanOrEquals: SH.LessThanOrEqualsConstraintComponent,
    SH.maxCount: SH.MaxCountConstraintComponent,
    SH.maxInclusive: SH.MaxInclusiveConstraintComponent,
    SH.minCount: SH.MinCountConstraintComponent,
    SH.minInclusive: SH.MinInclusiveConstraintComponent,
    SH.nodeKind: SH.NodeKindConstraintComponent,
    SH["or"]: SH.OrConstraintComponent,
    SH.pattern: SH.PatternConstraintComponent,
    SH.qualifiedMinCount: SH.QualifiedMinCountConstraintComponent,
    SH.sparql: SH.SPARQLConstraintComponent,
    SH.uniqueLang: SH.UniqueLangConstraintComponent,
}
"""Each parameter with the component that a report names (SHACL, section 4)."""
DESCRIPTIVE = {RDF.type, SH.path, SH.message, SH.property, SH.qualifiedValueShape, SH.targetClass, SH.targetNode}
DESCRIPTIVE |= {SH.targetSubjectsOf, SH.targetObjectsOf}


@dataclass(frozen=True)
class Constraint:
    """One constraint of a *shape* that has a target itself, or is a property shape of the *targeted* one."""

    targeted: URIRef
    shape: URIRef
    parameter: URIRef
    value: Node

    def __str__(self) -> str:
        def short(iri: URIRef) -> str:
            return iri.removeprefix(BASE + "shapes/")

        where = short(self.targeted) if self.shape == self.targeted else f"{short(self.targeted)}>{short(self.shape)}"
        what = self.parameter.removeprefix(str(SH))
        return f"{where} {what}" + (f" {short(URIRef(str(self.value)))}" if self.parameter == SH.sparql else "")


def shapes_graph() -> Graph:
    """Every shape of the room."""
    graph = Graph()
    for path in shapes.shape_files():
        graph.parse(path, publicID=BASE)
    return graph


class NotBroken(Exception):
    """Nobody has said how to break such a constraint."""


def targeted_shapes(every: Graph) -> list[URIRef]:
    """The shapes that have a target."""
    found: set[Node] = set()
    for predicate in (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf):
        found.update(every.subjects(predicate, None))
    return sorted(URIRef(str(shape)) for shape in found)


def constraints(every: Graph) -> Iterator[Constraint]:
    """Every constraint that can appear in a report."""
    for targeted in targeted_shapes(every):
        for shape in [targeted, *sorted(URIRef(str(p)) for p in every.objects(targeted, SH.property))]:
            for parameter, value in sorted(every.predicate_objects(shape)):
                if parameter not in DESCRIPTIVE:
                    yield Constraint(targeted, shape, URIRef(str(parameter)), value)


@cache
def _classes_below(data: Graph, cls: Node) -> frozenset[Node]:
    return frozenset(each for each in data.transitive_subjects(RDFS.subClassOf, cls) if each is not None)


def focus_nodes(every: Graph, data: Graph, targeted: URIRef) -> list[IdentifiedNode]:
    """The nodes of *data* that *targeted* looks at (SHACL, section 2.1.3), sorted."""
    found: set[Node] = set(every.objects(targeted, SH.targetNode))
    for cls in every.objects(targeted, SH.targetClass):
        for each in _classes_below(data, cls):
            found.update(data.subjects(RDF.type, each))
    for predicate in every.objects(targeted, SH.targetSubjectsOf):
        found.update(data.subjects(predicate, None))
    for predicate in every.objects(targeted, SH.targetObjectsOf):
        found.update(data.objects(None, predicate))
    return sorted(node for node in found if isinstance(node, URIRef | BNode))


def part_of_shapes(every: Graph, targeted: URIRef) -> Graph:
    """*targeted* and everything it refers to."""
    part = Graph()
    queue: list[Node] = [targeted]
    while queue:
        node = queue.pop()
        for predicate, value in every.predicate_objects(node):
            if (node, predicate, value) not in part:
                part.add((node, predicate, value))
                if not isinstance(value, Literal):
                    queue.append(value)
    return part


def around(data: Graph, focus: Node) -> Graph:
    """The statements about *focus*, about what it points to and what that points to, and the sub-classes."""
    part = Graph()
    for triple in data.triples((None, RDFS.subClassOf, None)):
        part.add(triple)
    nodes: set[Node] = {focus}
    for _ in range(3):
        for node in list(nodes):
            for triple in data.triples((node, None, None)):
                part.add(triple)
                if isinstance(triple[2], URIRef):
                    nodes.add(triple[2])
    return part


@dataclass
class Path:
    """The steps of a property path, as far as the shapes use them: each is the predicates that may be followed."""

    steps: list[list[URIRef]]

    @classmethod
    def of(cls, every: Graph, path: Node) -> Path | None:
        """The path, or None when it has a step that is not a predicate or a choice of predicates."""
        if isinstance(path, URIRef):
            return cls([[path]])
        choice = every.value(path, SH.alternativePath)
        if choice is not None:
            return cls([[URIRef(str(p)) for p in Collection(every, choice)]])
        steps = list(Collection(every, path))
        if steps and all(isinstance(step, URIRef) for step in steps):
            return cls([[URIRef(str(step))] for step in steps])
        return None


def values(data: Graph, focus: Node, path: Path) -> list[tuple[Node, Node, Node]]:
    """The last statements along *path* from *focus*."""
    nodes: list[Node] = [focus]
    last: list[tuple[Node, Node, Node]] = []
    for step in path.steps:
        last = [(node, p, value) for node in nodes for p in step for value in sorted(data.objects(node, p), key=str)]
        nodes = [value for _, _, value in last]
    return last


@dataclass
class Case:
    """Real statements about *focus*, and the constraint to break in them."""

    shapes: Graph
    data: Graph
    focus: IdentifiedNode
    constraint: Constraint
    path: Path | None

    def __post_init__(self) -> None:
        self.graph = around(self.data, self.focus)

    @property
    def found(self) -> list[tuple[Node, Node, Node]]:
        """The statements along the path."""
        return values(self.graph, self.focus, self.path) if self.path else []

    @property
    def number(self) -> int:
        """The value of the constraint, where it is a number of things."""
        return int(str(self.constraint.value))

    @property
    def shape_is_focus(self) -> bool:
        """Whether the constraint is on the node itself, not on values of it."""
        return self.constraint.shape == self.constraint.targeted

    def replace(self, value: Node) -> None:
        """Put *value* in the place of one value along the path, or beside none."""
        assert self.path is not None
        if self.found:
            subject, predicate, old = self.found[0]
            self.graph.remove((subject, predicate, old))
        else:
            assert len(self.path.steps) == 1
            subject, predicate = self.focus, self.path.steps[0][0]
        self.graph.add((subject, predicate, value))

    def add(self, value: Node) -> None:
        """Put *value* beside the values along the path."""
        assert self.path is not None
        subject = self.found[0][0] if self.found else self.focus
        self.graph.add((subject, self.path.steps[-1][0], value))

    def rename(self, focus: IdentifiedNode) -> None:
        """Say of *focus* what was said of the real node."""
        for subject, predicate, value in list(self.graph.triples((self.focus, None, None))):
            self.graph.remove((subject, predicate, value))
            self.graph.add((focus, predicate, value))
        self.focus = focus


def _another(value: Node) -> Node:
    """A value like *value*, but not it."""
    if isinstance(value, Literal) and value.datatype == XSD.boolean:
        return Literal(not value.toPython())
    if isinstance(value, Literal) and value.datatype in (XSD.integer, XSD.decimal):
        return Literal(value.toPython() + 1, datatype=value.datatype)
    if isinstance(value, Literal) and value.datatype in (XSD.date, XSD.gYear, XSD.gYearMonth):
        return Literal("1999" + str(value)[4:], datatype=value.datatype)
    if isinstance(value, Literal):
        return Literal(f"{value} x", lang=value.language, datatype=None if value.language else value.datatype)
    return URIRef(f"{value}-x")


def _too_few(case: Case) -> None:
    assert len(case.found) >= case.number, "the real row must have what the shape asks for"
    for triple in case.found[case.number - 1 :] if case.number > 0 else ():
        case.graph.remove(triple)


def _too_many(case: Case) -> None:
    value = case.found[0][2] if case.found else _sample(case)
    while len(case.found) <= case.number:
        value = _another(value)
        case.add(value)


def _sample(case: Case) -> Node:
    """A value that some other thing has for the last predicate of the path."""
    assert case.path is not None
    for predicate in case.path.steps[-1]:
        for value in sorted(case.data.objects(None, predicate), key=str):
            return value
    return NOWHERE


def _other_datatype(case: Case) -> None:
    plain = case.constraint.value == RDF.langString
    case.replace(Literal("何か") if plain else Literal("something", lang="en"))


def _no_class(case: Case) -> None:
    if case.shape_is_focus:
        for cls in list(case.graph.objects(case.focus, RDF.type)):
            case.graph.remove((case.focus, RDF.type, cls))
    else:
        case.replace(NOWHERE)


def _other_kind(case: Case) -> None:
    if case.shape_is_focus:
        case.rename(BNode())
    else:
        case.replace(NOWHERE if case.constraint.value == SH.Literal else Literal("something"))


def _no_match(case: Case) -> None:
    if case.shape_is_focus:
        case.rename(NOWHERE)
    else:
        case.replace(Literal("?") if case.found and isinstance(case.found[0][2], Literal) else NOWHERE)


def _same_language(case: Case) -> None:
    case.add(_another(next((v for _, _, v in case.found if isinstance(v, Literal)), Literal("x", lang="ja"))))
    if len(case.found) < 2:
        case.add(Literal("y", lang="ja"))


def _other_language(case: Case) -> None:
    case.add(Literal("Name", lang="tlh"))


def _not_in(case: Case) -> None:
    assert case.path is not None
    first, *rest = case.path.steps
    case.graph.remove((case.focus, first[0], None))
    case.graph.add((case.focus, first[0], NOWHERE))
    for step in rest:
        case.graph.add((NOWHERE, step[0], URIRef(BASE + "id/scheme/weekdays")))


def _without_value(case: Case) -> None:
    assert case.path is not None
    case.graph.remove((case.focus, case.path.steps[0][0], case.constraint.value))


def _too_small(case: Case) -> None:
    limit = case.constraint.value
    assert isinstance(limit, Literal)
    datatype = next((v.datatype for _, _, v in case.found if isinstance(v, Literal)), limit.datatype)
    case.replace(Literal(limit.toPython() - 1, datatype=datatype))


def _too_large(case: Case) -> None:
    limit = case.constraint.value
    assert isinstance(limit, Literal)
    datatype = next((v.datatype for _, _, v in case.found if isinstance(v, Literal)), limit.datatype)
    case.replace(Literal(limit.toPython() + 1, datatype=datatype))


def _after(case: Case) -> None:
    (last,) = case.graph.objects(case.focus, URIRef(str(case.constraint.value)))
    case.replace(_another(last))


def _in_both(case: Case) -> None:
    case.graph.add((case.focus, URIRef(str(case.constraint.value)), case.found[0][2]))


def _not_enough_in_language(case: Case) -> None:
    shape = case.shapes.value(case.constraint.shape, SH.qualifiedValueShape)
    languages = case.shapes.value(shape, SH.languageIn)
    assert languages is not None, "only shapes of languages are qualified"
    (language,) = (str(tag) for tag in Collection(case.shapes, languages))
    for triple in case.found:
        if isinstance(triple[2], Literal) and (triple[2].language or "").startswith(language):
            case.graph.remove(triple)


BY_PARAMETER: dict[URIRef, Callable[[Case], None]] = {
    SH["class"]: _no_class,
    SH.datatype: _other_datatype,
    SH.disjoint: _in_both,
    SH.hasValue: _without_value,
    SH["in"]: _not_in,
    SH.languageIn: _other_language,
    SH.lessThanOrEquals: _after,
    SH.maxCount: _too_many,
    SH.maxInclusive: _too_large,
    SH.minCount: _too_few,
    SH.minInclusive: _too_small,
    SH.nodeKind: _other_kind,
    SH.pattern: _no_match,
    SH.qualifiedMinCount: _not_enough_in_language,
    SH.uniqueLang: _same_language,
}


def _replace_all(case: Case, predicate: str, value: Node) -> None:
    case.graph.remove((case.focus, URIRef(predicate), None))
    case.graph.add((case.focus, URIRef(predicate), value))


def _add_real(case: Case, cls: str) -> Node:
    """Add a real instance of *cls*, and return it."""
    node = min(case.data.subjects(RDF.type, URIRef(cls)), key=str)
    for triple in around(case.data, node):
        case.graph.add(triple)
    return node


TBK = BASE + "ontology#"
DCT = "http://purl.org/dc/terms/"
SCHEMA = "http://schema.org/"
QB = "http://purl.org/linked-data/cube#"


def _area_without_code(case: Case) -> None:
    case.graph.remove((case.focus, SKOS.exactMatch, None))
    case.graph.remove((case.focus, RDF.type, SKOS.Concept))


def _wrong_check_digit(case: Case) -> None:
    town = _add_real(case, TBK + "Municipality")
    (code,) = case.graph.objects(town, URIRef(DCT + "identifier"))
    wrong = str(code)[:5] + str((int(str(code)[5]) + 1) % 10)
    case.graph.set((town, URIRef(DCT + "identifier"), Literal(wrong)))


def _code_of_another(case: Case) -> None:
    town = _add_real(case, TBK + "Municipality")
    case.graph.set((town, URIRef(DCT + "identifier"), Literal("141003")))


def _two_figures(case: Case) -> None:
    figure = min(case.data.subjects(URIRef(TBK + "registeredForeignResidents"), None), key=str)
    for each in (figure, URIRef(f"{figure}-x")):
        for predicate, value in case.data.predicate_objects(figure):
            case.graph.add((each, predicate, value))
        case.graph.set((each, URIRef(QB + "dataSet"), case.focus))


def _another_page(case: Case) -> None:
    (address,) = case.graph.objects(case.focus, URIRef(SCHEMA + "url"))
    case.graph.add((URIRef(f"{case.focus}-x"), URIRef(SCHEMA + "url"), address))


def _below_another_scheme(case: Case) -> None:
    case.graph.add((case.focus, SKOS.broader, URIRef(BASE + "id/weekday/monday")))
    case.graph.add((URIRef(BASE + "id/weekday/monday"), SKOS.inScheme, URIRef(BASE + "id/scheme/weekdays")))


def _no_lines(case: Case) -> None:
    case.graph.remove((case.focus, URIRef("http://www.w3.org/ns/prov#wasDerivedFrom"), None))
    (table,) = case.graph.objects(case.focus, URIRef(DCT + "isPartOf"))
    case.graph.set((table, URIRef(DCT + "isPartOf"), URIRef(BASE + "id/document/000")))


def _minimum_of_nothing(case: Case) -> None:
    case.graph.remove((case.focus, URIRef(TBK + "statedLanguageCount"), None))
    case.graph.add((case.focus, URIRef(TBK + "isMinimumCount"), Literal(True)))


def _of_a_language(predicate: str) -> Callable[[Case], None]:
    """Point to a thing of a kind that is not meant."""
    return lambda case: _replace_all(case, predicate, _add_real(case, DCT + "LinguisticSystem"))


def _no_date(predicate: str) -> Callable[[Case], None]:
    return lambda case: _replace_all(case, predicate, Literal("2014"))


SPECIAL: dict[str, Callable[[Case], None]] = {
    "concept#Concept>concept#same-scheme maxCount": _below_another_scheme,
    "document#SourceDocument>document#date-kind or": _no_date(DCT + "date"),
    "figure#DataSet sparql figure#one-figure": _two_figures,
    "figure#Observation>figure#date-kind or": _no_date(TBK + "refDate"),
    "language#LanguageProvision or": _minimum_of_nothing,
    "language#LanguageProvision>language#date-kind or": _no_date(DCT + "date"),
    "language#LanguageProvision>language#provision-of-kind or": _of_a_language(TBK + "provisionOf"),
    "municipality#Area or": _area_without_code,
    "municipality#Codes sparql municipality#check-digit": _wrong_check_digit,
    "municipality#Codes sparql municipality#code-of-iri": _code_of_another,
    "page#Mention>page#mention-of-kind or": lambda case: _replace_all(case, TBK + "mentionOf", NOWHERE),
    "page#WebPage>page#mentions or": _of_a_language(SCHEMA + "mentions"),
    "page#WebPage>page#one-page-a-url maxCount": _another_page,
    "record#Record or": _no_lines,
}
"""What needs more than its parameter to be broken, by the name of the constraint."""


def case_of(every: Graph, data: Graph, constraint: Constraint) -> Case:
    """A real row for *constraint*: one with a value along the path, where there is one."""
    path_node = every.value(constraint.shape, SH.path)
    path = Path.of(every, path_node) if path_node is not None else None
    nodes = focus_nodes(every, data, constraint.targeted)
    assert nodes, f"{constraint.targeted} finds no focus node"
    chosen = next((node for node in nodes if path and values(data, node, path)), nodes[0])
    if str(constraint) == "language#LanguageProvision or":
        chosen = nodes[0]
    return Case(every, data, chosen, constraint, path)


def break_it(case: Case) -> None:
    """Make the constraint of *case* fail. Raises NotBroken when nobody has said how."""
    breaker = SPECIAL.get(str(case.constraint))
    if breaker is None and (case.path is not None or case.shape_is_focus):
        breaker = BY_PARAMETER.get(case.constraint.parameter)
    if breaker is None:
        raise NotBroken(f"say in tests/shapes/breaking.py how to break {case.constraint}")
    breaker(case)
