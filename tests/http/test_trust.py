"""A client's headers about itself and its proxies are believed from a trusted proxy only."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from tests.http_client import SECONDS, get
from tests.serving import RunningServer


def test_without_trust_a_client_cannot_say_who_or_where_it_is(server: RunningServer) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/x"}
    answer = get(f"{server.url}/sparql", Accept="text/turtle", **headers)
    assert (answer.status, "evil.example" in answer.text) == (200, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Host", "evil.example"),
        ("Host", "evil.example/path?"),
        ("Host", "a b"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Original-URL", "/metrics"),
        ("X-HTTP-Method-Override", "DELETE"),
    ],
)
def test_headers_do_not_change_whose_data_it_is(server: RunningServer, name: str, value: str) -> None:
    """IRIs come from the release; only a few links to the server itself follow the Host header."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=SECONDS)
    connection.putrequest("GET", "/doc/municipality/14100.ttl", skip_host=name == "Host")
    connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    assert response.status in (200, 400)
    assert "evil.example" not in body
    assert "evil.example" not in str(response.headers)


def test_metrics_are_not_for_those_behind_a_proxy(server: RunningServer) -> None:
    assert get(f"{server.url}/metrics").status == 200
    for name in ("X-Forwarded-For", "Forwarded", "Via"):
        assert get(f"{server.url}/metrics", **{name: "127.0.0.1"}).status == 403
