"""The statements that the rules make from one source, as printed and as corrected, with their records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from graph.build.composition import Composed, Composition
from graph.build.sortable_statements import DEFAULT, names, stated, united, with_corrections
from graph.write.sorting import Sorted, Sorter
from mappings.map.corrections import Correction, corrected_rows
from mappings.map.interpreter import Interpreter
from mappings.map.sources import Source
from mappings.map.statements import Statement
from mappings.map.tables import Table
from ontology.lines import ranges_of
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, PROV, RDF, SCHEMA, SKOS, XSD

CORRECTIONS_TABLE = "corrections"
CORRECTIONS_GRAPH = "corrections"


def mapped(
    source: Source,
    tables: Mapping[str, Table],
    corrections: Iterable[Correction],
    composition: Composition,
    folder: Path | None = None,
) -> Sorted:
    """The statements of *source*, as :mod:`graph.build.sortable_statements` writes them, one text for each.

    *tables* are those of all sources. Statements that are too many for memory are kept in files of *folder*.
    """
    composed = composition.of(source)
    mapping = _Mapping(source, tables, corrections, composition, folder)
    mapping.map_rows(composed)
    return mapping.finished(composed)


class _Mapping:
    """The mapping of one source."""

    def __init__(
        self,
        source: Source,
        tables: Mapping[str, Table],
        corrections: Iterable[Correction],
        composition: Composition,
        folder: Path | None,
    ) -> None:
        self.key = source.key
        self.namespace = composition.namespace
        self.tables = [tables[schema.name] for schema in source.schemas]
        own = {table.name for table in self.tables}
        self.corrections = [correction for correction in corrections if correction.table in own]
        self.changed = corrected_rows(self.corrections, tables)
        self.printed_properties = composition.printed_properties if self.changed else frozenset()
        self.interpreter = Interpreter(source.rules, self.namespace, source.key)
        self.texts = Sorter(folder)
        # Of the rows that corrections change: the statements as printed, and as corrected.
        self.printed: dict[str, Triple] = {}
        self.corrected: dict[str, Triple] = {}
        self.unchanged: set[str] = set()
        """Statements of both sets that another row makes too."""

    def map_rows(self, composed: Composed) -> None:
        """Map all rows, and show their statements as printed to *composed*."""
        reasons = list(self._map_changed_rows()) if self.changed else []
        watched = self.printed.keys() | self.corrected.keys()
        both, add, show = names(self.key, DEFAULT), self.texts.add, composed.show
        for table in self.tables:
            for number, row in enumerate(table.rows, 1):
                if (table.name, row["key"]) in self.changed:
                    continue
                record_text = ""
                for triple, _, record in self.interpreter.row(table.schema, row, number):
                    line, record_text = str(triple), record_text or str(record)
                    add(stated(line, both, record_text))
                    show(triple)
                    if line in watched:
                        self.unchanged.add(line)
        for triple in self.printed.values():
            show(triple)
        # A corrected statement that some row also prints has its record already.
        for line, records in reasons:
            if line not in self.printed and line not in self.unchanged:
                add(stated(line, DEFAULT, records))

    def _map_changed_rows(self) -> Iterator[tuple[str, str]]:
        """Map the rows that corrections change. Gives the reasons of each corrected statement, as records."""
        corrected_label = self.namespace.term("correctedLabel")
        for table in self.tables:
            for number, row in enumerate(table.rows, 1):
                if (table.name, row["key"]) not in self.changed:
                    continue
                new, applied = self.changed[(table.name, row["key"])]
                read = set()
                for triple, _, record in self.interpreter.row(table.schema, row, number):
                    line = str(triple)
                    read.add(line)
                    self.printed[line] = triple
                    self.texts.add(stated(line, self.key, str(record)))
                reasons = names(
                    *{str(self.namespace.record(CORRECTIONS_TABLE, correction.key)) for correction in applied}
                )
                for triple, _, record in self.interpreter.row(table.schema, new, number):
                    line = str(triple)
                    # A printed text stays in the graph of its document; the corrected text is added beside it.
                    if line not in read and triple.predicate.value in self.printed_properties:
                        triple = Triple(triple.subject, corrected_label, triple.object)
                        line = str(triple)
                    self.corrected[line] = triple
                    self.texts.add(stated(line, DEFAULT, str(record)))
                    yield line, reasons

    def finished(self, composed: Composed) -> Sorted:
        """All statements, with those that *composed* makes of them."""
        if not self.changed:
            self._compose(composed, names(self.key, DEFAULT))
            return self.texts.sorted(united)
        self._compose(composed, self.key)
        composed.hide(
            triple for line, triple in self.printed.items() if line not in self.corrected and line not in self.unchanged
        )
        for triple in self.corrected.values():
            composed.show(triple)
        self._compose(composed, DEFAULT)
        for triple, _, record in _correction_statements(self.corrections, self.namespace, self.key):
            self.texts.add(stated(str(triple), names(DEFAULT, CORRECTIONS_GRAPH), str(record)))
        return self.texts.sorted(lambda texts: with_corrections(united(texts), self.key, CORRECTIONS_GRAPH))

    def _compose(self, composed: Composed, graphs: str) -> None:
        for triple, records in composed.statements():
            self.texts.add(stated(str(triple), graphs, names(*map(str, records))))


def _correction_statements(corrections: Iterable[Correction], namespace: Namespace, source: str) -> Iterator[Statement]:
    """Each correction as a record of its own, in ``/graph/corrections``."""
    graph = namespace.graph(CORRECTIONS_GRAPH)
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
        if correction.is_addition:
            stated.append((RDF.type, namespace.term("Addition")))
        if correction.by:
            stated.append((SCHEMA.creditText, Literal(correction.by)))
        if correction.evidence:
            stated.append(_evidence(correction.evidence))
        cited = ranges_of(source, correction.line) if correction.line else ()
        stated += [(PROV.wasDerivedFrom, lines.iri(namespace)) for lines in cited]
        for predicate, value in stated:
            yield Statement(Triple(record, predicate, value), graph, record)


def _evidence(text: str) -> tuple[NamedNode, NamedNode | Literal]:
    """The evidence for a correction: an address, or else the words that name it."""
    is_address = text.startswith(("http://", "https://"))
    return (DCT.source, NamedNode(text)) if is_address else (DCT.bibliographicCitation, Literal(text))
