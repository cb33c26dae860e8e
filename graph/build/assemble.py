"""From tables to the graphs of a release: run the mappings, apply corrections, keep lineage."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

import ontology
from graph.ask.question import Question, load_questions
from graph.build.line_ledger import ledger_triples
from graph.build.naming import preferred_labels
from graph.build.source_cache import Share, SourceCache
from graph.lineage import Records
from mappings.map.corrections import Correction, corrected_rows, load_corrections
from mappings.map.derivations import Derivations, load_derivations
from mappings.map.interpreter import Interpreter
from mappings.map.label_files import FOLDER as LABEL_FOLDER
from mappings.map.label_files import load_labelling
from mappings.map.labels import Labels
from mappings.map.sources import Source, all_tables, sources
from mappings.map.statements import Statement
from mappings.map.tables import Table
from mappings.read.ledger import LedgerEntry, ledger_path, load_ledger
from mappings.site import Site
from ontology.lines import ranges_of
from ontology.namespaces import Namespace
from ontology.terms import below
from ontology.vocabulary import DCT, PROV, RDF, SKOS, XSD

Lines = dict[str, None]
"""A set of statements, as N-Triples write them without the full stop, that keeps its order."""

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
    default: Lines = field(default_factory=dict)
    named: dict[str, Lines] = field(default_factory=dict)
    records: Records = field(default_factory=dict)
    ledger: Lines = field(default_factory=dict)
    entries: dict[str, list[LedgerEntry]] = field(default_factory=dict)
    """The lines of the ledger by document, for the documents that have one."""

    def add(self, graph: str, lines: Lines) -> None:
        """Add *lines* to the named graph *graph* and to the default graph."""
        self.named.setdefault(graph, {}).update(lines)
        self.default.update(lines)


def as_lines(triples: Iterable[Triple]) -> Lines:
    """*triples*, each once, in their order."""
    return dict.fromkeys(map(str, triples))


def assemble(site: Site, namespace: Namespace, cache: SourceCache | None = None) -> Assembly:
    """Run every mapping of *site* over its committed tables, but where *cache* has what they make.

    Raises the error of the first thing that is wrong: a table, a reference, a rule, a correction, a derivation.
    """
    chosen = sources(site.mappings, site.sources)
    shares = {source.key: share for source in chosen if cache and (share := cache.get(source))}
    # A share is kept of tables that were checked.
    assembly = _chosen(site, namespace, chosen, shares)
    terms = list(ontology_triples(site, namespace))
    assembly.add("ontology", as_lines([*terms, *preferred_labels(namespace, terms)]))
    assembly.named.setdefault(_CORRECTIONS_GRAPH, {})
    composed = _Composed(assembly)
    for source in assembly.sources:  # the register and its like come first, so that documents can refer to them
        share = shares.pop(source.key, None)
        if share is None:
            share = _share(assembly, source, composed)
            if cache:
                cache.put(source, share)
        _add(assembly, source.key, share)
        if source.is_document and ledger_path(source).exists():
            entries = assembly.entries[source.key] = load_ledger(source)
            assembly.ledger.update(
                as_lines(ledger_triples(namespace, source.key, entries, site.mappings / "reasons.csv"))
            )
    return assembly


def _add(assembly: Assembly, key: str, share: Share) -> None:
    """Add what the source *key* shares to the graphs of *assembly*."""
    assembly.named.setdefault(key, {}).update(dict.fromkeys(share.printed))
    assembly.default.update(dict.fromkeys(share.printed if share.corrected is None else share.corrected))
    assembly.add(_CORRECTIONS_GRAPH, dict.fromkeys(share.corrections))
    records = assembly.records
    for line, origins in share.records.items():
        others = records.get(line)
        records[line] = tuple(dict.fromkeys((*others, *origins))) if others else origins


class _Composed:
    """What makes statements of others: derivations and labels, made when a source is mapped that needs them.

    They see the ontology and the reference works that come before the source.
    """

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._seen: set[str] = set()

    @cached_property
    def _derivations(self) -> Derivations:
        assembly = self._assembly
        return Derivations(load_derivations(assembly.site.mappings / "derive"), assembly.namespace)

    @cached_property
    def _labels(self) -> Labels:
        assembly = self._assembly
        return Labels(load_labelling(assembly.site.mappings / LABEL_FOLDER, assembly.namespace), assembly.namespace)

    def of(self, source: Source, triples: _Triples) -> dict[Triple, set[NamedNode]]:
        """The statements composed of *triples*, those of *source*, with the records of each: the labels at last."""
        self._refer()
        derived = self._derivations.of(source.key, triples) if source.is_document else {}
        return derived | self._labels.of(source.key, triples | dict.fromkeys(derived))

    def _refer(self) -> None:
        """Show the reference works that were added since."""
        references = [source.key for source in self._assembly.sources if not source.is_document]
        for name in ("ontology", *references):
            if name not in self._seen and name in self._assembly.named:
                text = "".join(f"{line} .\n" for line in self._assembly.named[name])
                triples = [quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)]
                self._derivations.refer_to(triples)
                self._labels.refer_to(triples)
                self._seen.add(name)


def _chosen(site: Site, namespace: Namespace, chosen: list[Source], checked: Collection[str]) -> Assembly:
    """The sources *chosen*, with their tables, and the corrections and questions that are about these only.

    *checked* are the keys of sources whose tables were checked already.
    """
    keys_chosen = {source.key for source in chosen}
    left_out = [source for source in sources(site.mappings) if source.key not in keys_chosen]
    tables = all_tables(chosen, checked)
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
    """The vocabularies of the engine and of *site*, with their schemes; relative IRIs are below *namespace*."""
    for path in ontology.turtle_files(site.ontology):
        text = namespace.rebase_turtle(path.read_text(encoding="utf-8"))
        for quad in parse(text, format=RdfFormat.TURTLE, base_iri=namespace.base + "/"):
            yield quad.triple


def _share(assembly: Assembly, source: Source, composed: _Composed) -> Share:
    """What *source* states: as printed, as corrected, and the records of each statement."""
    namespace = assembly.namespace
    interpreter = Interpreter(source.rules, namespace, source.key)
    tables = [assembly.tables[schema.name] for schema in source.schemas]
    names = {table.name for table in tables}
    corrections = [correction for correction in assembly.corrections if correction.table in names]
    rows, records = _Rows({}, {}, {}), _TripleRecords()
    printed_properties = below(namespace.term("printedLabel"), assembly.named["ontology"])
    changed = corrected_rows(corrections, assembly.tables)
    for table in tables:
        for number, row in enumerate(table.rows, 1):
            statements = interpreter.row(table.schema, row, number)
            if (table.name, row["key"]) not in changed:
                records.collect(statements, rows.unchanged)
                continue
            as_read = list(statements)
            records.collect(as_read, rows.printed)
            new, applied = changed[(table.name, row["key"])]
            read = {statement.triple for statement in as_read}
            for triple, _, record in interpreter.row(table.schema, new, number):
                # What is printed can't be corrected: the right words stand beside it, and it stays in its document.
                if triple not in read and triple.predicate.value in printed_properties:
                    triple = Triple(triple.subject, namespace.term("correctedLabel"), triple.object)
                rows.corrected.setdefault(triple, []).append((record, applied))

    printed = rows.unchanged | rows.printed
    derived = composed.of(source, printed)
    records.update(derived)
    as_printed = printed | dict.fromkeys(derived)
    if not changed:
        text = _Texts().of
        return Share(list(map(text, as_printed)), None, [], records.as_lines(text))

    for triple, origins in rows.corrected.items():
        for record, applied in origins:
            records.update({triple: {record}})
            if triple not in printed:
                reasons = {namespace.record(CORRECTIONS_TABLE, correction.key) for correction in applied}
                records.update({triple: reasons})
    corrected = rows.unchanged | dict.fromkeys(rows.corrected)
    corrected_derived = composed.of(source, corrected)
    records.update(corrected_derived)
    about: _Triples = {}
    records.collect(_correction_statements(corrections, namespace, source.key), about)
    corrected |= dict.fromkeys(corrected_derived)
    corrections_graph = dict.fromkeys(triple for triple in corrected if triple not in as_printed) | about
    text = _Texts().of
    return Share(
        list(map(text, as_printed)),
        list(map(text, corrected)),
        list(map(text, corrections_graph)),
        records.as_lines(text),
    )


_Triples = dict[Triple, None]
"""A set of triples that keeps its order."""


class _Rows(NamedTuple):
    """The statements of the rows of a source: of those that no correction changes, and of the others twice."""

    unchanged: _Triples
    printed: _Triples
    corrected: dict[Triple, list[tuple[NamedNode, list[Correction]]]]
    """With the record of each row that states them, and the corrections of the row."""


class _Texts:
    """Statements and records as N-Triples write them, each text once: most are needed several times, and are long."""

    def __init__(self) -> None:
        self._texts: dict[Triple | NamedNode, str] = {}

    def of(self, term: Triple | NamedNode) -> str:
        """The text of *term*."""
        text = self._texts.get(term)
        if text is None:
            text = self._texts[term] = str(term)
        return text


class _TripleRecords:
    """The records of each statement while a source is mapped."""

    def __init__(self) -> None:
        self._records: dict[Triple, set[NamedNode]] = {}

    def collect(self, statements: Iterable[Statement], triples: _Triples) -> None:
        """Add the triples of *statements* to *triples*, and keep their records."""
        records = self._records
        for triple, _, record in statements:
            triples[triple] = None
            if triple in records:
                records[triple].add(record)
            else:
                records[triple] = {record}

    def update(self, more: Mapping[Triple, Iterable[NamedNode]]) -> None:
        """Keep further records."""
        for triple, origins in more.items():
            self._records.setdefault(triple, set()).update(origins)

    def as_lines(self, text: Callable[[Triple | NamedNode], str]) -> dict[str, tuple[str, ...]]:
        """The records of each statement in order, all as *text* writes them."""
        return {text(triple): tuple(sorted(map(text, origins))) for triple, origins in self._records.items()}


def _correction_statements(corrections: Iterable[Correction], namespace: Namespace, source: str) -> Iterator[Statement]:
    """Each correction as a record of its own, in ``/graph/corrections``."""
    graph = namespace.graph(_CORRECTIONS_GRAPH)
    for correction in corrections:
        record = namespace.record(CORRECTIONS_TABLE, correction.key)
        stated: list[tuple[NamedNode, NamedNode | Literal]] = [
            (RDF.type, namespace.term("Record")),
            (RDF.type, namespace.term("Correction")),
            (SKOS.prefLabel, Literal(f"表 {CORRECTIONS_TABLE} の行 {correction.key}", language="ja")),
            (SKOS.prefLabel, Literal(f"row {correction.key} of the table {CORRECTIONS_TABLE}", language="en")),
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
