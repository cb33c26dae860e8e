"""The document of a named graph has the same bytes from whatever store it is read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.release import Release
from graph.write.lines import sort_key
from server.app import create_app
from server.display.knowledge import Knowledge


@pytest.fixture(scope="module")
def of_memory(release: Release) -> Iterator[FlaskClient]:
    """A client of an application that has every graph in memory; the other one reads this graph from disk."""
    app = create_app(release)
    yield app.test_client()
    app.extensions["tabunka"].runner.close()


@pytest.mark.parametrize("name", ["register", "quality"])
@pytest.mark.parametrize("extension", ["nt", "ttl"])
def test_a_graph_is_written_in_one_order(
    client: FlaskClient, of_memory: FlaskClient, knowledge: Knowledge, release: Release, name: str, extension: str
) -> None:
    assert knowledge.store.has_files
    in_memory = of_memory.get(f"/graph/{name}.{extension}").text
    assert client.get(f"/graph/{name}.{extension}").text == in_memory
    if extension == "nt":
        lines = [line.removesuffix(" .") for line in in_memory.splitlines()]
        assert lines == sorted(lines, key=sort_key, reverse=True)
        assert len(lines) == release.manifest["statements"][name]
