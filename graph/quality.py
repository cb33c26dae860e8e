"""The quality of a release as dated measurements (Data Quality Vocabulary, https://www.w3.org/TR/vocab-dqv/).

Measurements of the build are in ``/graph/quality`` of the release. Those of a running server are in a file beside the
release, ``var/measurements/{version}.nq``, since a release never changes; it is read when the release is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from graph.literals import date_time, texts
from graph.release import Release
from mappings.whole_files import write_whole
from mappings.yaml_text import parse_yaml
from ontology.namespaces import Namespace
from ontology.ruby import in_kana
from ontology.vocabulary import DQV, PROV, RDF, SKOS, XSD

DEFINITIONS = Path(__file__).parent / "quality.yaml"
"""The definitions of the engine, which a build copies into the release."""
OF_A_SITE = "quality.yaml"
"""The definitions of a site, in its folder of data. A release has both (:attr:`graph.release.Release.quality`)."""
Definitions = tuple[Path, ...]
"""Files of definitions: dimensions and metrics. A later file adds to the earlier ones."""
MEASUREMENTS = "measurements"
GRAPH = "quality"
FILE = "quality.nt"
"""The measurements of the build, which a release has beside its dumps, and keeps when it is pruned."""


@dataclass(frozen=True)
class Metric:
    """A metric of quality: its name and definition by language, its unit, and the best possible value.

    *is_of_build*: the build measures it; otherwise ``tabunka score`` measures it of a running server. With a *query* it
    is the number of things (``?case``) that the query selects from the default graph; with *most* there may be no more
    of them than that, or the release is not published.
    """

    key: str
    dimension: str
    is_of_build: bool
    words: Mapping[str, tuple[str, str]]
    unit: str = ""
    best: float | None = None
    query: str = ""
    most: int | None = None


@dataclass(frozen=True)
class Measurement:
    """A value of a metric at a moment."""

    metric: str
    value: float
    moment: datetime


@lru_cache(maxsize=8)
def _definitions(path: Path) -> dict[str, Any]:
    raw: dict[str, Any] = parse_yaml(path.read_text(encoding="utf-8"))
    return raw


def dimensions(definitions: Definitions) -> dict[str, dict[str, str]]:
    """The dimensions that the files *definitions* have, by key, with their names by language."""
    names: dict[str, dict[str, str]] = {}
    for path in definitions:
        names |= _definitions(path).get("dimensions", {})
    return names


def metrics(definitions: Definitions) -> dict[str, Metric]:
    """The metrics that the files *definitions* have, by key, in their order."""
    return {
        key: Metric(
            key,
            entry["dimension"],
            entry["when"] == "build",
            {language: (entry[language][0], entry[language][1]) for language in ("ja", "en")},
            entry.get("unit", ""),
            entry.get("of"),
            entry.get("query", ""),
            entry.get("most"),
        )
        for path in definitions
        for key, entry in _definitions(path)["metrics"].items()
    }


def describe_metrics(namespace: Namespace, definitions: Definitions) -> Iterator[Triple]:
    """Every dimension and metric of the files *definitions*, with its names and definition."""
    for key, names in dimensions(definitions).items():
        dimension = namespace.thing("dimension", key)
        yield Triple(dimension, RDF.type, DQV.Dimension)
        plain = {language: in_kana(name) for language, name in names.items()}
        yield from texts(dimension, SKOS.prefLabel, plain)
    for metric in metrics(definitions).values():
        node = namespace.thing("metric", metric.key)
        yield Triple(node, RDF.type, DQV.Metric)
        yield Triple(node, DQV.inDimension, namespace.thing("dimension", metric.dimension))
        yield Triple(node, DQV.expectedDataType, XSD.decimal)
        for language, (name, definition) in metric.words.items():
            yield Triple(node, SKOS.prefLabel, Literal(name, language=language))
            yield Triple(node, SKOS.definition, Literal(definition, language=language))


def describe(
    namespace: Namespace, definitions: Definitions, version: str, measurements: Iterable[Measurement]
) -> Iterator[Triple]:
    """Each of *measurements* of the release *version*: its metric of *definitions*, value, moment, and that release."""
    known = metrics(definitions)
    release = NamedNode(f"{namespace.base}/release/{version}")
    for measurement in measurements:
        node = namespace.thing("measurement", f"{measurement.metric}-{measurement.moment:%Y%m%dT%H%M%SZ}")
        value = Literal(f"{measurement.value:.3f}".rstrip("0").rstrip("."), datatype=XSD.decimal)
        yield Triple(node, RDF.type, DQV.QualityMeasurement)
        names = {language: name for language, (name, _) in known[measurement.metric].words.items()}
        yield from texts(node, SKOS.prefLabel, _measured(names, measurement.moment))
        yield Triple(node, DQV.isMeasurementOf, namespace.thing("metric", measurement.metric))
        yield Triple(node, DQV.computedOn, release)
        yield Triple(node, DQV.value, value)
        yield Triple(node, PROV.generatedAtTime, date_time(measurement.moment))


def _measured(names: Mapping[str, str], moment: datetime) -> dict[str, str]:
    """The *names* of a metric with the *moment* at which it was measured, in UTC, by language."""
    at = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {language: f"{name}（{at}）" if language == "ja" else f"{name} ({at})" for language, name in names.items()}


def read(quads: Iterable[Quad], namespace: Namespace) -> list[Measurement]:
    """The measurements that *quads* of the quality graph state, the oldest first."""
    fields: dict[NamedNode, dict[NamedNode, str]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            fields.setdefault(quad.subject, {})[quad.predicate] = quad.object.value
    start = namespace.thing("metric", "").value
    measurements = []
    for values in fields.values():
        metric, moment = values.get(DQV.isMeasurementOf, ""), values.get(PROV.generatedAtTime)
        if metric.startswith(start) and moment and DQV.value in values:
            at = datetime.fromisoformat(moment)
            measurements.append(Measurement(metric.removeprefix(start), float(values[DQV.value]), at))
    return sorted(measurements, key=lambda measurement: (measurement.moment, measurement.metric))


def measurements_path(release: Release) -> Path:
    """The file with the measurements of servers of *release*. It lies beside the releases, not in one."""
    return release.path.parent.parent / MEASUREMENTS / f"{release.version}.nq"


def keep(release: Release, measurements: Iterable[Measurement]) -> Path:
    """Add *measurements* to the file beside *release*, which is written whole or not at all. Returns the file."""
    path = measurements_path(release)
    path.parent.mkdir(parents=True, exist_ok=True)
    graph = release.namespace.graph(GRAPH)
    quads = measurements_of_servers(release) + [
        Quad(triple.subject, triple.predicate, triple.object, graph)
        for triple in describe(release.namespace, release.quality, release.version, measurements)
    ]
    write_whole(path, serialize(dict.fromkeys(quads), format=RdfFormat.N_QUADS) or b"")
    return path


def measurements_of(release: Release) -> list[Measurement]:
    """All measurements of *release* that are kept, also of a pruned one, the oldest first."""
    path = release.path / FILE
    of_build = list(parse(path.read_bytes(), format=RdfFormat.N_TRIPLES)) if path.is_file() else []
    return read([*of_build, *measurements_of_servers(release)], release.namespace)


def measurements_of_servers(release: Release) -> list[Quad]:
    """The statements in :func:`measurements_path` of *release*; none where there is no such file."""
    path = measurements_path(release)
    return list(parse(path.read_bytes(), format=RdfFormat.N_QUADS)) if path.is_file() else []
