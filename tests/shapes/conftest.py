"""The shapes and a real default graph, each as one rdflib graph."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph

from graph.build.validate import load_shapes, rdflib_graph
from graph.release import Release
from ontology.namespaces import Namespace


@pytest.fixture(scope="session")
def shapes_of_the_room() -> Graph:
    """Every shape, with the default base."""
    return load_shapes(Namespace())


@pytest.fixture(scope="session")
def data(release: Release) -> Graph:
    """The default graph of a release built from the committed tables."""
    quads = parse(path=str(release.dump_folder / "tabunka.nt"), format=RdfFormat.N_TRIPLES)
    return rdflib_graph(quad.triple for quad in quads)
