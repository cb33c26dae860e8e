"""The query evaluation tests of a suite of the W3C: their manifests, read with rdflib."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF

from mappings.as_is.files import rdf_file
from mappings.as_is.reading import RdfReader

ROOT = "http://w3c.example/"
"""The beginning of the IRIs of the files of the suite here; no file is fetched from there."""
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
SPARQL = rdflib.Namespace("http://www.w3.org/ns/sparql#")
_TESTS = (MF.QueryEvaluationTest, MF.CSVResultFormatTest)
_LEFT_OUT = ("entailment", "service")
"""Folders about what this server does not offer: entailment regimes, and SERVICE, which it refuses."""


@dataclass(frozen=True)
class EvaluationTest:
    """A query, its data and the expected answer; graphs are the IRIs of files."""

    key: str
    """The folder and the name of the test, as in ``aggregates/agg01``."""
    query: Path
    base: str
    data: tuple[str, ...]
    named: tuple[str, ...]
    result: Path

    @property
    def graphs(self) -> tuple[str, ...]:
        return (*self.data, *self.named)


def evaluation_tests(folder: Path) -> Iterator[EvaluationTest]:
    """The tests of the suite in *folder*, by folder and in the order of each manifest."""
    for manifest in sorted(folder.glob("*/manifest.ttl")):
        if manifest.parent.name not in _LEFT_OUT:
            yield from _tests(folder, manifest)


def _tests(folder: Path, manifest: Path) -> Iterator[EvaluationTest]:
    base = f"{ROOT}{manifest.relative_to(folder).as_posix()}"
    graph = rdflib.Graph().parse(manifest, format="turtle", publicID=base)
    for entries in graph.objects(None, MF.entries):
        for test in Collection(graph, entries):
            action = graph.value(test, MF.action)
            if graph.value(test, RDF.type) not in _TESTS or action is None:
                continue
            if graph.value(test, SPARQL.entailmentRegime) or graph.value(action, SPARQL.entailmentRegime):
                continue
            name = str(test).rpartition("#")[2]
            query = str(graph.value(action, QT.query))
            yield EvaluationTest(
                f"{manifest.parent.name}/{name}",
                path_of(folder, query),
                query,
                tuple(sorted(map(str, graph.objects(action, QT.data)))),
                tuple(sorted(str(graph.value(g, QT.graph) or g) for g in graph.objects(action, QT.graphData))),
                path_of(folder, str(graph.value(test, MF.result))),
            )


def path_of(folder: Path, iri: str) -> Path:
    """The file of the suite in *folder* that has *iri* here."""
    return folder / iri.removeprefix(ROOT)


def write_data(folder: Path, tests: list[EvaluationTest], target: Path) -> None:
    """Write the data of *tests* into the N-Quads file *target*: each file of it is a named graph."""
    with target.open("w", encoding="utf-8") as file:
        for number, iri in enumerate(sorted({graph for test in tests for graph in test.graphs})):
            reader = RdfReader(rdf_file(path_of(folder, iri)), iri, f"f{number}b")
            file.writelines(f"{line} <{iri}> .\n" for line, _ in reader.lines())
