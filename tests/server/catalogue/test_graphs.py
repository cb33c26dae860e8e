"""The document of a named graph has the same bytes from whatever store it is read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.loading import loaded
from graph.release import Release
from graph.write.lines import sort_key
from server.app import create_app
from tests.server.applications import serving

Clients = tuple[FlaskClient, FlaskClient]


@pytest.fixture(scope="module")
def clients(small_release: Release) -> Iterator[Clients]:
    """A client of an application that reads all graphs but one from disk, and of one that has them in memory."""
    store = loaded(small_release)
    assert store.has_files
    app = create_app(small_release, store=store)
    with serving(small_release) as of_memory:
        yield app.test_client(use_cookies=False), of_memory
    app.extensions["tabunka"].runner.close()


def test_every_graph_is_written_in_one_order(clients: Clients, small_release: Release) -> None:
    sizes = {name: size for name, size in small_release.manifest["statements"].items() if name != "default"}
    assert {"lamps", "ontology", "metadata", "provenance", "quality"} <= set(sizes)
    for name, size in sizes.items():
        of_disk, in_memory = (client.get(f"/graph/{name}.nt").text for client in clients)
        assert of_disk == in_memory
        lines = [line.removesuffix(" .") for line in of_disk.splitlines()]
        assert lines == sorted(lines, key=sort_key, reverse=True)
        assert len(lines) == size
        of_disk, in_memory = (client.get(f"/graph/{name}.ttl").text for client in clients)
        assert of_disk == in_memory
