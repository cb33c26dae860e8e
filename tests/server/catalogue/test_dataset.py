"""The dataset describes itself: VoID, DCAT, releases, graphs, ontology, sources."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape
from pathlib import Path

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from rdflib.namespace import DCAT, RDF, VOID

from graph.formats import GRAPH_FORMATS, Format
from graph.release import Release
from graph.write.jsonld import Context
from mappings.read.document import Document, DocumentError
from server.display.knowledge import Knowledge
from server.display.schema_org import as_block
from server.sources.texts import load_documents
from tests.server.applications import otherwise

RDFLIB_NAMES = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
GRAPH = "/graph/corrections"
URLS = ["/.well-known/void", "/dataset", "/release/{version}", "/ontology", "/source/000", GRAPH, "/sparql"]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda format: format.extension)
def test_descriptions_are_negotiated(client: FlaskClient, release: Release, url: str, chosen: Format) -> None:
    response = client.get(url.format(version=release.version), headers={"Accept": chosen.media_type})
    assert (response.status_code, response.mimetype) == (200, chosen.media_type)
    data = rdflib.Graph().parse(data=response.data, format=RDFLIB_NAMES[chosen.extension])
    assert len(data) > 20
    assert "Accept" in response.vary


@pytest.mark.parametrize("url", URLS)
def test_descriptions_have_a_page(client: FlaskClient, release: Release, url: str) -> None:
    response = client.get(url.format(version=release.version), headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (200, "text/html")


def turtle(client: FlaskClient, url: str) -> rdflib.Graph:
    response = client.get(url, headers={"Accept": "text/turtle"})
    return rdflib.Graph().parse(data=response.data, format="turtle")


def test_void_counts_what_the_default_graph_holds(client: FlaskClient, release: Release) -> None:
    data = turtle(client, "/.well-known/void")
    dataset = rdflib.URIRef(f"{release.base}/dataset")
    assert data.value(dataset, VOID.triples).toPython() == release.manifest["statements"]["default"]


def test_a_release_names_its_distributions_with_size(client: FlaskClient, release: Release) -> None:
    data = turtle(client, f"/release/{release.version}")
    urls = {str(value) for value in data.objects(None, DCAT.downloadURL)}
    assert f"{release.base}/dump/{release.version}/tabunka.ttl.gz" in urls
    sizes = {value.toPython() for value in data.objects(None, DCAT.byteSize)}
    assert sizes == {facts["bytes"] for facts in release.files.values()}


def test_a_release_that_is_none_is_not_found(client: FlaskClient) -> None:
    assert client.get("/release/1999-01-01-00000000").status_code == 404


@pytest.mark.parametrize("name", ["000", "register", "corrections", "ontology", "metadata"])
def test_a_named_graph_answers_with_all_of_it(client: FlaskClient, release: Release, name: str) -> None:
    response = client.get(f"/graph/{name}.nt")
    assert response.text.count("\n") == release.manifest["statements"][name]


def test_a_graph_too_large_to_write_out_is_its_dump(client: FlaskClient, release: Release) -> None:
    assert release.manifest["statements"]["provenance"] > 100_000
    for headers, url in (({}, "/graph/provenance.nq"), ({"Accept": "application/n-quads"}, "/graph/provenance")):
        response = client.get(url, headers=headers)
        assert response.status_code == 303
        assert response.headers["Location"] == f"/dump/{release.version}/tabunka-provenance.nq"
    for headers, url in (({}, "/graph/provenance.ttl"), ({"Accept": "text/turtle"}, "/graph/provenance")):
        response = client.get(url, headers=headers)
        assert response.status_code == 406
        assert "application/n-quads" in response.text
    assert "tabunka-provenance" not in client.get("/graph/provenance", headers={"Accept": "text/html"}).text


def test_a_graph_that_is_none_is_not_found_and_the_others_are_named(client: FlaskClient) -> None:
    response = client.get("/graph/nothing")
    assert response.status_code == 404
    assert "corrections" in response.text


def test_the_ontology_explains_each_term_on_its_page(client: FlaskClient) -> None:
    page = client.get("/ontology?lang=en", headers={"Accept": "text/html"}).text
    assert 'id="LanguageProvision"' in page
    assert "language provision" in page
    data = turtle(client, "/ontology")
    owl_class = rdflib.URIRef("http://www.w3.org/2002/07/owl#Class")
    for term in data.subjects(RDF.type, owl_class):
        assert f'id="{str(term).partition("#")[2]}"' in page


def test_the_context_can_be_fetched_and_is_the_one_documents_use(client: FlaskClient, knowledge: Knowledge) -> None:
    response = client.get("/ontology/context.jsonld")
    assert response.mimetype == "application/ld+json"
    assert Context.parse(response.text, knowledge.namespace.base).terms == knowledge.context.terms
    assert "{base}" not in json.dumps(json.loads(response.text))


# -- sources, with and without their documents


@pytest.fixture
def made_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """An application that was given a document, as long as the real one and of words of our own."""
    lines = tuple(f"made-up words <of line> {n}" for n in range(1, 200))
    return otherwise(app, monkeypatch, texts={"000": Document("000", lines)}).test_client()


def test_without_the_documents_no_line_is_shown_but_each_has_its_place(client: FlaskClient) -> None:
    page = unescape(client.get("/source/000?page=1").text)
    assert 'id="line=9,10"' in page
    assert "made-up words" not in page
    assert "/doc/record/pages/" in page


def test_with_the_documents_cited_lines_are_shown_as_text(made_up: FlaskClient) -> None:
    page = made_up.get("/source/000?page=1").text
    assert "made-up words &lt;of line&gt; 10" in page
    places = re.findall(r'id="(line=[^"]+)"', unescape(page))
    assert len(places) == len(set(places)) > 50


def test_only_the_documents_the_release_was_read_from_are_taken(
    release: Release, documents_dir: Path, tmp_path: Path
) -> None:
    documents = load_documents(release, documents_dir)
    assert set(documents) == set(release.manifest["documents"])
    for key, digest in release.manifest["documents"].items():
        path = next(documents_dir.glob(f"{key}_*.txt"))
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
        (tmp_path / path.name).write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DocumentError, match="restore the original"):
        load_documents(release, tmp_path)


# -- for the search engines of datasets


def test_the_page_describes_the_dataset_in_schema_org(client: FlaskClient, release: Release) -> None:
    text = client.get("/dataset", headers={"Accept": "text/html"}, base_url="http://data.example.org").text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    data = json.loads(block)
    assert (data["@type"], data["version"]) == ("Dataset", release.version)
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {text["@language"] for text in data["description"]} >= {"ja", "en"}
    assert all(len(text["@value"]) >= 50 for text in data["description"]), "what the search engines ask for"
    assert {download["contentUrl"].rpartition("/")[2] for download in data["distribution"]} == set(release.files)
    for download in data["distribution"]:
        assert download["contentUrl"].startswith("http://data.example.org/dump/")
        assert int(download["contentSize"]) == release.files[download["contentUrl"].rpartition("/")[2]]["bytes"]


def test_nothing_in_the_data_can_end_the_block() -> None:
    block = as_block({"name": "</script><script>alert(1)</script>&"})
    assert "<" not in block
    assert json.loads(block) == {"name": "</script><script>alert(1)</script>&"}
