"""The quality page: measurements with their dates, and metrics without a measurement."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import NamedNode
from rdflib import RDF, SKOS

from graph.build.site_files import quality_files
from graph.quality import Measurement, dimensions, keep, measurements_of_servers, metrics, read
from graph.release import Release
from graph.store import EmbeddedStore
from server.app import create_app
from tests.conftest import linked_release
from tests.rdf_terms import language_of, text_of
from tests.server.applications import NoRunner
from tests.server.site_pages import SitePages
from tests.this_site import SITE

DEFINITIONS = quality_files(SITE)
DQV = rdflib.Namespace("http://www.w3.org/ns/dqv#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")


def test_the_page_shows_what_the_build_measures_and_of_a_server_only_what_was_measured(site_page: SitePages) -> None:
    for language in ("ja", "ja-simple", "en", "vi"):
        text = site_page.text("/quality", language)
        assert not site_page("/quality", language).checked.faults
        words = "en" if language in ("en", "vi") else "ja"
        for metric in metrics(DEFINITIONS).values():
            assert (
                bool(re.search(f"<dt>(<span[^>]*>)?{re.escape(metric.words[words][0])}<", text))
            ) == metric.is_of_build
    english = site_page.text("/quality", "en")
    assert "not measured" not in english
    assert '<h2 id="umaka">' not in english, "a dimension without a measurement is no heading"
    assert "tabunka score --url" in english


def test_the_measurements_are_dqv(client: FlaskClient, release: Release) -> None:
    graph = rdflib.Graph().parse(data=client.get("/quality.ttl").data, format="turtle")
    measured = [
        measurement
        for measurement in graph.subjects(RDF.type, DQV.QualityMeasurement)
        if graph.value(measurement, PROV.generatedAtTime)
    ]
    assert len(measured) == sum(metric.is_of_build for metric in metrics(DEFINITIONS).values())
    for measurement in measured:
        metric = graph.value(measurement, DQV.isMeasurementOf)
        assert (metric, RDF.type, DQV.Metric) in graph
        dimension = graph.value(metric, DQV.inDimension)
        assert (dimension, RDF.type, DQV.Dimension) in graph
        assert {language_of(label) for label in graph.objects(metric, SKOS.prefLabel)} == {"ja", "en"}
        assert graph.value(measurement, DQV.computedOn) == rdflib.URIRef(f"{release.base}/release/{release.version}")
        assert graph.value(measurement, DQV.value) is not None


def test_a_dimension_has_its_names_with_readings_in_place_of_kanji(release: Release, store: EmbeddedStore) -> None:
    for key, names in (
        ("completeness", {"ja": "完全性", "en": "Completeness", "ja-simple": "たりて いるか"}),
        ("umaka", {"ja": "Umaka の観点", "en": "Umaka criteria", "ja-simple": "Umakaの てん"}),
    ):
        labels = store.statements(release.namespace.thing("dimension", key), NamedNode(SKOS.prefLabel), None, None)
        assert {language_of(label.object): text_of(label.object) for label in labels} == names


def test_what_the_build_measured_is_true(release: Release, store: EmbeddedStore) -> None:
    quads = store.statements(None, None, None, release.namespace.graph("quality"))
    values = {measurement.metric: measurement.value for measurement in read(quads, release.namespace)}
    report = json.loads((release.path / "report.json").read_text(encoding="utf-8"))
    assert values["shacl-violations"] == len(report["violations"]) == 0
    assert values["shacl-focus-nodes"] == sum(report["focus_nodes"].values())
    assert values["shacl-shapes"] == len(report["focus_nodes"])
    assert values["lines-accounted"] == 100
    assert 0 < values["tokens-mapped"] <= 100
    # The dumps hold the statements of the store (tests/graph/write), a line each.
    provenance = (release.path / "dump" / "tabunka-provenance.nq").read_bytes()
    graph = release.namespace.graph("provenance").value.encode()
    reifies = rb"<http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<\( (.+) \)>> <" + re.escape(graph) + rb"> \.$"
    traced = set(re.findall(reifies, provenance, re.MULTILINE))
    default = (release.path / "dump" / "tabunka.nt").read_bytes().splitlines()
    share = 100 * sum(line.removesuffix(b" .") in traced for line in default) / len(default)
    assert values["statements-with-lineage"] == pytest.approx(share, abs=0.01)


def test_what_is_measured_of_a_server_is_kept_beside_the_release_and_read_with_it(
    release: Release, app: Flask, tmp_path: Path
) -> None:
    beside = replace(release, path=linked_release(release, tmp_path, release.version))
    first = Measurement("protocol-checks", 50.0, datetime(2026, 1, 1, tzinfo=UTC))
    second = Measurement("protocol-checks", 100.0, datetime(2026, 1, 2, tzinfo=UTC))
    keep(beside, [first])
    path = keep(beside, [second])
    assert path == tmp_path / "measurements" / f"{release.version}.nq"
    assert read(measurements_of_servers(beside), release.namespace) == [first, second]
    assert not list(path.parent.glob("*.draft"))


def test_a_release_is_served_with_what_was_measured_of_it(small_release: Release, tmp_path: Path) -> None:
    beside = replace(small_release, path=linked_release(small_release, tmp_path, small_release.version))
    keep(beside, [Measurement("umaka-response", 1.25, datetime(2026, 1, 1, tzinfo=UTC))])
    client = create_app(beside, runner=NoRunner()).test_client()
    text = client.get("/quality", headers={"Accept": "text/html", "Cookie": "lang=en"}).text
    assert re.search(r'<data value="1.25"><b>1.25</b> ms</data>', text)
    assert '<h2 id="umaka">' in text
    sd = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "graph:quality" in sd


def test_dimensions_and_metrics_have_words() -> None:
    assert len(metrics(DEFINITIONS)) > len(dimensions(DEFINITIONS)) > 3
    for words in dimensions(DEFINITIONS).values():
        assert set(words) == {"ja", "ja-simple", "en"}
    for metric in metrics(DEFINITIONS).values():
        assert metric.dimension in dimensions(DEFINITIONS)
        assert all(name and definition for name, definition in metric.words.values())
