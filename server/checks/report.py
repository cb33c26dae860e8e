"""The report of ``tabunka score``, as a table or as JSON."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from graph.quality import GRAPH, Measurement, Metric, measurements_of_servers, metrics, read
from graph.release import Release
from graph.store import open_store
from ontology.errors import ReportedError
from ontology.json_text import indented
from server.checks.scoring import Score


class ScoreError(ReportedError):
    """Fewer checks pass than ``--fail-under`` asks for."""


def newest(release: Release) -> list[Measurement]:
    """The newest measurement of each metric, among those of the build and those of running servers."""
    store = open_store(release, in_memory=False)
    graph = release.namespace.graph(GRAPH)
    quads = [*store.statements(None, None, None, graph), *measurements_of_servers(release)]
    return list({measurement.metric: measurement for measurement in read(quads, release.namespace)}.values())


def as_text(release: Release, measurements: Iterable[Measurement], score: Score | None, with_checks: bool) -> str:
    """A table of every metric, measured or not; *with_checks* adds every check, else only those that fail."""
    by_metric = {measurement.metric: measurement for measurement in measurements}
    table = Table("dimension", "metric", "value", "measured", box=None, title=f"release {release.version}")
    for metric in metrics(release.quality).values():
        measurement = by_metric.get(metric.key)
        name = metric.words["en"][0]
        if measurement is None:
            table.add_row(metric.dimension, name, "not measured", "")
        else:
            value = f"{measurement.value:,.2f}".rstrip("0").rstrip(".")
            table.add_row(
                metric.dimension, name, f"{value} {metric.unit}".strip(), f"{measurement.moment:%Y-%m-%d %H:%M}"
            )
    output = io.StringIO()
    console = Console(file=output, width=110)
    console.print(table)
    if score:
        console.print(f"{score.passed} of {len(score.outcomes)} checks pass")
        for outcome in score.outcomes:
            if with_checks or not outcome.holds:
                mark = "pass" if outcome.holds else "FAIL"
                console.print(f"  {mark}  {outcome.check.name} ({outcome.check.section})", markup=False)
    return output.getvalue().rstrip("\n")


def as_json(release: Release, measurements: Iterable[Measurement], score: Score | None) -> str:
    """The same as JSON."""
    by_metric = {measurement.metric: measurement for measurement in measurements}
    body: dict[str, object] = {
        "release": release.version,
        "metrics": {key: _members(metric, by_metric.get(key)) for key, metric in metrics(release.quality).items()},
    }
    if score:
        body["checks"] = [
            {
                "name": outcome.check.name,
                "section": outcome.check.section,
                "family": outcome.family,
                "passed": outcome.holds,
            }
            for outcome in score.outcomes
        ]
    return indented(body)


def _members(metric: Metric, measurement: Measurement | None) -> dict[str, object] | None:
    if measurement is None:
        return None
    return {"value": measurement.value, "unit": metric.unit, "measured": measurement.moment.isoformat()}
