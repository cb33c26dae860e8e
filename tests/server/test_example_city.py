"""The example city as a server shows it: CSV files become pages, a finder, and lines that facts were read from."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.ask.readback import read_back
from graph.build.pipeline import build
from graph.build.site_files import site_namespace
from graph.release import Release
from graph.store import open_store
from mappings.map.csv_sources import CsvSource
from mappings.map.sources import sources
from mappings.site import load_site
from server.app import create_app
from server.query.pool import EvaluatorPool
from server.settings import Settings
from server.sources.texts import load_documents
from tests.this_site import SITE


@pytest.fixture(scope="module")
def release_of_city(tmp_path_factory: pytest.TempPathFactory) -> Release:
    site = load_site(SITE.folder / "examples" / "example-city")
    return build(site, site_namespace(site), tmp_path_factory.mktemp("city")).release


@pytest.fixture(scope="module")
def city(release_of_city: Release) -> Iterator[FlaskClient]:
    texts = load_documents(release_of_city, None)
    app = create_app(release_of_city, texts=texts, settings=Settings(access_log="off"))
    yield app.test_client(use_cookies=False)
    runner = app.extensions["tabunka"].runner
    assert isinstance(runner, EvaluatorPool)
    runner.close()


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": "ja"})
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_things_are_found_by_language_and_day(city: FlaskClient) -> None:
    results = json.loads(city.get("/find.json?language=vi&day=tuesday").get_data())
    assert "例示中央公民館" in json.dumps(results, ensure_ascii=False)
    assert "例示北図書館" not in page(city, "/find?language=vi")


def test_a_result_stands_at_its_own_coordinates(city: FlaskClient) -> None:
    features = json.loads(city.get("/find.geojson?kind=event").get_data())["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [139.4781, 35.729]}
    assert len(features) == 4


def test_things_stand_on_a_map_at_the_points_that_they_share(city: FlaskClient) -> None:
    text = page(city, "/find?view=map")
    table = text[text.index("35.7279") - 400 : text.index("35.7279") + 100]
    assert "例示国際交流ひろば" in table
    # The hall and the meeting that is held there.
    assert "government=35.7279_139.477" in text
    results = json.loads(city.get("/find.json?government=35.7279_139.477").get_data())
    assert results["count"] == 2


def test_a_line_of_the_file_is_shown_with_what_it_supports(city: FlaskClient) -> None:
    text = page(city, "/source/facility?line=3")
    assert "132110,AZ000002,小平市,例示北図書館" in text
    ledger = page(city, "/source/facility")
    assert "見出し" in ledger
    assert "反映済み" in ledger


def test_a_thing_names_the_local_government_that_no_table_of_the_site_has(city: FlaskClient) -> None:
    assert "小平市" in page(city, "/doc/facility/AZ000001")
    assert "東京都" in page(city, "/doc/area/13211")


def test_tables_come_back_from_the_graph_by_generated_queries(release_of_city: Release) -> None:
    """All but the columns without a property, which no statement has."""
    store = open_store(release_of_city)
    source = next(
        one for one in sources(SITE.folder / "examples" / "example-city" / "mappings") if one.key == "facility"
    )
    assert isinstance(source, CsvSource)
    stated = {column.name for column in source.declaration.columns if column.properties}
    for name, table in source.tables().items():
        silent = {column.name for column in source.declaration.columns} - stated
        expected = [{cell: "" if cell in silent else text for cell, text in row.items()} for row in table.rows]
        read = read_back(store.store, table.schema, release_of_city.namespace)
        assert read == sorted(expected, key=lambda row: row["key"]), name
