"""How much is known is told with the results, and the most complete of them come first; the same results as GeoJSON."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.pictures import current
from tests.server.conftest import SitePages

BROWSER = {"Accept": "text/html"}
FACETS = ("language", "day", "place", "mode", "channel", "topic", "service", "operator", "government")


def results(client: FlaskClient, query: str) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = json.loads(client.get(f"/find.json?{query}").data)["results"]
    return answer


@pytest.mark.parametrize(
    ("query", "facet", "key"),
    [
        ("kind=counter", "day", "saturday"),
        ("kind=counter", "language", "vi"),
        ("language=vi", "day", "saturday"),
        ("", "language", "ur"),
        ("place=14000&kind=counter", "day", "saturday"),
    ],
)
def test_a_page_says_of_how_many_it_is_known(
    client: FlaskClient, site_page: SitePages, query: str, facet: str, key: str
) -> None:
    """Counted here one by one from the results without the choice."""
    others = results(client, query)
    stated = [result for result in others if facet in result]
    fitting = len(results(client, f"{query}&{facet}={key}".strip("&")))
    unstated = len(others) - len(stated)
    page = site_page.text(f"/find?{query}&{facet}={key}".replace("?&", "?"), "en")
    text = re.sub("<[^>]+>", "", page)
    expected = f"{fitting} of the {len(stated)} where it is known · {unstated} more do not say: ask them"
    assert (expected if stated else f"{unstated} do not say: ask them") in text
    asked = results(client, f"{query}&{facet}=not-stated".strip("&"))
    assert {result["id"] for result in asked} == {result["id"] for result in others if facet not in result}


def test_nothing_is_told_of_what_was_not_chosen_or_is_known_of_all(client: FlaskClient) -> None:
    for path in ("/find", "/find?kind=counter", "/find?kind=counter&day=not-stated", "/find?language=vi&day=sunday"):
        page = client.get(path, headers=BROWSER, query_string=None).text
        assert ('class="coverage"' in page) == (path == "/find?language=vi&day=sunday"), path


def test_the_most_complete_come_first_in_each_kind(client: FlaskClient) -> None:
    for kind in ("counter", "publication", "contact"):
        complete = [sum(facet in result for facet in FACETS) for result in results(client, f"kind={kind}")]
        assert all(one >= next_one for one, next_one in pairwise(complete))
    assert results(client, "kind=counter")[0]["id"].endswith("/service/funabashi-counter"), "of which all is stated"


def test_results_as_geojson_are_where_their_local_governments_are(client: FlaskClient) -> None:
    answer = client.get("/find?kind=counter", headers={"Accept": "application/geo+json"})
    assert answer.content_type == "application/geo+json"
    assert answer.headers["Content-Disposition"].endswith("find.geojson")
    features = json.loads(answer.data)["features"]
    assert [feature["id"] for feature in features] == [result["id"] for result in results(client, "kind=counter")]
    funabashi = next(feature for feature in features if feature["id"].endswith("/service/funabashi-counter"))
    assert funabashi["geometry"] == {"type": "Point", "coordinates": [139.982621, 35.694711]}, "longitude first"
    assert funabashi["properties"]["label"]["ja"] == "外国人総合相談窓口（船橋市）"
    every = json.loads(client.get("/find.geojson").data)["features"]
    assert {feature["geometry"]["type"] for feature in every if feature["geometry"]} == {"Point", "MultiPoint"}
    nowhere = [feature for feature in every if feature["geometry"] is None]
    assert nowhere
    assert not any("government" in feature["properties"] for feature in nowhere), "of no place with a position"


def test_only_the_page_with_the_map_may_ask_where_the_reader_is(client: FlaskClient) -> None:
    def policy(path: str) -> str:
        return client.get(path, headers=BROWSER).headers["Permissions-Policy"]

    assert "geolocation=(self)" in policy("/find?kind=counter&view=map")
    assert all("geolocation=()" in policy(path) for path in ("/find?kind=counter", "/", "/find.json?view=map"))


def test_without_make_web_the_map_is_the_drawing(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "is_built", lambda: False)
    page = client.get("/find?kind=counter&view=map&lang=ja", headers=BROWSER).text
    assert "point-map" in page
    assert "data-map" not in page
    assert "vendor/" not in page
