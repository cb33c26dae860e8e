"""Earlier releases are still there: dumps to the byte, documents, and the way to them by date (RFC 7089)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.keeping import Kept, kept
from graph.publish.packing import pack, prune
from graph.release import Release
from server.app import create_app
from tests.graph.publish.releases_over_time import SiteOverTime, build_over_time
from tests.server.typed_links import links

JANUARY, FEBRUARY, MARCH = (f"{day} 2026 12:00:00 GMT" for day in ("Sat, 10 Jan", "Tue, 10 Feb", "Tue, 10 Mar"))
PLACE, COUNTER = "place/14100", "counter/b"
FORMATS = ("ttl", "jsonld", "nt", "rdf", "nq", "trig", "csv")


def application(release: Release) -> Iterator[Flask]:
    app = create_app(release)
    yield app
    app.extensions["tabunka"].runner.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteOverTime:
    """A site whose second release is packed, while the third is served."""
    site = build_over_time(tmp_path_factory.mktemp("time"))
    pack(site.releases[1])
    assert kept(site.releases[1]) is Kept.PACKED
    return site


@pytest.fixture(scope="module")
def app(site: SiteOverTime) -> Iterator[Flask]:
    yield from application(site.releases[2])


@pytest.fixture(scope="module")
def app_of_the_past(site: SiteOverTime) -> Iterator[Flask]:
    """What served the first release while it was the current one."""
    yield from application(site.releases[0])


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


@pytest.mark.parametrize("path", [PLACE, COUNTER, "record/counters/b", "language/ja"])
@pytest.mark.parametrize("extension", FORMATS)
def test_a_document_of_the_past_is_what_was_answered_then(
    client: FlaskClient, app_of_the_past: Flask, site: SiteOverTime, path: str, extension: str
) -> None:
    then = app_of_the_past.test_client().get(f"/doc/{path}.{extension}")
    past = client.get(f"/release/{site.releases[0].version}/doc/{path}.{extension}")
    assert past.status_code == then.status_code
    if then.status_code == 200:
        assert past.data == then.data
        assert past.content_type == then.content_type


def test_a_page_of_the_past_has_the_names_of_then_and_leads_to_now(client: FlaskClient, site: SiteOverTime) -> None:
    version = site.releases[0].version
    page = client.get(f"/release/{version}/doc/{COUNTER}", headers={"Accept": "text/html"}).text
    assert "神戸市の窓口" in page
    assert f'href="/release/{version}/doc/place/28100"' in page
    assert f'<a href="/doc/{COUNTER}">' in page
    assert "横浜市" in client.get(f"/release/{version}/doc/{PLACE}", headers={"Accept": "text/html"}).text
    assert "横濱市" in client.get(f"/doc/{PLACE}", headers={"Accept": "text/html"}).text


def test_a_link_of_a_page_of_the_past_leads_to_what_only_the_present_has(
    client: FlaskClient, site: SiteOverTime
) -> None:
    response = client.get(f"/release/{site.releases[0].version}/ontology")
    assert (response.status_code, response.location) == (302, "/ontology")
    assert client.get("/release/1999-01-01-00000000/ontology").status_code == 404


@pytest.mark.parametrize(
    ("asked", "release"),
    [
        ("Thu, 01 Jan 2026 00:00:00 GMT", 0),
        (JANUARY, 0),
        ("Mon, 09 Feb 2026 23:59:59 GMT", 0),
        (FEBRUARY, 1),
        (MARCH, 2),
        ("Fri, 01 Jan 2027 00:00:00 GMT", 2),
    ],
)
@pytest.mark.parametrize(
    ("original", "memento"),
    [
        ("/dataset", "/release/{}/dataset"),
        ("/dataset.ttl", "/release/{}/dataset.ttl"),
        (f"/doc/{PLACE}", f"/release/{{}}/doc/{PLACE}"),
        (f"/doc/{PLACE}.jsonld", f"/release/{{}}/doc/{PLACE}.jsonld"),
        ("/dump/tiny.nq.gz", "/dump/{}/tiny.nq.gz"),
    ],
)
def test_a_resource_leads_to_the_release_that_was_current_at_a_time(
    client: FlaskClient, site: SiteOverTime, original: str, memento: str, asked: str, release: int
) -> None:
    response = client.get(original, headers={"Accept-Datetime": asked})
    assert response.status_code == 302
    assert response.location == memento.format(site.releases[release].version)
    assert "Accept-Datetime" in response.headers["Vary"]
    found = client.get(response.location)
    assert found.status_code == 200
    assert found.headers["Memento-Datetime"] == (JANUARY, FEBRUARY, MARCH)[release]
    relations = links(found)
    assert relations["original"][0][0] == relations["timegate"][0][0] == original
    assert response.location in [target for target, _ in relations["memento"]]


def test_without_a_time_the_present_is_answered_and_says_where_the_past_is(client: FlaskClient) -> None:
    response = client.get(f"/doc/{PLACE}", headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    assert "Accept-Datetime" in response.headers["Vary"]
    assert "Memento-Datetime" not in response.headers
    assert links(response)["timegate"][0][0] == f"/doc/{PLACE}"
    assert links(response)["timemap"][0][0] == f"/timemap/doc/{PLACE}"
    # The kept answer is that of the present, and a time is asked of it no less.
    again = client.get(f"/doc/{PLACE}", headers={"Accept": "text/turtle", "Accept-Datetime": JANUARY})
    assert again.status_code == 302
    assert client.get(f"/doc/{PLACE}", headers={"Accept": "text/turtle"}).data == response.data


@pytest.mark.parametrize("date", ["yesterday", "", "2026-01-10", "Fri, 31 Dec 9999 23:59:59 -2300"])
@pytest.mark.parametrize("path", ["/dataset", f"/doc/{PLACE}", "/dump/tiny.nt"])
def test_what_is_no_date_is_refused(client: FlaskClient, path: str, date: str) -> None:
    response = client.get(path, headers={"Accept-Datetime": date})
    assert response.status_code == 400
    assert "Thu, 01 Jan 1970 00:00:00 GMT" in response.text


def test_a_thing_that_is_gone_is_found_in_the_past(client: FlaskClient, site: SiteOverTime) -> None:
    gone = client.get(f"/doc/{COUNTER}")
    assert gone.status_code == 410
    assert f"/release/{site.releases[1].version}/doc/{COUNTER}" in gone.text
    # After the last release that had it: that one, which is nearest.
    response = client.get(f"/doc/{COUNTER}", headers={"Accept-Datetime": MARCH})
    assert response.location == f"/release/{site.releases[1].version}/doc/{COUNTER}"
    assert client.get(f"/release/{site.releases[2].version}/doc/{COUNTER}").status_code == 404


def test_a_timemap_lists_the_states_of_a_resource(client: FlaskClient, site: SiteOverTime) -> None:
    first, second = (f"http://localhost/release/{release.version}/doc/{COUNTER}" for release in site.releases[:2])
    text = client.get(f"/timemap/doc/{COUNTER}")
    assert text.mimetype == "application/link-format"
    lines = text.text.splitlines()
    assert lines[0] == f'<http://localhost/doc/{COUNTER}>; rel="original timegate",'
    assert lines[1].endswith(f'type="application/link-format"; from="{JANUARY}"; until="{FEBRUARY}",')
    assert lines[2] == f'<{first}>; rel="first memento"; datetime="{JANUARY}",'
    assert lines[3] == f'<{second}>; rel="last memento"; datetime="{FEBRUARY}"'
    listed = json.loads(client.get(f"/timemap/doc/{COUNTER}", headers={"Accept": "application/json"}).text)
    assert [memento["uri"] for memento in listed["mementos"]["list"]] == [first, second]
    assert client.get("/timemap/doc/place/none").status_code == 404
    assert client.get("/timemap/nothing").status_code == 404


def test_a_packed_release_answers_its_dumps_as_before(client: FlaskClient, site: SiteOverTime) -> None:
    before, packed = (client.get(f"/dump/{site.releases[n].version}/tiny.nq") for n in (0, 1))
    facts = site.releases[1].files["tiny.nq"]
    assert len(packed.data) == facts["bytes"] == packed.content_length
    assert packed.headers["ETag"] == f'"{facts["sha256"]}"'
    differing = {"ETag", "Repr-Digest", "Content-Length", "Content-Disposition", "Last-Modified", "Link"}
    differing |= {"Memento-Datetime", "Date", "Expires", "X-Request-Id"}
    assert {name: value for name, value in packed.headers if name not in differing} == {
        name: value for name, value in before.headers if name not in differing
    }


@pytest.mark.parametrize(
    ("asked", "start", "stop"), [("bytes=0-9", 0, 10), ("bytes=5000-5999", 5000, 6000), ("bytes=-7", -7, None)]
)
def test_a_packed_dump_is_answered_in_parts(
    client: FlaskClient, site: SiteOverTime, asked: str, start: int, stop: int | None
) -> None:
    url = f"/dump/{site.releases[1].version}/tiny.trig"
    whole = client.get(url)
    part = client.get(url, headers={"Range": asked, "If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.data) == (206, whole.data[start:stop])
    assert part.headers["Repr-Digest"] == whole.headers["Repr-Digest"]
    assert client.get(url, headers={"Range": f"bytes={len(whole.data)}-"}).status_code == 416
    assert client.get(url, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert client.head(url).content_length == len(whole.data)


def test_the_page_of_a_release_tells_what_it_holds_and_leads_to_those_beside_it(
    client: FlaskClient, site: SiteOverTime
) -> None:
    oldest, middle, newest = (release.version for release in site.releases)
    response = client.get(f"/release/{middle}", headers={"Accept": "text/html"})
    relations = {name: [target for target, _ in targets] for name, targets in links(response).items()}
    assert relations["predecessor-version"] == [f"/release/{oldest}"]
    assert relations["successor-version"] == relations["latest-version"] == [f"/release/{newest}"]
    assert "February 10, 2026" in response.text
    assert site.releases[1].manifest["made_from"]["tables"]["sha256"] in response.text
    assert "pyoxigraph" in response.text
    assert "SHACL violations" in response.text
    inputs = client.get(f"/dump/{middle}/inputs.sha256")
    assert "mappings/places/tables/places.csv" in inputs.text


def test_a_pruned_release_says_how_to_build_it_again(site: SiteOverTime, tmp_path: Path) -> None:
    pruned, middle, newest = site.copy(tmp_path / "site").releases
    prune(pruned)
    for app in application(newest):
        client = app.test_client(use_cookies=False)
        for path in (f"/dump/{pruned.version}/tiny.nt", f"/release/{pruned.version}/doc/{PLACE}"):
            gone = client.get(path)
            assert gone.status_code == 410
            assert "SOURCE_DATE_EPOCH=1767225600 tabunka build" in gone.text
        sums = client.get(f"/dump/{pruned.version}/SHA256SUMS")
        assert pruned.files["tiny.nt"]["sha256"] in sums.text
        assert "mappings/places" in client.get(f"/dump/{pruned.version}/inputs.sha256").text
        assert client.get(f"/release/{pruned.version}", headers={"Accept": "text/turtle"}).status_code == 200
        assert "no longer kept" in client.get(f"/release/{pruned.version}", headers={"Accept": "text/html"}).text
        # The dataset is described still; documents and dumps lead to what is there.
        for original, version in (("/dataset", pruned.version), (f"/doc/{PLACE}", middle.version)):
            response = client.get(original, headers={"Accept-Datetime": JANUARY})
            assert version in response.location


def test_a_file_that_an_older_release_lost_costs_no_other_page(site: SiteOverTime, tmp_path: Path) -> None:
    damaged, middle, newest = site.copy(tmp_path / "site").releases
    for name in ("tiny.nq", "tiny.nq.gz", "tiny.ttl.gz"):
        (damaged.dump_folder / name).unlink()
    (middle.path / "diff" / "summary.json").write_text("{", encoding="utf-8")
    for app in application(newest):
        client = app.test_client(use_cookies=False)
        lost = {
            client.get(f"/dump/{damaged.version}/tiny.nq"),
            client.get(f"/dump/{damaged.version}/tiny.ttl.gz"),
            client.get(f"/release/{damaged.version}/doc/{PLACE}"),
            client.get(f"/release/{middle.version}/diff"),
        }
        assert {response.status_code for response in lost} == {410}
        assert all(version in " ".join(r.text for r in lost) for version in (damaged.version, middle.version))
        there = (
            f"/dump/{damaged.version}/tiny.ttl",
            f"/doc/{PLACE}",
            "/changes",
            "/changes.atom",
            f"/timemap/doc/{PLACE}",
        )
        for path in there:
            response = client.get(path, headers={"Accept-Encoding": "gzip"})
            assert (response.status_code, bool(response.data)) == (200, True), path
