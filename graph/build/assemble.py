"""From tables to the graphs of a release: run the mappings, apply corrections, keep lineage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

import ontology
from graph.build.line_ledger import ledger_triples
from graph.lineage import Records
from mappings.map.corrections import Correction, corrected_rows, load_corrections
from mappings.map.derivations import derive, load_derivations
from mappings.map.interpreter import PROV_DERIVED, Interpreter
from mappings.map.rules import RDF_TYPE
from mappings.map.sources import Source, all_tables, sources
from mappings.map.statements import Statement
from mappings.map.tables import Table
from mappings.read.ledger import ledger_path, load_ledger
from mappings.site import Site
from ontology.lines import ranges_of
from ontology.namespaces import Namespace

Triples = dict[Triple, None]
"""A set of triples that keeps its order."""

_DCT = "http://purl.org/dc/terms/"
_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
CORRECTIONS_TABLE = "corrections"


@dataclass
class Assembly:
    """The graphs of a release before they are described, with the records of each statement."""

    site: Site
    namespace: Namespace
    default: Triples = field(default_factory=dict)
    named: dict[str, Triples] = field(default_factory=dict)
    records: Records = field(default_factory=dict)
    ledger: Triples = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Add *triples* to the named graph *graph* and to the default graph."""
        named = self.named.setdefault(graph, {})
        for triple in triples:
            named[triple] = None
            self.default[triple] = None


def ontology_triples(site: Site, namespace: Namespace) -> Iterator[Triple]:
    """The ontology of *site* and its schemes, their relative IRIs below the base of *namespace*."""
    for path in ontology.turtle_files(site.ontology):
        text = namespace.rebase_text(path.read_text(encoding="utf-8"))
        for quad in parse(text, format=RdfFormat.TURTLE, base_iri=namespace.base + "/"):
            yield quad.triple


def _quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())


def _collect(statements: Iterable[Statement], records: Records) -> Records:
    """The triples of *statements* with their records; those of *records* grow by the same."""
    own: Records = {}
    for statement in statements:
        own.setdefault(statement.triple, set()).add(statement.record)
        records.setdefault(statement.triple, set()).add(statement.record)
    return own


def _derived(own: Records, reference: Iterable[Triple], namespace: Namespace, queries: dict[str, str]) -> Records:
    """What the derivations compose from the statements *own* and the *reference* graphs."""
    if not queries:
        return {}
    store = Store()
    store.bulk_extend(_quad(triple) for triple in own)
    store.bulk_extend(_quad(triple) for triple in reference)
    subjects: dict[NamedNode, set[NamedNode]] = {}
    for triple in own:
        if triple.predicate == PROV_DERIVED and isinstance(triple.subject, NamedNode):
            subjects.setdefault(triple.subject, set()).add(triple.object)  # type: ignore[arg-type]
    return {triple: set(records) for triple, records in derive(store, queries, namespace, subjects)}


def _correction_statements(corrections: Iterable[Correction], namespace: Namespace, source: str) -> Iterator[Statement]:
    """Each correction as a record of its own, in ``/graph/corrections``."""
    graph = namespace.graph("corrections")
    for correction in corrections:
        record = namespace.record(CORRECTIONS_TABLE, correction.key)
        stated: list[tuple[str, NamedNode | Literal]] = [
            (RDF_TYPE, namespace.term("Record")),
            (RDF_TYPE, namespace.term("Correction")),
            (_LABEL.value, Literal(f"{CORRECTIONS_TABLE}/{correction.key}")),
            (_DCT + "identifier", Literal(correction.key)),
            (_DCT + "isPartOf", namespace.thing("table", CORRECTIONS_TABLE)),
            (namespace.term("corrects").value, namespace.record(correction.table, correction.row)),
            (namespace.term("column").value, Literal(correction.column)),
            (namespace.term("printedValue").value, Literal(correction.printed)),
            (namespace.term("correctedValue").value, Literal(correction.corrected)),
            (_DCT + "description", Literal(correction.reason, language="ja")),
            (_DCT + "description", Literal(correction.reason_en, language="en")),
            (
                _DCT + "date",
                Literal(correction.date, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
            ),
        ]
        for lines in ranges_of(source, correction.line):
            stated.append((PROV_DERIVED.value, lines.iri(namespace)))
        for predicate, value in stated:
            yield Statement(Triple(record, NamedNode(predicate), value), graph, record)


def _assemble_document(assembly: Assembly, source: Source, reference: Triples, queries: dict[str, str]) -> None:
    """Add one source: its graph as printed, its corrections, and what both give to the default graph."""
    namespace = assembly.namespace
    interpreter = Interpreter(source.rules, namespace, source.key)
    tables = [assembly.tables[schema.name] for schema in source.schemas]
    names = {table.name for table in tables}
    mine = [correction for correction in assembly.corrections if correction.table in names]
    changed = corrected_rows(mine, assembly.tables)

    printed = _collect((s for table in tables for s in interpreter.table(table)), assembly.records)
    derived = _derived(printed, reference, namespace, queries)
    for triple, records in derived.items():
        assembly.records.setdefault(triple, set()).update(records)
    assembly.named.setdefault(source.key, {}).update(dict.fromkeys(printed | derived))
    if not changed:
        assembly.default.update(dict.fromkeys(printed | derived))
        return

    def corrected() -> Iterator[Statement]:
        for table in tables:
            for number, row in enumerate(table.rows, 1):
                new, applied = changed.get((table.name, row["key"]), (row, []))
                for statement in interpreter.row(table.schema, new, number):
                    yield statement
                    if statement.triple not in printed:
                        for correction in applied:
                            record = namespace.record(CORRECTIONS_TABLE, correction.key)
                            yield statement._replace(record=record)

    now = _collect(corrected(), assembly.records)
    now_derived = _derived(now, reference, namespace, queries)
    for triple, records in now_derived.items():
        assembly.records.setdefault(triple, set()).update(records)
    about = _collect(_correction_statements(mine, namespace, source.key), assembly.records)
    both = now | now_derived
    assembly.default.update(dict.fromkeys(both))
    as_printed = assembly.named[source.key]
    assembly.add("corrections", (triple for triple in both if triple not in as_printed))
    assembly.add("corrections", about)


def assemble(site: Site, namespace: Namespace) -> Assembly:
    """Run every mapping of *site* over its committed tables.

    Raises the error of whatever does not hold: a table, a reference, a rule, a correction, a derivation.
    """
    found = sources(site.mappings, site.sources)
    corrections = load_corrections(site.mappings / "corrections.csv")
    assembly = Assembly(site, namespace, sources=found, tables=all_tables(found), corrections=corrections)
    corrected_rows(assembly.corrections, assembly.tables)
    assembly.add("ontology", ontology_triples(site, namespace))
    assembly.named.setdefault("corrections", {})
    queries = load_derivations(site.mappings / "derive")
    for source in found:
        reference = dict(assembly.named["ontology"])
        if source.is_document:
            for other in found:
                if not other.is_document:
                    reference |= assembly.named[other.key]
        _assemble_document(assembly, source, reference, queries if source.is_document else {})
        if source.is_document and ledger_path(source).exists():
            assembly.ledger.update(dict.fromkeys(ledger_triples(namespace, source.key, load_ledger(source))))
    return assembly
