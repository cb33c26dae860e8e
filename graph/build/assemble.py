"""From tables to the graphs of a release: run the mappings, apply corrections, keep lineage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

import ontology
from graph.ask.question import Question, load_questions
from graph.build.line_ledger import ledger_triples
from graph.lineage import Records
from mappings.map.corrections import Correction, corrected_rows, load_corrections
from mappings.map.derivations import Derivations, load_derivations
from mappings.map.interpreter import Interpreter
from mappings.map.sources import Source, all_tables, sources
from mappings.map.statements import Statement
from mappings.map.tables import Table
from mappings.read.ledger import LedgerEntry, ledger_path, load_ledger
from mappings.site import Site
from ontology.lines import ranges_of
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, PROV, RDF, RDFS, XSD

Triples = dict[Triple, None]
"""A set of triples that keeps its order."""

CORRECTIONS_TABLE = "corrections"
_CORRECTIONS_GRAPH = "corrections"


@dataclass
class Assembly:
    """The graphs of a release before they are described, with the records of each statement.

    *sources* are those that the site names. Corrections and questions about a source that is left out are left out too,
    and then *is_whole* is false.
    """

    site: Site
    namespace: Namespace
    sources: list[Source] = field(default_factory=list)
    is_whole: bool = True
    tables: dict[str, Table] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    default: Triples = field(default_factory=dict)
    named: dict[str, Triples] = field(default_factory=dict)
    records: Records = field(default_factory=dict)
    ledger: Triples = field(default_factory=dict)
    entries: dict[str, list[LedgerEntry]] = field(default_factory=dict)
    """The lines of the ledger by document, for the documents that have one."""

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Add *triples* to the named graph *graph* and to the default graph."""
        named = self.named.setdefault(graph, {})
        for triple in triples:
            named[triple] = None
            self.default[triple] = None


def assemble(site: Site, namespace: Namespace) -> Assembly:
    """Run every mapping of *site* over its committed tables.

    Raises the error of the first thing that is wrong: a table, a reference, a rule, a correction, a derivation.
    """
    assembly = _chosen(site, namespace)
    assembly.add("ontology", ontology_triples(site, namespace))
    assembly.named.setdefault(_CORRECTIONS_GRAPH, {})
    derivations = Derivations(load_derivations(site.mappings / "derive"), namespace)
    derivations.refer_to(assembly.named["ontology"])
    for source in assembly.sources:  # the register and its like come first, so that documents can refer to them
        _assemble_source(assembly, source, derivations)
        if not source.is_document:
            derivations.refer_to(assembly.named[source.key])
        if source.is_document and ledger_path(source).exists():
            entries = assembly.entries[source.key] = load_ledger(source)
            assembly.ledger.update(
                dict.fromkeys(ledger_triples(namespace, source.key, entries, site.mappings / "reasons.csv"))
            )
    return assembly


def _chosen(site: Site, namespace: Namespace) -> Assembly:
    """The sources that *site* names, with their tables, and the corrections and questions that are about these only."""
    chosen = sources(site.mappings, site.sources)
    keys_chosen = {source.key for source in chosen}
    left_out = [source for source in sources(site.mappings) if source.key not in keys_chosen]
    tables = all_tables(chosen)
    path = site.mappings / "corrections.csv"
    corrections = load_corrections(path) if path.exists() else []
    if not {correction.table for correction in corrections} <= set(tables):
        others = {schema.name for source in left_out for schema in source.schemas}
        corrections = [correction for correction in corrections if correction.table not in others]
    corrected_rows(corrections, tables)
    keys = {source.key for source in left_out}
    return Assembly(
        site,
        namespace,
        sources=chosen,
        is_whole=not left_out,
        tables=tables,
        corrections=corrections,
        questions=[question for question in load_questions(site) if keys.isdisjoint(question.documents)],
    )


def ontology_triples(site: Site, namespace: Namespace) -> Iterator[Triple]:
    """The ontology of *site*, or the one of the engine, with its schemes; relative IRIs are below *namespace*."""
    for path in ontology.turtle_files(site.ontology if site.ontology.is_dir() else ontology.ROOM):
        text = namespace.rebase_text(path.read_text(encoding="utf-8"))
        for quad in parse(text, format=RdfFormat.TURTLE, base_iri=namespace.base + "/"):
            yield quad.triple


def _assemble_source(assembly: Assembly, source: Source, derivations: Derivations) -> None:
    """Add one source: its graph as printed, its corrections, and the default graph's share of both."""
    namespace = assembly.namespace
    interpreter = Interpreter(source.rules, namespace, source.key)
    tables = [assembly.tables[schema.name] for schema in source.schemas]
    names = {table.name for table in tables}
    corrections = [correction for correction in assembly.corrections if correction.table in names]
    rows = _Rows({}, {}, {})
    changed = corrected_rows(corrections, assembly.tables)
    for table in tables:
        for number, row in enumerate(table.rows, 1):
            statements = interpreter.row(table.schema, row, number)
            if (table.name, row["key"]) not in changed:
                _collect(statements, rows.unchanged, assembly.records)
                continue
            _collect(statements, rows.printed, assembly.records)
            new, applied = changed[(table.name, row["key"])]
            for statement in interpreter.row(table.schema, new, number):
                rows.corrected.setdefault(statement.triple, []).append((statement.record, applied))

    printed = rows.unchanged | rows.printed
    derived = derivations.of(source.key, printed) if source.is_document else {}
    _add_records(assembly.records, derived)
    as_printed = assembly.named.setdefault(source.key, {})
    as_printed.update(printed)
    as_printed.update(dict.fromkeys(derived))
    if not changed:
        assembly.default.update(as_printed)
        return

    for triple, origins in rows.corrected.items():
        for record, applied in origins:
            records = assembly.records.setdefault(triple, set())
            records.add(record)
            if triple not in printed:
                records.update(namespace.record(CORRECTIONS_TABLE, correction.key) for correction in applied)
    corrected = rows.unchanged | dict.fromkeys(rows.corrected)
    corrected_derived = derivations.of(source.key, corrected) if source.is_document else {}
    _add_records(assembly.records, corrected_derived)
    about: Triples = {}
    _collect(_correction_statements(corrections, namespace, source.key), about, assembly.records)
    both = corrected | dict.fromkeys(corrected_derived)
    assembly.default.update(both)
    assembly.add(_CORRECTIONS_GRAPH, (triple for triple in both if triple not in as_printed))
    assembly.add(_CORRECTIONS_GRAPH, about)


class _Rows(NamedTuple):
    """The statements of the rows of a source: of those that no correction changes, and of the others twice."""

    unchanged: Triples
    printed: Triples
    corrected: dict[Triple, list[tuple[NamedNode, list[Correction]]]]
    """With the record of each row that states them, and the corrections of the row."""


def _collect(statements: Iterable[Statement], triples: Triples, records: Records) -> None:
    """Add the triples of *statements* to *triples*, and their records to *records*."""
    for triple, _, record in statements:
        triples[triple] = None
        if triple in records:
            records[triple].add(record)
        else:
            records[triple] = {record}


def _add_records(records: Records, more: Records) -> None:
    for triple, origins in more.items():
        records.setdefault(triple, set()).update(origins)


def _correction_statements(corrections: Iterable[Correction], namespace: Namespace, source: str) -> Iterator[Statement]:
    """Each correction as a record of its own, in ``/graph/corrections``."""
    graph = namespace.graph(_CORRECTIONS_GRAPH)
    for correction in corrections:
        record = namespace.record(CORRECTIONS_TABLE, correction.key)
        stated: list[tuple[NamedNode, NamedNode | Literal]] = [
            (RDF.type, namespace.term("Record")),
            (RDF.type, namespace.term("Correction")),
            (RDFS.label, Literal(f"{CORRECTIONS_TABLE}/{correction.key}")),
            (DCT.identifier, Literal(correction.key)),
            (DCT.isPartOf, namespace.thing("table", CORRECTIONS_TABLE)),
            (namespace.term("corrects"), namespace.record(correction.table, correction.row)),
            (namespace.term("column"), Literal(correction.column)),
            (namespace.term("printedValue"), Literal(correction.printed)),
            (namespace.term("correctedValue"), Literal(correction.corrected)),
            (DCT.description, Literal(correction.reason, language="ja")),
            (DCT.description, Literal(correction.reason_en, language="en")),
            (DCT.date, Literal(correction.date, datatype=XSD.date)),
        ]
        stated += [(PROV.wasDerivedFrom, lines.iri(namespace)) for lines in ranges_of(source, correction.line)]
        for predicate, value in stated:
            yield Statement(Triple(record, predicate, value), graph, record)
