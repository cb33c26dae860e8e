"""The quality of a release as dated measurements (Data Quality Vocabulary, https://www.w3.org/TR/vocab-dqv/).

What the build measures is in ``/graph/quality`` of the release. What is measured of a running server is kept beside the
release, in ``var/measurements/{version}.nq``, and read when the release is opened: a release itself never changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from graph.build.validate import Report
from graph.release import Release
from mappings.map.rules import RDF_TYPE, XSD
from ontology.namespaces import Namespace

PATH = Path(__file__).parent / "quality.yaml"
MEASUREMENTS = "measurements"
GRAPH = "quality"
_DQV = "http://www.w3.org/ns/dqv#"
_DCT = "http://purl.org/dc/terms/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_PROV = "http://www.w3.org/ns/prov#"
_KIND = NamedNode(RDF_TYPE)
_LABEL = NamedNode(_SKOS + "prefLabel")


@dataclass(frozen=True)
class Metric:
    """What is measured: its words by language (name, definition), who measures it, and which way is better."""

    key: str
    dimension: str
    is_of_build: bool
    more_is_better: bool
    words: Mapping[str, tuple[str, str]]
    unit: str = ""
    best: float | None = None


@dataclass(frozen=True)
class Measurement:
    """A value of a metric at a moment."""

    metric: str
    value: float
    moment: datetime


@lru_cache
def dimensions(path: Path = PATH) -> dict[str, dict[str, str]]:
    """The dimensions by key, with their names by language."""
    found: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))["dimensions"]
    return found


@lru_cache
def metrics(path: Path = PATH) -> dict[str, Metric]:
    """The metrics by key, in the order of the file."""
    raw: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["metrics"]
    return {
        key: Metric(
            key,
            each["dimension"],
            each["when"] == "build",
            each["good"] == "more",
            {language: (each[language][0], each[language][1]) for language in ("ja", "en")},
            each.get("unit", ""),
            each.get("of"),
        )
        for key, each in raw.items()
    }


def measured_at_build(
    report: Report,
    default: Iterable[Triple],
    traced: int,
    ledger: Mapping[str, int],
    tokens: tuple[int, int],
    namespace: Namespace,
    links: int,
) -> dict[str, float]:
    """The values of the metrics of a build.

    *traced* is how many of the statements of *default* have lineage, *ledger* the lines by status, *tokens* how many
    tokens there are and how many a record holds, *links* how many statements lead to other datasets.
    """
    statements = list(default)
    names: dict[object, set[str]] = {}
    start, types = f"{namespace.base}/id/", set()
    linked: dict[str, bool] = {}
    for triple in statements:
        subject = triple.subject
        if not isinstance(subject, NamedNode) or not subject.value.startswith(start):
            continue
        types.add(subject)
        if isinstance(triple.object, Literal) and triple.predicate.value in _NAMES:
            names.setdefault(subject, set()).add(triple.object.language or "")
        path = subject.value.removeprefix(start)
        if path.startswith(("municipality/", "language/")):
            is_link = isinstance(triple.object, NamedNode) and triple.predicate.value in _LINKS
            linked[path] = linked.get(path, False) or is_link
    lines = sum(ledger.values())
    named = sum({"ja", "en"} <= names.get(thing, set()) for thing in types)
    return {
        "shacl-violations": len(report.violations),
        "shacl-focus-nodes": sum(report.focus_nodes.values()),
        "shacl-shapes": len(report.focus_nodes),
        "lines-accounted": _percent(sum(ledger[status] for status in ledger if status), lines),
        "lines-rejected": _percent(ledger.get("rejected", 0), lines),
        "tokens-mapped": _percent(tokens[1], tokens[0]),
        "labelled-things": _percent(named, len(types)),
        "statements-with-lineage": _percent(traced, len(statements)),
        "linked-things": _percent(sum(linked.values()), len(linked)),
        "links-elsewhere": links,
    }


_NAMES = {_SKOS + "prefLabel", _DCT + "title", "http://www.w3.org/2000/01/rdf-schema#label"}
_LINKS = {"http://www.w3.org/2002/07/owl#sameAs", _SKOS + "exactMatch", _SKOS + "closeMatch"}


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def describe_metrics(namespace: Namespace) -> Iterator[Triple]:
    """Every dimension and metric, with its names and definition."""
    for key, words in dimensions().items():
        dimension = namespace.thing("dimension", key)
        yield Triple(dimension, _KIND, NamedNode(_DQV + "Dimension"))
        for language, name in words.items():
            yield Triple(dimension, _LABEL, Literal(_without_readings(name), language=language))
    for metric in metrics().values():
        node = namespace.thing("metric", metric.key)
        yield Triple(node, _KIND, NamedNode(_DQV + "Metric"))
        yield Triple(node, NamedNode(_DQV + "inDimension"), namespace.thing("dimension", metric.dimension))
        yield Triple(node, NamedNode(_DQV + "expectedDataType"), NamedNode(XSD + "decimal"))
        for language, (name, definition) in metric.words.items():
            yield Triple(node, _LABEL, Literal(name, language=language))
            yield Triple(node, NamedNode(_SKOS + "definition"), Literal(definition, language=language))


def _without_readings(text: str) -> str:
    """A name in kana: what stands before a reading goes, the reading stays."""
    parts = []
    for part in text.replace("》", "《").split("《"):
        parts.append(part)
    plain = ""
    for index, part in enumerate(parts):
        plain += part.rstrip("".join(c for c in part if "一" <= c <= "鿿")) if index % 2 == 0 else part
    return plain


def describe(namespace: Namespace, version: str, found: Iterable[Measurement]) -> Iterator[Triple]:
    """Each measurement of the release *version*: its metric, value, moment, and what it was computed on."""
    release = NamedNode(f"{namespace.base}/release/{version}")
    for each in found:
        node = namespace.thing("measurement", f"{each.metric}-{each.moment:%Y%m%dT%H%M%SZ}")
        moment = Literal(each.moment.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=NamedNode(XSD + "dateTime"))
        value = Literal(f"{each.value:.3f}".rstrip("0").rstrip("."), datatype=NamedNode(XSD + "decimal"))
        yield Triple(node, _KIND, NamedNode(_DQV + "QualityMeasurement"))
        yield Triple(node, NamedNode(_DQV + "isMeasurementOf"), namespace.thing("metric", each.metric))
        yield Triple(node, NamedNode(_DQV + "computedOn"), release)
        yield Triple(node, NamedNode(_DQV + "value"), value)
        yield Triple(node, NamedNode(_PROV + "generatedAtTime"), moment)


def read(quads: Iterable[Quad], namespace: Namespace) -> list[Measurement]:
    """The measurements that *quads* of the quality graph state, the oldest first."""
    fields: dict[str, dict[str, str]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            fields.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object.value
    start = namespace.thing("metric", "").value
    found = []
    for values in fields.values():
        metric, moment = values.get(_DQV + "isMeasurementOf", ""), values.get(_PROV + "generatedAtTime")
        if metric.startswith(start) and moment and _DQV + "value" in values:
            at = datetime.fromisoformat(moment)
            found.append(Measurement(metric.removeprefix(start), float(values[_DQV + "value"]), at))
    return sorted(found, key=lambda each: (each.moment, each.metric))


def kept_path(release: Release) -> Path:
    """Where measurements of the served *release* are kept: beside the releases, not in one."""
    return release.path.parent.parent / MEASUREMENTS / f"{release.version}.nq"


def keep(release: Release, found: Iterable[Measurement]) -> Path:
    """Add *found* to what is kept beside *release*; written whole or not at all. Gives the file."""
    path = kept_path(release)
    path.parent.mkdir(parents=True, exist_ok=True)
    graph = release.namespace.graph(GRAPH)
    quads = kept(release) + [
        Quad(triple.subject, triple.predicate, triple.object, graph)
        for triple in describe(release.namespace, release.version, found)
    ]
    draft = path.with_suffix(".draft")
    draft.write_bytes(serialize(dict.fromkeys(quads), format=RdfFormat.N_QUADS) or b"")
    draft.replace(path)
    return path


def kept(release: Release) -> list[Quad]:
    """The statements that are kept beside *release*."""
    path = kept_path(release)
    return list(parse(path.read_bytes(), format=RdfFormat.N_QUADS)) if path.is_file() else []
