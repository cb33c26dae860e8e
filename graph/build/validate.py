"""SHACL validation of a graph, with messages that name the record and the document lines.

pyshacl works on rdflib graphs; it must not be given a pyoxigraph-backed one, where ``sh:in`` on plain strings
is reported wrongly.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import rdflib
from pyoxigraph import Literal, NamedNode, Triple
from rdflib import RDF, RDFS, SH, URIRef

from mappings.map.interpreter import PROV_DERIVED
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from shapes import ROOM as SHAPES
from shapes import shape_files

_XSD_STRING = NamedNode("http://www.w3.org/2001/XMLSchema#string")
_LOTS_A_PROCESS = 6
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_PROV_DERIVED = URIRef(PROV_DERIVED.value)


class ValidationError(ReportedError):
    """The graph breaks a shape, or a shape watches over nothing."""


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
        what = f" {self.path}" if self.path else ""
        value = f' "{self.value}"' if self.value else ""
        return f"{self.focus}{what}{value}: {self.message}" + (f" ({where})" if where else "") + f" [{self.shape}]"


@dataclass(frozen=True)
class Report:
    """What validation found. *focus_nodes* counts, for each shape with a target, the nodes it looked at."""

    violations: tuple[Violation, ...]
    focus_nodes: Mapping[str, int]

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations


def load_shapes(namespace: Namespace, folder: Path = SHAPES) -> rdflib.Graph:
    """Every shape of *folder* as one graph, relative IRIs below the base of *namespace*."""
    graph = rdflib.Graph()
    for path in shape_files(folder):
        text = namespace.rebase_text(path.read_text(encoding="utf-8"))
        graph.parse(data=text, format="turtle", publicID=namespace.base + "/")
    return graph


def rdflib_graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """*triples* as an rdflib graph. Literals stay as written: 1.50 is not made 1.5."""
    graph = rdflib.Graph()
    # Most terms come again and again, and rdflib looks at every character of each that it makes.
    made: dict[NamedNode | Literal, rdflib.term.Node] = {}

    def term(of: object) -> rdflib.term.Node:
        if not isinstance(of, NamedNode | Literal):
            raise ValidationError(f"{of} is neither an IRI nor a literal; SHACL looks at nothing else here")
        found = made.get(of)
        if found is None:
            if isinstance(of, NamedNode):
                found = URIRef(of.value)
            elif of.language:
                found = rdflib.Literal(of.value, lang=of.language)
            else:
                datatype = None if of.datatype == _XSD_STRING else URIRef(of.datatype.value)
                found = rdflib.Literal(of.value, datatype=datatype, normalize=False)
            made[of] = found
        return found

    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def count_focus_nodes(shapes: rdflib.Graph, data: rdflib.Graph) -> dict[str, int]:
    """For each shape with a target (SHACL 2.1.3), how many focus nodes *data* has for it."""
    subclasses: dict[URIRef, set[URIRef]] = {}

    def instances(cls: rdflib.term.Node) -> set[rdflib.term.Node]:
        key = URIRef(str(cls))
        if key not in subclasses:
            subclasses[key] = {URIRef(str(c)) for c in data.transitive_subjects(RDFS.subClassOf, cls)}
        return {node for c in subclasses[key] for node in data.subjects(RDF.type, c)}

    counts: dict[str, set[rdflib.term.Node]] = {}
    for shape, cls in shapes.subject_objects(SH.targetClass):
        counts.setdefault(str(shape), set()).update(instances(cls))
    for shape, node in shapes.subject_objects(SH.targetNode):
        counts.setdefault(str(shape), set()).add(node)
    for shape, predicate in shapes.subject_objects(SH.targetSubjectsOf):
        counts.setdefault(str(shape), set()).update(data.subjects(predicate, None))
    for shape, predicate in shapes.subject_objects(SH.targetObjectsOf):
        counts.setdefault(str(shape), set()).update(data.objects(None, predicate))
    return {shape: len(nodes) for shape, nodes in sorted(counts.items())}


def _lineage(data: rdflib.Graph, node: rdflib.term.Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The records of *node* (or *node* itself if it is one) and their document lines, as text."""
    records = [r for r in data.objects(node, _PROV_DERIVED) if "/id/record/" in str(r)] or [node]
    lines: set[str] = set()
    for record in records:
        for line in data.objects(record, _PROV_DERIVED):
            document, _, fragment = str(line).rpartition("#line=")
            if document:
                first, last = fragment.split(",")
                span = f"line {last}" if int(first) + 1 == int(last) else f"lines {int(first) + 1}-{last}"
                lines.add(f"document {document.rsplit('/', 1)[-1]} {span}")
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
            # A constraint over a whole table or data set has that as its focus, and what offends as its value.
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


def validate(data: rdflib.Graph, shapes: rdflib.Graph, processes: int = 1) -> Report:
    """Validate *data*, to which nothing is added and from which nothing is inferred but sub-classes it states.

    With several *processes* the shapes are shared out among them by how many nodes they look at; the processes are
    forked, so that the graph is not copied. Raises ValidationError when the shapes cannot be used.
    """
    counts = count_focus_nodes(shapes, data)
    if processes == 1 or len(counts) < 2:
        found = _validate_with(data, shapes, None)
    else:
        # Shapes differ in what they cost a node: smaller lots, and who is done takes the next.
        lots: list[list[str]] = [[] for _ in range(processes * _LOTS_A_PROCESS)]
        loads = [0] * len(lots)
        for shape, count in sorted(counts.items(), key=lambda item: -item[1]):
            lightest = loads.index(min(loads))
            lots[lightest].append(shape)
            loads[lightest] += count + 1
        work = partial(_validate_with, data, shapes)
        _FORKED.append(work)
        try:
            with multiprocessing.get_context("fork").Pool(processes) as pool:
                found = [violation for part in pool.map(_validate_lot, lots, 1) for violation in part]
        finally:
            _FORKED.pop()
    return Report(tuple(sorted(set(found), key=lambda v: (v.shape, v.focus, v.path, v.value))), counts)


_FORKED: list[Callable[[list[str]], list[Violation]]] = []
"""What forked processes work on: they inherit it, where an argument would have to be pickled."""


def _validate_lot(lot: list[str]) -> list[Violation]:
    return _FORKED[-1](lot) if lot else []


def _aimed_by(shapes: rdflib.Graph, only: Iterable[str]) -> rdflib.Graph:
    """*shapes* with the targets of *only* these left. All stay: those that are looked at refer to others.

    (pyshacl's own use_shapes leaves those out as well, and so finds nothing in them.)
    """
    kept = set(only)
    aimed = rdflib.Graph()
    for subject, predicate, object in shapes:
        if predicate not in _TARGETS or str(subject) in kept:
            aimed.add((subject, predicate, object))
    return aimed


def _validate_with(data: rdflib.Graph, shapes: rdflib.Graph, only: list[str] | None) -> list[Violation]:
    import pyshacl  # slow to import, and most commands validate nothing

    aimed = shapes if only is None else _aimed_by(shapes, only)
    _, report, _ = pyshacl.validate(data, shacl_graph=aimed, inference="none", advanced=False)
    if not isinstance(report, rdflib.Graph):
        raise ValidationError(f"the shapes cannot be used: {report}")
    return list(_violations(report, data))


def require_valid(report: Report) -> None:
    """Raise ValidationError for the first violation, or for a shape that found no focus node."""
    if report.violations:
        more = f" … and {len(report.violations) - 1} more" if len(report.violations) > 1 else ""
        raise ValidationError(f"SHACL: {report.violations[0]}{more}")
    idle = [shape for shape, count in report.focus_nodes.items() if not count]
    if idle:
        raise ValidationError(f"SHACL: {', '.join(idle)} finds no focus node; mend its target or remove it")
