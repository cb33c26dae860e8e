"""SHACL validation of a graph, with messages that name the record and the document lines.

Statements are screened first (:mod:`graph.build.screen`), and pyshacl looks only at the focus nodes that the screen
flags: the report is the same as that of pyshacl on the whole graph, in a thirtieth of the time.

pyshacl validates an rdflib graph. Do not give it a graph on a pyoxigraph store: it reports ``sh:in`` on plain strings
wrongly there.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import RDF, RDFS, SH, URIRef

from graph.build.affected import Change
from graph.build.check_store import CheckStore
from graph.build.screen import screen
from graph.build.statement_index import Index
from graph.processes import die_with
from ontology.errors import ReportedError
from ontology.lines import LineRange
from ontology.namespaces import Namespace
from ontology.vocabulary import PROV, XSD
from shapes import ROOM as SHAPES
from shapes import shape_files

_BATCHES_A_PROCESS = 6
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_DERIVED_FROM = URIRef(PROV.wasDerivedFrom.value)


class ValidationError(ReportedError):
    """The graph breaks a shape, or a shape has no focus node."""


@dataclass(frozen=True)
class Violation:
    """One result of the report. *records* and *lines* say where the statement comes from."""

    shape: str
    focus: str
    path: str
    value: str
    message: str
    records: tuple[str, ...]
    lines: tuple[str, ...]

    def __str__(self) -> str:
        where = "; ".join(part for part in (", ".join(self.records), ", ".join(self.lines)) if part)
        path = f" {self.path}" if self.path else ""
        value = f' "{self.value}"' if self.value else ""
        return f"{self.focus}{path}{value}: {self.message}" + (f" ({where})" if where else "") + f" [{self.shape}]"


@dataclass(frozen=True)
class ValidationReport:
    """The result of a validation. *focus_nodes* counts the nodes that each shape with a target looked at."""

    violations: tuple[Violation, ...]
    focus_nodes: Mapping[str, int]

    @property
    def conforms(self) -> bool:
        """Whether no shape is broken."""
        return not self.violations


def load_shapes(namespace: Namespace, folder: Path = SHAPES) -> rdflib.Graph:
    """Every shape of *folder* as one graph, relative IRIs below *namespace*; empty where there is no such folder."""
    graph = rdflib.Graph()
    for path in shape_files(folder):
        text = namespace.fill(namespace.rebase_turtle(path.read_text(encoding="utf-8")))
        graph.parse(data=text, format="turtle", publicID=namespace.base + "/")
    return graph


def rdflib_graph(triples: Iterable[Triple], as_is: bool = False) -> rdflib.Graph:
    """*triples* as an rdflib graph. Literals stay as written: 1.50 is not made 1.5. Data *as_is* may have blank nodes.

    Raises ValidationError for other terms.
    """
    graph = rdflib.Graph()
    # Most terms occur many times, and rdflib checks every character of each term that it makes.
    converted_terms: dict[NamedNode | Literal, rdflib.term.Node] = {}

    def converted(term: object) -> rdflib.term.Node:
        if as_is and isinstance(term, BlankNode):
            return rdflib.BNode(term.value)
        if not isinstance(term, NamedNode | Literal):
            raise ValidationError(f"{term} is neither an IRI nor a literal; the default graph must hold nothing else")
        node = converted_terms.get(term)
        if node is None:
            if isinstance(term, NamedNode):
                node = URIRef(term.value)
            elif term.language:
                node = rdflib.Literal(term.value, lang=term.language)
            else:
                datatype = None if term.datatype == XSD.string else URIRef(term.datatype.value)
                node = rdflib.Literal(term.value, datatype=datatype, normalize=False)
            converted_terms[term] = node
        return node

    for triple in triples:
        graph.add((converted(triple.subject), converted(triple.predicate), converted(triple.object)))
    return graph


def count_focus_nodes(shapes: rdflib.Graph, data: rdflib.Graph) -> dict[str, int]:
    """For each shape with a target (SHACL 2.1.3), how many focus nodes *data* has for it."""
    return {shape: len(nodes) for shape, nodes in _focus_nodes(shapes, data).items()}


def _focus_nodes(shapes: rdflib.Graph, data: rdflib.Graph) -> dict[str, set[rdflib.term.Node]]:
    """The focus nodes of each shape with a target, by the IRI of the shape in order."""
    subclasses: dict[URIRef, set[URIRef]] = {}

    def instances(cls: rdflib.term.Node) -> set[rdflib.term.Node]:
        key = URIRef(str(cls))
        if key not in subclasses:
            subclasses[key] = {URIRef(str(c)) for c in data.transitive_subjects(RDFS.subClassOf, cls)}
        return {node for c in subclasses[key] for node in data.subjects(RDF.type, c)}

    nodes: dict[str, set[rdflib.term.Node]] = {}
    for shape, cls in shapes.subject_objects(SH.targetClass):
        nodes.setdefault(str(shape), set()).update(instances(cls))
    for shape, node in shapes.subject_objects(SH.targetNode):
        nodes.setdefault(str(shape), set()).add(node)
    for shape, predicate in shapes.subject_objects(SH.targetSubjectsOf):
        nodes.setdefault(str(shape), set()).update(data.subjects(predicate, None))
    for shape, predicate in shapes.subject_objects(SH.targetObjectsOf):
        nodes.setdefault(str(shape), set()).update(data.objects(None, predicate))
    return dict(sorted(nodes.items()))


def _lineage(data: rdflib.Graph, node: rdflib.term.Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The records of *node* (or *node* itself if it is one) and their document lines, as text."""
    records = [r for r in data.objects(node, _DERIVED_FROM) if "/id/record/" in str(r)] or [node]
    lines: set[str] = set()
    for record in records:
        for line in data.objects(record, _DERIVED_FROM):
            if cited := LineRange.parse(str(line)):
                word = "line" if cited.first == cited.last else "lines"
                lines.add(f"document {cited.document} {word} {cited.cell}")
    named = tuple(
        sorted("/".join(str(r).split("/id/record/")[-1].split("/")) for r in records if "/id/record/" in str(r))
    )
    return named, tuple(sorted(lines))


def _violations(report: rdflib.Graph, data: rdflib.Graph) -> Iterable[Violation]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        messages = list(report.objects(result, SH.resultMessage))
        english = [m for m in messages if getattr(m, "language", None) == "en"] or messages
        records, lines = _lineage(data, focus) if focus is not None else ((), ())
        value, path = report.value(result, SH.value), report.value(result, SH.resultPath)
        if not records and value is not None:
            # The focus of a constraint over a whole table or data set is that; its value is the thing that breaks it.
            records, lines = _lineage(data, value)
        yield Violation(
            shape=str(report.value(result, SH.sourceShape) or ""),
            focus=str(focus),
            path=str(path) if isinstance(path, URIRef) else "",
            value="" if value is None else str(value),
            message="; ".join(" ".join(str(m).split()) for m in english),
            records=records,
            lines=lines,
        )


def validate(data: rdflib.Graph, shapes: rdflib.Graph, processes: int = 1) -> ValidationReport:
    """Validate *data* by pyshacl alone.

    *data* stays unchanged. Nothing is inferred but that instances of a class are instances of its stated super-classes.

    With several *processes* the shapes are shared out among them by the number of their focus nodes; the processes are
    forked, so that the graph is not copied. Raises ValidationError when the shapes cannot be used.
    """
    counts = count_focus_nodes(shapes, data)
    if processes == 1 or len(counts) < 2:
        violations = _validate_with(data, shapes)
    else:
        # A fork inherits the arguments of the initialiser; the arguments of map would be pickled.
        pool = multiprocessing.get_context("fork").Pool(processes, _Worker.initialise, (os.getpid(), data, shapes))
        with pool:
            parts = pool.map(_Worker.validate, _batches(counts, processes * _BATCHES_A_PROCESS), 1)
        violations = [violation for part in parts for violation in part]
    return ValidationReport(_in_order(violations), counts)


def validate_lines(
    lines: Iterable[str],
    shapes: rdflib.Graph,
    index: Index | None = None,
    store: CheckStore | None = None,
    exempt: Set[str] = frozenset(),
    change: Change | None = None,
) -> ValidationReport:
    """Validate the distinct statements *lines* (``<s> <p> <o>``, as N-Triples without the full stop).

    The other arguments are those of :func:`graph.build.screen.screen`.

    The report equals that of :func:`validate`. Raises ValidationError when the shapes cannot be used, and TermError for
    a blank node, unless there are exempt things, which may be blank nodes.
    """
    screening = screen(lines, shapes, index, store, exempt, change)
    if not screening.flagged:
        return ValidationReport((), screening.focus_nodes)
    text = "".join(f"{line} .\n" for line in lines)
    data = _parsed(text, bool(exempt))
    violations = _validate_with(data, _aimed(shapes, screening.flagged))
    return ValidationReport(_in_order(violations), screening.focus_nodes)


def _aimed(shapes: rdflib.Graph, nodes: Mapping[str, Iterable[str]]) -> rdflib.Graph:
    """All *shapes* with *nodes* as their only targets: focus nodes, as N-Triples write them, by the IRI of a shape."""
    targets = "".join(
        f"<{shape}> <{SH.targetNode}> {node} .\n" for shape, focus_nodes in nodes.items() for node in focus_nodes
    )
    aimed = _targeting(shapes, ())
    aimed += _parsed(targets)
    return aimed


def _parsed(text: str, as_is: bool = False) -> rdflib.Graph:
    return rdflib_graph((quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)), as_is)


def _in_order(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    return tuple(sorted(set(violations), key=lambda v: (v.shape, v.focus, v.path, v.value)))


class _Worker:
    """One process of the pool, with the graphs that it inherited."""

    data: rdflib.Graph
    shapes: rdflib.Graph

    @classmethod
    def initialise(cls, parent: int, data: rdflib.Graph, shapes: rdflib.Graph) -> None:
        die_with(parent)
        cls.data, cls.shapes = data, shapes

    @classmethod
    def validate(cls, batch: list[str]) -> list[Violation]:
        return _validate_with(cls.data, _targeting(cls.shapes, batch))


def _batches(counts: Mapping[str, int], number: int) -> list[list[str]]:
    """The shapes in at most *number* batches with about as many focus nodes each.

    A focus node costs more with one shape than with another: batches are small, so that idle processes take the next.
    """
    batches: list[list[str]] = [[] for _ in range(number)]
    loads = [0] * number
    for shape, count in sorted(counts.items(), key=lambda item: -item[1]):
        lightest = loads.index(min(loads))
        batches[lightest].append(shape)
        loads[lightest] += count + 1
    return [batch for batch in batches if batch]


def _targeting(shapes: rdflib.Graph, only: Iterable[str]) -> rdflib.Graph:
    """All *shapes*, but only the shapes *only* with targets: the others are needed, since shapes refer to them.

    (pyshacl's own use_shapes leaves those others out, and so finds nothing wrong with them.)
    """
    names = set(only)
    targeting = rdflib.Graph()
    for subject, predicate, object in shapes:
        if predicate not in _TARGETS or str(subject) in names:
            targeting.add((subject, predicate, object))
    return targeting


def _validate_with(data: rdflib.Graph, shapes: rdflib.Graph) -> list[Violation]:
    try:
        return _checked(data, shapes)
    except _IncomparableError:
        return _checked_apart(data, shapes, [(s, n) for s, nodes in _focus_nodes(shapes, data).items() for n in nodes])


class _IncomparableError(Exception):
    """pyshacl stopped at two values without an order, such as a date and a text, and names no focus node."""


def _checked(data: rdflib.Graph, shapes: rdflib.Graph) -> list[Violation]:
    """The violations that pyshacl finds. Raises ValidationError and _IncomparableError."""
    import pyshacl  # slow to import, and most commands validate nothing

    try:
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    except TypeError as error:
        raise _IncomparableError(str(error)) from error
    except Exception as error:  # a faulty shape raises errors of pyshacl, its SPARQL parser, re, assert
        text = " ".join(str(error).split()) or "a value of a constraint is not of the kind that it takes"
        raise ValidationError(f"the shapes cannot be used: {text}") from error
    if not isinstance(report, rdflib.Graph):
        raise ValidationError(f"the shapes cannot be used: {report}")
    return list(_violations(report, data))


def _checked_apart(
    data: rdflib.Graph, shapes: rdflib.Graph, pairs: Sequence[tuple[str, rdflib.term.Node]]
) -> list[Violation]:
    """The violations of the *pairs* of a shape and a focus node, checked in halves.

    Values that cannot be compared are a violation too (SHACL, section 4.5.3): of the pair that pyshacl stops at.
    """
    aimed = _targeting(shapes, ())
    for shape, node in pairs:
        aimed.add((URIRef(shape), SH.targetNode, node))
    try:
        return _checked(data, aimed)
    except _IncomparableError:
        if len(pairs) > 1:
            middle = len(pairs) // 2
            return [*_checked_apart(data, shapes, pairs[:middle]), *_checked_apart(data, shapes, pairs[middle:])]
    ((shape, node),) = pairs
    records, lines = _lineage(data, node)
    message = "two of its values cannot be compared with one another"
    return [Violation(shape, str(node), "", "", message, records, lines)]


def require_valid(report: ValidationReport, is_whole: bool = True) -> None:
    """Raise ValidationError for the first violation, or for a shape without focus node.

    Unless the data *is_whole*: a shape may be about a source that the site leaves out.
    """
    if report.violations:
        others = len(report.violations) - 1
        more = f" … and {others} more; `tabunka check` lists all" if others else ""
        raise ValidationError(f"SHACL: {report.violations[0]}{more}")
    idle = [shape for shape, count in report.focus_nodes.items() if not count]
    if idle and is_whole:
        raise ValidationError(f"SHACL: {', '.join(idle)} finds no focus node; mend its target or remove it")
