"""The document of a named graph has the same bytes from whatever store it is read."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from graph.loading import LoadingStore
from graph.release import Release
from graph.write.lines import sort_key
from server.app import create_app


@pytest.mark.parametrize("name", ["register", "quality"])
@pytest.mark.parametrize("extension", ["nt", "ttl"])
def test_a_graph_is_written_in_one_order(client: FlaskClient, release: Release, name: str, extension: str) -> None:
    in_memory = client.get(f"/graph/{name}.{extension}").text
    served = LoadingStore(release)
    served.complete()
    app = create_app(release, store=served)
    try:
        assert app.test_client().get(f"/graph/{name}.{extension}").text == in_memory
    finally:
        app.extensions["tabunka"].runner.close()
    if extension == "nt":
        lines = [line.removesuffix(" .") for line in in_memory.splitlines()]
        assert lines == sorted(lines, key=sort_key, reverse=True)
        assert len(lines) == release.manifest["statements"][name]
