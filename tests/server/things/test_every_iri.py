"""Every IRI of our own namespace in the data answers."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from flask.testing import FlaskClient
from pyoxigraph import NamedNode

from server.display.knowledge import Knowledge
from tests.server.site_pages import SitePages

OF_A_KIND = 9
"""Of a kind that has more things, about so many are asked for, evenly through its keys, and one of each form of key."""
WORDS = re.compile("[a-z0-9]+")
"""The parts in which keys of one form differ."""


def test_without_a_fragment(client: FlaskClient, own_iris: set[str], knowledge: Knowledge) -> None:
    plain = sorted({iri.partition("#")[0] for iri in own_iris} - {"/id/"})
    kinds: dict[str, list[str]] = {}
    forms: dict[tuple[str, str], str] = {}
    for iri in plain:
        parts = iri.split("/", 3)
        kind = "/".join(parts[:3])
        kinds.setdefault(kind, []).append(iri)
        forms[kind, WORDS.sub("", "".join(parts[3:]))] = iri
    evenly = {iri for iris in kinds.values() for iri in iris[:: -(-len(iris) // OF_A_KIND)]}
    sample = sorted(evenly | set(forms.values()))
    assert len(sample) > 1000
    # Whatever stands in a statement exists; the store of the server is asked for those that are fetched.
    for iri in sample:
        assert not iri.startswith("/id/") or knowledge.exists(NamedNode(knowledge.namespace.base + iri))
    failed = {}
    data, page = {"Accept": "application/n-triples, */*;q=0.5"}, {"Accept": "text/html"}
    for iri in sample:
        # A whole graph is written elsewhere (tests/server/catalogue).
        headers = page if iri.startswith("/graph/") else data
        response = client.get(iri, headers=headers, follow_redirects=True, buffered=False)
        if response.status_code != 200:
            failed[iri] = response.status_code
        response.close()
    assert not failed


def test_cited_lines_have_their_place_on_the_page_of_the_document(site_page: SitePages, own_iris: set[str]) -> None:
    cited = sorted(iri for iri in own_iris if iri.startswith("/source/") and "#" in iri)
    assert len(cited) > 100
    pages: dict[str, set[str]] = {}
    for iri in cited:
        page, _, fragment = iri.partition("#")
        if page not in pages:
            pages[page] = set(re.findall(r'id="([^"]+)"', unescape(site_page.text(page))))
        assert fragment in pages[page], iri


def test_terms_have_their_place_on_the_page_of_the_ontology(site_page: SitePages, own_iris: set[str]) -> None:
    places = set(re.findall(r'id="([^"]+)"', site_page.text("/ontology")))
    terms = {unquote(iri.partition("#")[2]) for iri in own_iris if iri.startswith("/ontology#")}
    assert len(terms) > 20
    assert terms <= places


def test_other_fragments_are_described_there(client: FlaskClient, own_iris: set[str], knowledge: Knowledge) -> None:
    bodies: dict[str, str] = {}
    for iri in sorted(own_iris):
        page, hash_, _ = iri.partition("#")
        if not hash_ or page.startswith(("/source/", "/ontology", "/id/")):
            continue
        if page not in bodies:
            bodies[page] = client.get(page, headers={"Accept": "application/n-triples"}).text
        assert f"<{knowledge.namespace.base}{iri}>" in bodies[page], iri
    assert bodies
