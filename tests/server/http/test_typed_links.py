"""Typed links: in the header, in the head of a page and as a linkset, the same."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from graph.release import Release
from server.http.typed_links import MOST_BYTES, Link, fitting
from tests.server.typed_links import links


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "text/csv"])
def test_a_document_has_the_links_of_signposting_and_each_answers(client: FlaskClient, accept: str) -> None:
    response = client.get("/doc/municipality/14100", headers={"Accept": accept})
    targets_of = links(response)
    base = "http://localhost:8000"
    assert targets_of["cite-as"] == [(f"{base}/id/municipality/14100", "")]
    assert targets_of["canonical"] == [("/doc/municipality/14100", "")]
    assert targets_of["collection"] == [("/doc/municipality", "")]
    assert targets_of["license"] == [("https://creativecommons.org/licenses/by/4.0/", "")]
    assert ("http://data.europa.eu/m8g/PublicOrganisation", "") in targets_of["type"]
    assert len(targets_of["alternate"]) == 8
    for relation in ("alternate", "canonical", "collection", "describedby", "linkset"):
        for target, media_type in targets_of[relation]:
            answer = client.get(target, headers={"Accept": media_type or "*/*"})
            assert answer.status_code == 200, target
            if media_type:
                assert answer.mimetype == media_type, target


def test_a_page_has_the_links_in_its_head_too(client: FlaskClient) -> None:
    head = client.get("/doc/municipality/14100", headers={"Accept": "text/html"}).text.partition("</head>")[0]
    for relation in ("canonical", "cite-as", "license", "linkset", "alternate"):
        assert f'rel="{relation}"' in head, relation


def test_the_linkset_holds_the_same_links(client: FlaskClient) -> None:
    document = client.get("/doc/municipality/14100", headers={"Accept": "text/turtle"})
    response = client.get("/linkset/municipality/14100")
    assert response.mimetype == "application/linkset+json"
    (context,) = json.loads(response.text)["linkset"]
    assert context.pop("anchor") == "http://localhost/doc/municipality/14100"
    for relation, targets in links(document).items():
        assert len(context[relation]) == len(targets)
        assert all(target["href"].startswith("http") for target in context[relation])
    text = client.get("/linkset/municipality/14100", headers={"Accept": "application/linkset"})
    assert text.mimetype == "application/linkset"
    assert text.text.count('anchor="http://localhost/doc/municipality/14100"') == sum(map(len, context.values()))
    assert client.get("/linkset/municipality/99999").status_code == 404


def test_the_landing_page_names_every_file(client: FlaskClient, release: Release) -> None:
    targets_of = links(client.get("/dataset", headers={"Accept": "text/html"}))
    assert {target.rpartition("/")[2] for target, _ in targets_of["item"]} == set(release.files)
    for target, media_type in targets_of["item"]:
        assert client.head(target).mimetype == media_type


@pytest.mark.parametrize("length", [10, 100, 150])
def test_what_does_not_fit_into_a_header_is_in_the_linkset(length: int) -> None:
    path = "/doc/" + "x" * length
    linkset = Link("/linkset", "linkset", "application/linkset+json")
    alternates = [Link(f"{path}.{number}", "alternate", "text/turtle") for number in range(20)]
    links = [Link(path, "canonical"), *alternates, Link("http://e/type", "type"), linkset]
    kept = fitting(links)
    assert sum(len(f"Link: {link.header()}") + 2 for link in kept) <= MOST_BYTES
    assert {link.relation for link in kept} >= {"canonical", "type", "linkset"}
    assert [link for link in links if link in kept] == kept
    assert (kept == links) is (length == 10)
    assert fitting(links[:-1]) == links[:-1], "without a linkset nothing may be dropped"
