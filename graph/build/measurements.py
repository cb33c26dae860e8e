"""The quality measurements that a build makes of its release (``graph/quality.yaml`` defines the metrics)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby

from graph.build.assemble import Assembly, Lines, as_lines
from graph.build.catalogue import Edition
from graph.build.sortable_statements import number_in_both
from graph.build.validate import ValidationReport
from graph.quality import Definitions, Measurement, describe, describe_metrics
from graph.write.lines import subject_of
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, OWL, RDFS, SKOS

_NAMES = {str(term) for term in (SKOS.prefLabel, DCT.title, RDFS.label)}
_LINKS = {str(term) for term in (OWL.sameAs, SKOS.exactMatch, SKOS.closeMatch)}
_LINKED_KINDS = ("municipality/", "language/")


def measures(assembly: Assembly, report: ValidationReport, links: int) -> dict[str, float]:
    """The values of *assembly*, validated with *report*, by the key of the metric, for metrics without a query.

    *links* is how many statements lead to other datasets.
    """
    stated = (text.partition("\x01")[0] for text in assembly.records.texts())
    traced = number_in_both(assembly.default.texts(), stated)
    return {
        "shacl-violations": len(report.violations),
        "shacl-focus-nodes": sum(report.focus_nodes.values()),
        "shacl-shapes": len(report.focus_nodes),
        **_of_ledger(assembly),
        **_of_things(assembly.default, assembly.namespace),
        "statements-with-lineage": _percent(traced, len(assembly.default)),
        "links-elsewhere": links,
    }


def quality_triples(
    namespace: Namespace, values: Mapping[str, float], edition: Edition, definitions: Definitions
) -> Lines:
    """The metrics of *definitions*, and the *values* of those that were measured of *edition*."""
    measurements = [Measurement(metric, value, edition.modified) for metric, value in values.items()]
    return as_lines(
        [*describe_metrics(namespace, definitions), *describe(namespace, definitions, edition.version, measurements)]
    )


def _of_ledger(assembly: Assembly) -> dict[str, float]:
    """Shares of lines by status, and of tokens that a record holds."""
    lines: Counter[str] = Counter()
    tokens = mapped = 0
    for totals in assembly.totals.values():
        lines += totals.lines
        tokens, mapped = tokens + totals.tokens, mapped + totals.mapped
    return {
        "lines-accounted": _percent(sum(count for status, count in lines.items() if status), lines.total()),
        "lines-rejected": _percent(lines["rejected"], lines.total()),
        "tokens-mapped": _percent(mapped, tokens),
    }


def _of_things(statements: Iterable[str], namespace: Namespace) -> dict[str, float]:
    """Shares of things with a name in both languages, and of local governments and languages with a link elsewhere.

    *statements* are in the order of files.
    """
    start = f"<{namespace.base}/id/"
    linked_kinds = tuple(start + kind for kind in _LINKED_KINDS)
    things = named = linkable = linked = 0
    for subject, lines in groupby(statements, subject_of):
        if not subject.startswith(start):
            continue
        parts = [line.split(" ", 2)[1:] for line in lines]
        languages = {value.rpartition('"@')[2] for predicate, value in parts if predicate in _NAMES and value[0] == '"'}
        things += 1
        named += {"ja", "en"} <= languages
        if subject.startswith(linked_kinds):
            linkable += 1
            linked += any(value[0] == "<" and predicate in _LINKS for predicate, value in parts)
    return {"labelled-things": _percent(named, things), "linked-things": _percent(linked, linkable)}


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
