"""Rules for every URL: other sites may read it, HEAD says what GET says, what a client has is not sent again."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import pytest
import zstandard
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.release import Release

DOCUMENTS = (
    "/doc/municipality/14100",
    "/doc/municipality/14100.ttl",
    "/doc/language/vi.jsonld",
    "/doc/record/municipalities/14100.nt",
    "/doc/municipality",
    "/dataset",
    "/dataset.ttl",
    "/.well-known/void",
    "/ontology",
    "/ontology/context.jsonld",
    "/release/{version}",
    "/source/003",
    "/graph/corrections",
    "/sparql",
    "/linkset/municipality/14100",
    "/openapi.json",
    "/.well-known/api-catalog",
    "/sitemap.xml",
    "/sitemap-1.xml",
    "/find?language=vi",
    "/suggest?q=kobe",
    "/dump/{version}/tabunka.ttl.gz",
    "/dump/{version}/tabunka.nt",
)


ALL = (
    *DOCUMENTS, "/", "/questions", "/figures", "/id/municipality/14100", "/id/municipality", "/dump/{version}",
    "/robots.txt", "/search?q=kobe", "/sparql?query=ASK%7B%7D", "/nothing", "/id/municipality/99999",
    "/doc/municipality/99999.ttl", "/sparql?query=SELEKT", "/static/style.css", "/health",
)  # fmt: skip


def ask(client: FlaskClient, release: Release, url: str, method: str = "GET", **headers: str) -> TestResponse:
    return client.open(url.format(version=release.version), method=method, headers={"Accept": "*/*", **headers})


@pytest.mark.parametrize("url", ALL)
def test_any_site_may_read_it_without_credentials(client: FlaskClient, release: Release, url: str) -> None:
    response = ask(client, release, url, Origin="https://elsewhere.example")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    preflight = ask(
        client,
        release,
        url,
        "OPTIONS",
        Origin="https://elsewhere.example",
        **{"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "accept"},
    )
    if response.status_code != 404 or url.startswith(("/id/", "/doc/")):
        assert preflight.status_code in (200, 204)
        assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
        assert "Accept" in preflight.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("url", ALL)
def test_head_says_what_get_says(client: FlaskClient, release: Release, url: str) -> None:
    got, head = ask(client, release, url), ask(client, release, url, "HEAD")
    assert head.status_code == got.status_code
    assert head.data == b""
    for name in ("Content-Type", "ETag", "Last-Modified", "Link", "Vary", "Location", "Cache-Control"):
        assert head.headers.getlist(name) == got.headers.getlist(name), name


@pytest.mark.parametrize("url", DOCUMENTS)
def test_what_a_client_has_is_not_sent_again(client: FlaskClient, release: Release, url: str) -> None:
    first = ask(client, release, url)
    assert first.status_code == 200
    tag = first.headers["ETag"]
    assert re.fullmatch(r'"[^"]+"', tag), "a strong tag"
    assert first.last_modified == release.built
    assert first.headers["Cache-Control"]
    for asked in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = ask(client, release, url, **{"If-None-Match": asked})
        assert (again.status_code, again.data) == (304, b""), asked
        assert again.headers["ETag"] == tag
        assert again.headers.get("Vary") == first.headers.get("Vary")
    assert ask(client, release, url, **{"If-None-Match": '"other"'}).status_code == 200
    since = ask(client, release, url, **{"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    assert ask(client, release, url, **{"If-Match": '"other"'}).status_code == 412


@pytest.mark.parametrize("url", ["/doc/municipality/14100.ttl", "/dataset.ttl", "/ontology.ttl", "/sitemap-1.xml"])
def test_data_may_be_kept_a_while_and_errors_not_at_all(client: FlaskClient, release: Release, url: str) -> None:
    kept = ask(client, release, url).headers["Cache-Control"]
    assert {"public", "max-age=300", "stale-while-revalidate=86400"} <= set(kept.split(", "))
    assert ask(client, release, "/doc/municipality/99999").headers["Cache-Control"] == "no-store"


def test_styles_name_their_content_and_may_be_kept_for_good(client: FlaskClient) -> None:
    (link,) = re.findall(r'href="(/static/style\.css\?v=[0-9a-f]+)"', client.get("/").text)
    response = client.get(link)
    assert response.status_code == 200
    assert {"public", "immutable", "max-age=31536000"} <= set(response.headers["Cache-Control"].split(", "))
    assert "immutable" not in client.get("/static/style.css").headers["Cache-Control"]


@pytest.mark.parametrize(("name", "decoded"), [("gzip", gzip.decompress), ("zstd", zstandard.decompress)])
@pytest.mark.parametrize("path", ["style.css", "finder.js", "a/../style.css"])
def test_text_files_are_sent_compressed(
    client: FlaskClient, name: str, decoded: Callable[[bytes], bytes], path: str
) -> None:
    whole = client.get(f"/static/{path}")
    coded = client.get(f"/static/{path}", headers={"Accept-Encoding": name})
    assert coded.headers["Content-Encoding"] == name
    assert coded.content_length == len(coded.data) < len(whole.data) / 2
    assert decoded(coded.data) == whole.data
    assert coded.get_etag()[0] == f"{whole.get_etag()[0]}-{name}"
    assert "Accept-Encoding" in whole.vary
    assert "Accept-Encoding" in coded.vary
    again = client.get(f"/static/{path}", headers={"Accept-Encoding": name, "If-None-Match": coded.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    part = client.get(f"/static/{path}", headers={"Accept-Encoding": name, "Range": "bytes=0-9"})
    assert (part.status_code, part.data, part.headers.get("Content-Encoding")) == (206, whole.data[:10], None)
