"""The shapes and a real default graph, each as one rdflib graph."""

from __future__ import annotations

import gzip

import pytest
from rdflib import Graph

from graph.release import Release
from tests.shapes.breaking import shapes_graph


@pytest.fixture(scope="session")
def shapes_of_the_room() -> Graph:
    return shapes_graph()


@pytest.fixture(scope="session")
def data(release: Release) -> Graph:
    """The default graph of a release built from the committed tables."""
    dump = release.path / "dump" / "tabunka.nt.gz"
    return Graph().parse(data=gzip.decompress(dump.read_bytes()), format="nt")
