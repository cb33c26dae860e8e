"""JSON-LD as text."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import DefaultGraph, NamedNode

from graph.release import Release
from graph.store import EmbeddedStore
from graph.write.jsonld import Context, compact, dumps


@pytest.mark.parametrize("path", ["id/municipality/14100", "id/page/hokkaido-living-guide", "dataset", "ontology", ""])
def test_documents_are_written_as_the_json_module_writes_them(
    release: Release, store: EmbeddedStore, path: str
) -> None:
    base = release.namespace.base
    context = Context.parse(release.context, base)
    thing = NamedNode(f"{base}/{path}")
    triples = [quad.triple for quad in store.statements(thing, None, None, DefaultGraph())]
    triples += [quad.triple for quad in store.statements(None, None, thing, DefaultGraph())]
    plain = json.dumps(compact(triples, context), ensure_ascii=False, indent=1)
    assert dumps(triples, context) == f"{plain}\n"
