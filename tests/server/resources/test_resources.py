"""Pages of somebody else's data: things at their own paths or by IRI, classes, trees, search, blank nodes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from graph.light.release import light_release
from mappings.as_is.files import rdf_files
from server.app import create_app
from server.display.publication import _EXTENSION
from tests.as_is import write_waste

HTML = {"Accept": "text/html"}
TURTLE = {"Accept": "text/turtle"}
PAPER = "/waste/paper"
ELSEWHERE = "/resource?iri=http%3A%2F%2Fother.example%2Fcodes%23paper"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("as_is")
    release = light_release(rdf_files([write_waste(folder)]), folder / "cache", "")
    app = create_app(release)
    yield app.test_client()
    app.extensions[_EXTENSION].runner.close()


def test_a_thing_below_the_base_answers_by_its_own_path(client: FlaskClient) -> None:
    page, data = client.get(PAPER, headers=HTML), client.get(PAPER, headers=TURTLE)
    assert (page.status_code, page.location) == (303, f"{PAPER}.html")
    assert (data.status_code, data.location) == (303, f"{PAPER}.ttl")
    assert "Accept" in data.headers["Vary"]
    assert "紙くず" in client.get(f"{PAPER}.html", headers={"Accept-Language": "ja"}).text
    quads = list(parse(client.get(f"{PAPER}.nt").data, format=RdfFormat.N_TRIPLES))
    assert {"https://data.example.jp/waste/paper"} < {getattr(quad.subject, "value", "") for quad in quads}
    assert sum("_:" in str(quad) for quad in quads) == 3, "the blank nodes that it leads to are in it"
    assert client.get("/waste/absent", headers=HTML).status_code == 404


def test_a_thing_that_the_data_only_names_has_a_page_with_its_links(tmp_path: Path) -> None:
    path = tmp_path / "names.ttl"
    path.write_text(
        "@prefix x: <https://x.example/> . x:a a x:Class ; x:by <https://x.example/b?n=1>, x:\u8cc7, x:v\\#p ."
    )
    app = create_app(light_release(rdf_files([path]), tmp_path / "cache", ""))
    with app.test_client() as client:
        page = client.get("/a.html").text
        links = [unescape(link.split('"')[0]) for link in page.split('href="')[1:]]
        named = [link for link in links if link.startswith(("/Class", "/by", "/resource", "/%E8"))]
        assert {link: client.get(link, headers=HTML).status_code for link in named} == dict.fromkeys(named, 200)
        assert {"/Class.html", "/by.html", "/%E8%B3%87.html"} < set(named)
        assert client.get("/Class", headers=TURTLE).location == "/Class.ttl"
        assert 'href="/a.html"' in client.get("/Class.html").text
    app.extensions[_EXTENSION].runner.close()


def test_things_with_a_fragment_are_in_their_document(client: FlaskClient) -> None:
    page = client.get("/terms", headers=HTML)
    assert page.status_code == 200
    assert 'id="Collection"' in page.text
    assert b"terms#Collection" in client.get("/terms.nt").data
    assert client.get("/terms", headers=TURTLE).mimetype == "text/turtle"


def test_a_thing_elsewhere_has_a_page_by_its_iri_and_links_lead_there(client: FlaskClient) -> None:
    assert f'href="{ELSEWHERE}"' in client.get(f"{PAPER}.html").text
    assert "Paper elsewhere" in client.get(ELSEWHERE, headers=HTML).text
    assert client.get(ELSEWHERE.replace("/resource", "/resource.nt")).mimetype == "application/n-triples"
    assert client.get("/resource?iri=urn:absent").status_code == 404
    assert client.get("/resource?iri=not an IRI").status_code == 404
    assert client.get("/resource").status_code == 404


def test_a_page_of_the_site_comes_before_a_thing_with_its_path(client: FlaskClient) -> None:
    assert client.get("/search", headers=HTML).status_code == 200
    instances = client.get("/classes?of=http://www.w3.org/2004/02/skos/core%23Concept").text
    assert 'href="/resource?iri=https%3A%2F%2Fdata.example.jp%2Fsearch"' in instances


def test_blank_nodes_stand_inside_what_leads_to_them(client: FlaskClient) -> None:
    page = client.get(f"{PAPER}.html").text
    assert page.count('<dl class="inner">') == 2
    assert "Office of waste" in page
    assert "Office of waste" in client.get("/.well-known/genid/b2").text
    assert client.get("/.well-known/genid/b99").status_code == 404


def test_classes_are_counted_and_their_things_listed_by_name(client: FlaskClient) -> None:
    assert ">6</td>" in client.get("/classes").text
    page = client.get("/classes?of=http://www.w3.org/2004/02/skos/core%23Concept&lang=en").text
    names = ("Burnable waste", "Glass", "Has the path of a page", "Paper", "Paper elsewhere", "Tissue")
    assert sorted(names, key=page.index) == list(names)
    assert client.get("/classes?of=urn:x").status_code == 404


def test_concepts_are_a_tree_that_opens_without_a_script(client: FlaskClient) -> None:
    tree = client.get("/schemes?lang=en").text
    assert tree.index('class="tree"') < tree.index("Burnable waste") < tree.index("Paper") < tree.index("Tissue")
    assert tree[tree.index('class="tree"') :].count("<details") == 2
    page = client.get("/waste/tissue.html?lang=en").text
    above = page[page.index('class="above"') :]
    assert above.index("Waste sorting") < above.index("Burnable waste") < above.index("Paper") < above.index("Tissue")


def test_search_and_suggestions_know_all_names(client: FlaskClient) -> None:
    assert ELSEWHERE in client.get("/search?q=elsewhere").text
    assert "/waste/glass.html" in client.get("/search?q=glass").text, "its label is a thing (SKOS-XL)"
    suggestions = json.loads(client.get("/suggest?q=burn&lang=en").data)["suggestions"]
    assert [(entry["label"], entry["page"], entry["kindLabel"]) for entry in suggestions] == [
        ("Burnable waste", "/waste/burnable.html", "concept")
    ]


def test_the_home_page_leads_to_schemes_and_classes_in_each_language(client: FlaskClient) -> None:
    for language, title in (("en", "Waste sorting"), ("ja", "ごみの分別"), ("ja-simple", "ごみの分別")):
        page = client.get(f"/?lang={language}").text
        assert title in page
        assert "/classes?of=" in page
        assert "/schemes?of=" in page


@pytest.mark.parametrize("path", ["/dataset", "/sparql", "/sitemap.xml", "/openapi.json", "/.well-known/void"])
def test_the_rest_of_the_site_is_there(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=HTML if path in ("/dataset", "/sparql") else {}).status_code == 200


def test_every_page_of_the_site_that_is_linked_answers(client: FlaskClient) -> None:
    pages = {"/", "/classes", "/dataset", f"{PAPER}.html"}
    links = {link.split('"')[0] for page in pages for link in client.get(page).text.split('href="')[1:]}
    paths = {link.replace("&amp;", "&") for link in links if link.startswith("/")}
    assert {path: client.get(path).status for path in paths if client.get(path).status_code >= 400} == {}
