"""Each thing has one URI, for every spelling; a thing of an earlier release answers 410, not 404."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.gone import gone_since, read_gone, read_things, write
from graph.release import Release
from graph.store import EmbeddedStore
from ontology.namespaces import Namespace
from server.app import create_app
from server.display.knowledge import Knowledge


@pytest.fixture(scope="module")
def with_past(release: Release, app: Flask, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The release as if another before it had had one thing more."""
    folder = tmp_path_factory.mktemp("past") / "releases" / release.version
    folder.mkdir(parents=True)
    for name in ("manifest.json", "dcat.ttl", "void.ttl"):
        shutil.copy(release.path / name, folder / name)
    for name in ("site.toml", "site", "ontology"):
        (folder / name).symlink_to(release.path / name)
    write(folder, [], {"service/closed%20counter": "2020-01-01-aaaaaaaa", "municipality/14100": "x"})
    current: Knowledge = app.extensions["tabunka"].knowledge
    past = Knowledge(replace(release, path=folder), current.store)
    return create_app(past.release, knowledge=past, runner=app.extensions["tabunka"].runner).test_client()


@pytest.mark.parametrize("path", ["/id/{}", "/doc/{}", "/doc/{}.ttl", "/doc/{}.csv?page=1", "/linkset/{}"])
def test_a_thing_that_only_an_earlier_release_had_is_gone(with_past: FlaskClient, path: str) -> None:
    response = with_past.get(path.format("service/closed%20counter"), headers={"Accept": "application/json"})
    assert response.status_code == 410
    assert "2020-01-01-aaaaaaaa" in json.loads(response.text)["detail"]
    assert with_past.get("/id/service/never-there").status_code == 404
    assert with_past.get("/id/municipality/14100").status_code == 303, "what is there is not gone, whatever a file says"


def test_a_release_remembers_what_those_before_it_had(release: Release, tmp_path: Path) -> None:
    now = read_things(release.path)
    assert "municipality/14100" in now
    assert "statement/" in "\n".join(now) or len(now) > 5000
    before = replace(release, path=tmp_path)
    measured = "measurement/labelled-things-20200101T000000Z"
    write(tmp_path, [*now, "service/old", measured], {"service/older": "1", "municipality/14100": "1", measured: "1"})
    assert gone_since(before, now) == {"service/old": release.version, "service/older": "1"}
    assert gone_since(None, now) == {}
    assert read_gone(release.path) == {}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/id/municipality/%31%34100", 303),
        ("/id/municipality/14100/", 404),
        ("/id/municipality//14100", 404),
        ("/id/municipality/../municipality/14100", 404),
        ("/id/municipality/14100%00", 404),
        ("/id/municipality/%2531%2534100", 404),
        ("/id/MUNICIPALITY/14100", 404),
    ],
)
def test_one_thing_has_one_uri(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_encoded_and_raw_iris_agree(release: Release, app: Flask) -> None:
    """A made-up thing with a Japanese key: as an IRI, percent-encoded in either case, and never encoded twice."""

    namespace = Namespace()
    thing = namespace.thing("organisation", "%E5%8D%94%E4%BC%9A")
    name = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    engine = Store()
    engine.add(Quad(thing, name, Literal("協会", language="ja"), DefaultGraph()))
    store = EmbeddedStore(engine)
    application = create_app(release, knowledge=Knowledge(release, store), runner=app.extensions["tabunka"].runner)
    client = application.test_client()
    for path in ("/id/organisation/協会", "/id/organisation/%E5%8D%94%E4%BC%9A", "/id/organisation/%e5%8d%94%e4%bc%9a"):
        response = client.get(path)
        assert response.status_code == 303, path
        assert client.get(response.location).status_code == 200
    assert client.get("/id/organisation/%25E5%258D%2594").status_code == 404
