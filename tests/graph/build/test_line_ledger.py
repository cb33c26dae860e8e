"""Lines of the ledger and measurements tell what they are, and headings in which language they are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from graph.build.line_ledger import ledger_triples
from graph.quality import Measurement, describe
from mappings.read.ledger import LedgerEntry
from ontology.namespaces import Namespace
from ontology.vocabulary import DQV, RDF, SKOS

ROOT = Path(__file__).parents[3]


def _labels(triples: list[Triple], subject: object) -> set[object]:
    return {triple.object for triple in triples if triple.subject == subject and triple.predicate == SKOS.prefLabel}


def test_a_line_has_labels_and_the_heading_it_stands_under_in_the_language_of_the_document() -> None:
    namespace = Namespace()
    entry = LedgerEntry(9, "Designated Cities", "furniture", "column headings", 0, 0, 0, "")
    triples = list(ledger_triples(namespace, "003", "en", [entry], ROOT / "mappings" / "reasons.csv"))
    line = NamedNode("http://localhost:8000/source/003#line=8,9")
    assert _labels(triples, line) == {
        Literal("文書 003 9行", language="ja"),
        Literal("document 003, line 9", language="en"),
    }
    assert Triple(line, namespace.term("section"), Literal("Designated Cities", language="en")) in triples
    measurements = {triple.subject for triple in triples if triple.object == DQV.QualityMeasurement}
    labels = [label for measurement in measurements for label in _labels(triples, measurement)]
    assert Literal("document 003, lines: furniture", language="en") in labels
    assert len(labels) == len(set(labels)) == 2 * len(measurements)


def test_a_measurement_of_quality_tells_its_metric_and_moment() -> None:
    measurement = Measurement("shacl-shapes", 240, datetime(2026, 11, 30, 19, 5, tzinfo=UTC))
    triples = list(describe(Namespace(), [ROOT / "graph" / "quality.yaml"], "2026-11-30-0", [measurement]))
    (node,) = {triple.subject for triple in triples if triple.predicate == RDF.type}
    labels = {str(label) for label in _labels(triples, node)}
    assert {label[-3:] for label in labels} == {"@ja", "@en"}
    assert all("2026-11-30T19:05:00Z" in label for label in labels)
