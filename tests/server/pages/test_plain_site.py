"""A site that declares no more than a title has pages in every language of its interface."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.build.pipeline import build
from graph.build.site_files import site_namespace
from mappings.new_site.writing import write_new_site
from ontology.namespaces import DEFAULT_BASE
from tests.server.applications import serving


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("sites") / "example-city"
    site = write_new_site(folder, DEFAULT_BASE, {"ja": "例示市のデータ", "en": "Data of Example City"})
    with serving(build(site, site_namespace(site), folder / "var").release) as client:
        yield client


@pytest.mark.parametrize(
    ("language", "name"),
    [("ja", "例示市のデータ"), ("ja-simple", "例示市のデータ"), ("en", "Data of Example City")],
)
def test_every_page_is_named_in_the_language_of_its_reader(client: FlaskClient, language: str, name: str) -> None:
    for path in ("/", "/dataset", "/ontology", "/sparql", "/quality", "/search?q=x", "/changes"):
        response = client.get(path, query_string={"lang": language} if "?" not in path else None,
                              headers={"Accept": "text/html", "Accept-Language": language})  # fmt: skip
        assert response.status_code == 200, path
        assert f'<span class="name">{name}</span>' in response.text, path
    home = client.get("/", query_string={"lang": language}).text
    assert re.search(rf"<h1>(<span[^>]*>)?{name}(</span>)?</h1>", home)
