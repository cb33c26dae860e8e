"""The ledger as RDF: a statement a line, and its totals as DQV measurements. Reuse out of the default graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, Triple

from graph.literals import integer, texts
from mappings.read.ledger import LedgerEntry
from mappings.read.reading import STATUSES
from mappings.read.reasons import in_japanese
from ontology.lines import LineRange
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, DQV, RDF, SKOS, XSD

TOKEN_OUTCOMES = ("mapped", "excluded")
_METRIC_LABELS = {
    "lines": ("行数", "lines"),
    "tokens": ("語句数", "tokens"),
}
_OUTCOME_LABELS = {
    "mapped": ("反映済み", "mapped"),
    "heading": ("見出し", "heading"),
    "furniture": ("体裁", "furniture"),
    "prose": ("散文", "prose"),
    "withheld": ("非公開", "withheld"),
    "rejected": ("却下", "rejected"),
    "excluded": ("対象外", "excluded"),
}


@dataclass(frozen=True)
class Totals:
    """Of a ledger: the number of lines by status, of all tokens, and of those that are mapped and excluded."""

    lines: Counter[str]
    tokens: int
    mapped: int
    excluded: int


def totals_of(entries: Sequence[LedgerEntry]) -> Totals:
    """The totals of *entries*."""
    return Totals(
        Counter(entry.status for entry in entries),
        sum(entry.tokens for entry in entries),
        sum(entry.mapped for entry in entries),
        sum(entry.excluded for entry in entries),
    )


def ledger_triples(
    namespace: Namespace, document: str, language: str | None, entries: Sequence[LedgerEntry], reasons: Path
) -> Iterator[Triple]:
    """Each line of *entries* with its status, and the totals of *document* as DQV (W3C Note, 2016).

    Headings of the document are in *language*, if it is known. The file *reasons* translates the reasons into Japanese.
    """
    for entry in entries:
        lines = LineRange(document, entry.line, entry.line)
        line = lines.iri(namespace)
        yield from texts(line, SKOS.prefLabel, lines.label)
        yield Triple(line, RDF.type, namespace.term("LedgerLine"))
        yield Triple(line, DCT.isPartOf, namespace.thing("document", document))
        yield Triple(line, namespace.term("firstLine"), integer(entry.line))
        yield Triple(line, namespace.term("lineStatus"), namespace.thing("line-status", entry.status))
        if entry.section:
            yield Triple(line, namespace.term("section"), Literal(entry.section, language=language))
        for reason in {entry.reason, entry.excluded_because} - {""}:
            yield Triple(line, namespace.term("reason"), Literal(reason, language="en"))
            if japanese := in_japanese(reason, reasons):
                yield Triple(line, namespace.term("reason"), Literal(japanese, language="ja"))
        if entry.tokens:
            yield Triple(line, namespace.term("tokens"), integer(entry.tokens))
            yield Triple(line, namespace.term("mappedTokens"), integer(entry.mapped))
    yield from _totals(namespace, document, entries)


def _totals(namespace: Namespace, document: str, entries: Sequence[LedgerEntry]) -> Iterator[Triple]:
    totals = totals_of(entries)
    tokens = {"mapped": totals.mapped, "excluded": totals.excluded}
    counts = [("lines", status, totals.lines[status]) for status in STATUSES]
    counts += [("tokens", outcome, tokens[outcome]) for outcome in TOKEN_OUTCOMES]
    for unit, outcome, count in counts:
        metric = namespace.thing("metric", f"{unit}-{outcome}")
        ja, en = _METRIC_LABELS[unit]
        ja_outcome, en_outcome = _OUTCOME_LABELS[outcome]
        label = {"ja": f"{ja}：{ja_outcome}", "en": f"{en}: {en_outcome}"}
        yield Triple(metric, RDF.type, DQV.Metric)
        yield from texts(metric, SKOS.prefLabel, label)
        yield Triple(metric, DQV.expectedDataType, XSD.integer)
        measurement = namespace.thing("measurement", f"ledger-{document}-{unit}-{outcome}")
        of_document = {"ja": f"文書 {document} の{label['ja']}", "en": f"document {document}, {label['en']}"}
        yield Triple(measurement, RDF.type, DQV.QualityMeasurement)
        yield from texts(measurement, SKOS.prefLabel, of_document)
        yield Triple(measurement, DQV.isMeasurementOf, metric)
        yield Triple(measurement, DQV.computedOn, namespace.thing("document", document))
        yield Triple(measurement, DQV.value, integer(count))
