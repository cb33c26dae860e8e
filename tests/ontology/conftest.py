"""The ontology as one rdflib graph, parsed once."""

from __future__ import annotations

import pytest
from rdflib import Graph, Namespace

import ontology

BASE = "http://localhost:8000/"
TBK = Namespace(BASE + "ontology#")


@pytest.fixture(scope="session")
def vocabulary() -> Graph:
    """Every Turtle file of the room."""
    graph = Graph()
    for path in ontology.turtle_files():
        graph.parse(path, publicID=BASE)
    return graph
