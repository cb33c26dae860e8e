"""Changes between releases on pages, in data and in feeds; URIs that moved or are gone."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, RdfFormat, parse

from graph.build.pipeline import build
from graph.release import Release
from mappings.site import load_site
from ontology.namespaces import Namespace
from tests.graph.build.tiny_site import built, change
from tests.graph.compare.changing_site import COUNTERS, first_release, second_release, third_release
from tests.server.applications import serving

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://data.example.org"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def releases(site: Path) -> list[Release]:
    return [first_release(site), second_release(site), third_release(site)]


@pytest.fixture(scope="module")
def client(releases: list[Release]) -> Iterator[FlaskClient]:
    with serving(releases[-1]) as client:
        yield client


def text_of(client: FlaskClient, path: str, language: str = "en") -> str:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_the_page_of_changes_lists_the_releases_that_led_to_this_one(
    client: FlaskClient, releases: list[Release]
) -> None:
    page = text_of(client, "/changes")
    places = [page.index(f"/release/{release.version}/diff") for release in reversed(releases)]
    assert places == sorted(places)
    assert "1 counter gone" in page
    assert "The first release: there is none to compare it with." in page


def test_a_release_before_knows_nothing_of_what_came_later(releases: list[Release]) -> None:
    with serving(releases[1]) as earlier:
        assert releases[2].version not in text_of(earlier, "/changes")
        assert "counter/yokohama" not in earlier.get("/changes.atom").get_data(as_text=True)


def test_the_changes_of_a_release_are_negotiated(client: FlaskClient, releases: list[Release]) -> None:
    path = f"/release/{releases[1].version}/diff"
    assert "monday → tuesday" in text_of(client, path)
    summary = json.loads(client.get(path, headers={"Accept": "application/json"}).data)
    assert (summary["old"], summary["new"]) == (releases[0].version, releases[1].version)
    patch = client.get(path, headers={"Accept": "application/rdf-patch"})
    assert patch.headers["Content-Type"] == "application/rdf-patch"
    assert patch.get_data(as_text=True).startswith(f"H id <{BASE}/release/{releases[1].version}> .\nH prev <")
    assert client.get(f"{path}.rdfp").data == patch.data
    links = " ".join(patch.headers.getlist("Link"))
    assert f'</release/{releases[0].version}>; rel="predecessor-version"' in links
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_statements_that_came_and_went_are_two_graphs(client: FlaskClient, releases: list[Release]) -> None:
    path = f"/release/{releases[1].version}/diff.trig"
    quads = list(parse(client.get(path).data, format=RdfFormat.TRIG))
    iri = f"{BASE}/release/{releases[1].version}"
    graphs = {quad.graph_name for quad in quads if quad.graph_name != DefaultGraph()}
    assert {str(graph) for graph in graphs} == {f"<{iri}/diff#added>", f"<{iri}/diff#removed>"}
    between = [quad for quad in quads if quad.graph_name == DefaultGraph()]
    assert {quad.predicate.value.rpartition("/")[2] for quad in between} == {
        "prov#wasRevisionOf",
        "dcat#previousVersion",
    }
    assert {str(quad.object) for quad in between} == {f"<{BASE}/release/{releases[0].version}>"}


def test_the_first_release_has_no_changes(client: FlaskClient, releases: list[Release]) -> None:
    path = f"/release/{releases[0].version}/diff"
    assert json.loads(client.get(f"{path}.json").data)["things"] == []
    assert client.get(f"{path}.rdfp").get_data(as_text=True).splitlines()[-2:] == ["TX .", "TC ."]
    assert client.get("/release/2000-01-01-00000000/diff").status_code == 404
    assert client.get("/release/../diff").status_code == 404


@pytest.mark.parametrize("path", ["/changes.atom", "/changes/place/14100.atom", "/changes/place/28100.atom"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_feed_has_what_rfc_4287_requires(client: FlaskClient, path: str, language: str) -> None:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.headers["Content-Type"] == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    for element in (feed, *entries):
        # Sections 4.1.1 and 4.1.2: each of these exactly once.
        for name in ("id", "title", "updated"):
            (child,) = element.findall(f"{ATOM}{name}")
            assert (child.text or "").strip()
        moment = element.findtext(f"{ATOM}updated") or ""
        assert datetime.fromisoformat(moment).tzinfo is not None
        (page,) = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert (page.get("href") or "").startswith("http://localhost/")
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated"), "no release without news is one"
    assert feed.findtext(f"{ATOM}author/{ATOM}name"), "a feed whose entries have no author has one"
    (own,) = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href") == f"http://localhost{path}"
    identifiers = [entry.findtext(f"{ATOM}id") or "" for entry in entries]
    assert len(set(identifiers)) == len(identifiers)
    assert all(identifier.startswith(f"{BASE}/release/") for identifier in identifiers)
    for entry in entries:
        (content,) = entry.findall(f"{ATOM}content")
        assert content.get("type") == "html"
        assert (content.text or "").lstrip().startswith(("<ul>", "<p>"))


def test_a_feed_tells_only_whom_it_concerns(client: FlaskClient) -> None:
    yokohama, kobe = (client.get(f"/changes/place/{key}.atom").get_data(as_text=True) for key in ("14100", "28100"))
    assert "counter/a</id>" in yokohama
    assert "counter/a</id>" not in kobe
    assert "place/28100</id>" in kobe
    assert client.get("/changes/place/99999.atom").status_code == 404
    assert client.get("/changes/counter/b.atom").status_code == 404


def test_a_feed_that_a_reader_has_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/changes.atom").headers["ETag"]
    assert client.get("/changes.atom", headers={"If-None-Match": tag}).status_code == 304


def test_pages_lead_to_their_feeds(client: FlaskClient) -> None:
    assert 'type="application/atom+xml" href="/changes.atom"' in text_of(client, "/dataset")
    page = text_of(client, "/doc/place/14100")
    assert 'type="application/atom+xml" href="/changes/place/14100.atom"' in page


def test_the_page_of_a_thing_tells_what_changed_of_it_and_around_it_and_that_of_another_does_not(
    client: FlaskClient,
) -> None:
    place = text_of(client, "/doc/place/14100")
    section = place[place.index('<section class="what-changed"') :]
    assert "monday → tuesday" in section
    assert "It was closed." in section
    moved = text_of(client, "/doc/counter/yokohama")
    assert "counter/c → counter/yokohama" in moved
    assert "what-changed" not in text_of(client, "/doc/counter/b")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/id/counter/c", "/id/counter/yokohama"),
        ("/doc/counter/c", "/doc/counter/yokohama"),
        ("/doc/counter/c.ttl", "/doc/counter/yokohama.ttl"),
        ("/doc/counter/c?lang=en", "/doc/counter/yokohama?lang=en"),
    ],
)
def test_a_uri_that_moved_leads_to_the_new_one_for_good(client: FlaskClient, old: str, new: str) -> None:
    answer = client.get(old)
    assert (answer.status_code, answer.headers["Location"]) == (301, new)


@pytest.mark.parametrize("path", ["/id/counter/a", "/doc/counter/a", "/doc/counter/a.html"])
def test_what_is_gone_says_why(client: FlaskClient, releases: list[Release], path: str) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 410
    assert "It was closed." in answer.get_json()["detail"]
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 410
    assert "<h1>This is gone</h1>" in page.get_data(as_text=True)
    assert "<p>Why: It was closed.</p>" in page.get_data(as_text=True)


def test_what_looks_renamed_is_named_on_the_page_of_what_is_gone(site: Path, releases: list[Release]) -> None:
    change(site, (COUNTERS, "b,28100", "kobe,28100"))
    change(site, ("mappings/corrections.csv", "counters,b,", "counters,kobe,"))
    with serving(built(site, site / "var").release) as client:
        page = client.get("/doc/counter/b", headers={"Accept": "text/html"})
        assert page.status_code == 410
        assert 'The same is now at: <a href="/doc/counter/kobe">counter/kobe</a>' in page.get_data(as_text=True)


def test_a_draft_is_on_its_own_pages_and_in_no_feed(site: Path, releases: list[Release]) -> None:
    change(site, (COUNTERS, "yokohama,14100,sunday", "yokohama,14100,tuesday"))
    declared = load_site(site)
    draft = build(declared, Namespace.of(declared.base_iri), site / "var", is_draft=True).release
    with serving(draft) as client:
        assert "sunday → tuesday" in text_of(client, "/doc/counter/yokohama")
        for path in ("/changes.atom", "/changes/place/14100.atom"):
            feed = client.get(path).get_data(as_text=True)
            assert draft.version not in feed
            assert releases[-1].version in feed
