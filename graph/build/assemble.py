"""From tables to the graphs of a release: run the mappings, apply corrections, keep lineage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

import ontology
from graph.ask.question import Question, load_questions
from graph.build.line_ledger import ledger_triples
from graph.lineage import Records
from mappings.map.corrections import Correction, corrected_rows, load_corrections
from mappings.map.derivations import derive, load_derivations
from mappings.map.interpreter import Interpreter
from mappings.map.sources import Source, all_tables, sources
from mappings.map.statements import Statement
from mappings.map.tables import Table
from mappings.read.ledger import Entry, ledger_path, load_ledger
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
    entries: dict[str, list[Entry]] = field(default_factory=dict)
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
    queries = load_derivations(site.mappings / "derive")
    for source in assembly.sources:
        reference = dict(assembly.named["ontology"])
        if source.is_document:
            for other in assembly.sources:
                if not other.is_document:
                    reference |= assembly.named[other.key]
        _assemble_source(assembly, source, reference, queries if source.is_document else {})
        if source.is_document and ledger_path(source).exists():
            entries = assembly.entries[source.key] = load_ledger(source)
            assembly.ledger.update(
                dict.fromkeys(ledger_triples(namespace, source.key, entries, site.mappings / "reasons.csv"))
            )
    return assembly


def _chosen(site: Site, namespace: Namespace) -> Assembly:
    """The sources that *site* names, with their tables, and the corrections and questions that are about these only."""
    chosen = sources(site.mappings, site.sources)
    left_out = [source for source in sources(site.mappings) if source.key not in {each.key for each in chosen}]
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


def _assemble_source(assembly: Assembly, source: Source, reference: Triples, queries: dict[str, str]) -> None:
    """Add one source: its graph as printed, its corrections, and the default graph's share of both."""
    namespace = assembly.namespace
    interpreter = Interpreter(source.rules, namespace, source.key)
    tables = [assembly.tables[schema.name] for schema in source.schemas]
    names = {table.name for table in tables}
    corrections = [correction for correction in assembly.corrections if correction.table in names]
    changed = corrected_rows(corrections, assembly.tables)

    printed = _collect((s for table in tables for s in interpreter.table(table)), assembly.records)
    derived = _derived(printed, reference, namespace, queries)
    for triple, records in derived.items():
        assembly.records.setdefault(triple, set()).update(records)
    assembly.named.setdefault(source.key, {}).update(dict.fromkeys(printed | derived))
    if not changed:
        assembly.default.update(dict.fromkeys(printed | derived))
        return

    def statements() -> Iterator[Statement]:
        for table in tables:
            for number, row in enumerate(table.rows, 1):
                new, applied = changed.get((table.name, row["key"]), (row, []))
                for statement in interpreter.row(table.schema, new, number):
                    yield statement
                    if statement.triple not in printed:
                        for correction in applied:
                            record = namespace.record(CORRECTIONS_TABLE, correction.key)
                            yield statement._replace(record=record)

    corrected = _collect(statements(), assembly.records)
    corrected_derived = _derived(corrected, reference, namespace, queries)
    for triple, records in corrected_derived.items():
        assembly.records.setdefault(triple, set()).update(records)
    about = _collect(_correction_statements(corrections, namespace, source.key), assembly.records)
    both = corrected | corrected_derived
    assembly.default.update(dict.fromkeys(both))
    as_printed = assembly.named[source.key]
    assembly.add(_CORRECTIONS_GRAPH, (triple for triple in both if triple not in as_printed))
    assembly.add(_CORRECTIONS_GRAPH, about)


def _collect(statements: Iterable[Statement], records: Records) -> Records:
    """The triples of *statements* with their records, which are added to *records* as well."""
    collected: Records = {}
    for statement in statements:
        collected.setdefault(statement.triple, set()).add(statement.record)
        records.setdefault(statement.triple, set()).add(statement.record)
    return collected


def _derived(printed: Records, reference: Iterable[Triple], namespace: Namespace, queries: dict[str, str]) -> Records:
    """The statements that the derivations compose from the *printed* ones and the *reference* graphs."""
    if not queries:
        return {}
    store = Store()
    store.bulk_extend(_quad(triple) for triple in printed)
    store.bulk_extend(_quad(triple) for triple in reference)
    records: dict[NamedNode, set[NamedNode]] = {}
    for triple in printed:
        if (
            triple.predicate == PROV.wasDerivedFrom
            and isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, NamedNode)
        ):
            records.setdefault(triple.subject, set()).add(triple.object)
    return {triple: set(sources) for triple, sources in derive(store, queries, namespace, records)}


def _quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())


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
