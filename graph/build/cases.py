"""Cases: faults in the data that queries of the quality definitions select (:attr:`graph.quality.Metric.query`).

A shape says what a thing of a class must be. A query finds faults that only several things together show, such as an
address that leads nowhere, and faults that a site once had and must not have again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import BlankNode, NamedNode, QuerySolutions, Store

from graph.build.check_store import CheckStore
from graph.build.statement_index import Index
from graph.build.validate import ValidationError, Violation
from graph.quality import Metric
from ontology.lines import LineRange
from ontology.namespaces import Namespace
from ontology.prefixes import complete_query
from ontology.vocabulary import PROV

_DERIVED_FROM = str(PROV.wasDerivedFrom)


class QualityError(ValidationError):
    """A query of the quality definitions cannot be asked, or selects more cases than there may be."""


@dataclass(frozen=True)
class Cases:
    """The cases of one metric, in the order of their IRIs."""

    metric: Metric
    cases: tuple[Violation, ...]
    most: int | None
    """How many cases are allowed; None for any number."""

    @property
    def too_many(self) -> bool:
        """Whether there are more cases than are allowed."""
        return self.most is not None and len(self.cases) > self.most


def find_cases(
    store: CheckStore,
    index: Index,
    metrics: Iterable[Metric],
    namespace: Namespace,
    allowed: Mapping[str, int] = MappingProxyType({}),
    exempt: Set[str] = frozenset(),
) -> dict[str, Cases]:
    """The cases of each of *metrics* that has a query, by its key.

    *store* gives the statements of the default graph, and *index* is an index of them. A query selects ``?case`` and
    may select ``?value``, which the message shows. *allowed* overrides, by the key of a metric, how many cases there
    may be. The things *exempt* never count as cases. Raises QualityError for a malformed query.
    """
    asked = [metric for metric in metrics if metric.query]
    if not asked:
        return {}
    loaded = store()
    return {
        metric.key: Cases(
            metric, _cases(loaded, index, metric, namespace, exempt), allowed.get(metric.key, metric.most)
        )
        for metric in asked
    }


def require_few(found: Mapping[str, Cases]) -> None:
    """Raise QualityError for the first metric of *found* that has more cases than there may be."""
    for cases in found.values():
        if cases.too_many:
            more = f" … and {len(cases.cases) - 1} more; `tabunka check` lists all" if len(cases.cases) > 1 else ""
            raise QualityError(f"{cases.metric.words['en'][0]}: {cases.cases[0]}{more}")


def _cases(store: Store, index: Index, metric: Metric, namespace: Namespace, exempt: Set[str]) -> tuple[Violation, ...]:
    try:
        solutions = store.query(complete_query(namespace, metric.query))
    except (SyntaxError, ValueError) as error:
        raise QualityError(f"quality.yaml: the query of {metric.key}: {' '.join(str(error).split())}") from error
    if not isinstance(solutions, QuerySolutions) or "case" not in [variable.value for variable in solutions.variables]:
        raise QualityError(f"quality.yaml: the query of {metric.key} selects no ?case")
    has_value = "value" in [variable.value for variable in solutions.variables]
    found: dict[str, Violation] = {}
    for solution in solutions:
        case, value = solution["case"], solution["value"] if has_value else None
        if exempt and (str(case) in exempt or isinstance(case, BlankNode)):
            continue
        shown = value.value if value is not None and hasattr(value, "value") else ""
        records, cited = _lineage(index, str(case))
        name = case.value if isinstance(case, NamedNode) else str(case)
        # A thing counts as one case, however many of its values are at fault.
        found.setdefault(name, Violation(metric.key, name, "", shown, metric.words["en"][1], records, cited))
    return tuple(found[name] for name in sorted(found))


def _lineage(index: Index, node: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The records of *node* and the document lines that they cite, as text."""
    derived = index.of(_DERIVED_FROM)
    records = [record for record in derived.get(node, ()) if "/id/record/" in record] or [node]
    lines = {cited for record in records for text in derived.get(record, ()) if (cited := LineRange.parse(text[1:-1]))}
    named = sorted(record[1:-1].split("/id/record/")[1] for record in records if "/id/record/" in record)
    ordered = sorted(lines, key=lambda cited: (cited.document, cited.first))
    return tuple(named), tuple(
        f"document {cited.document} line{'' if cited.first == cited.last else 's'} {cited.cell}" for cited in ordered
    )
