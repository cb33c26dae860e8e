"""What holds for every URL: negotiation, caching, links, content codings, scripts of other sites."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
import zstandard
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from werkzeug.test import TestResponse

from graph.gone import gone_since, read_gone, read_things, write
from graph.release import Release
from ontology.namespaces import Namespace
from server.app import create_app
from server.display.knowledge import Knowledge
from server.openapi import PATH as OPENAPI

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
    *DOCUMENTS, "/", "/questions", "/pictures", "/id/municipality/14100", "/id/municipality", "/dump/{version}",
    "/robots.txt", "/search?q=kobe", "/sparql?query=ASK%7B%7D", "/nothing", "/id/municipality/99999",
    "/doc/municipality/99999.ttl", "/sparql?query=SELEKT", "/static/style.css", "/health",
)  # fmt: skip


class ReadingClient(FlaskClient):
    """Reads every answer to its end and closes it, files too."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        return super().open(*arguments, **{"buffered": True, **options})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return ReadingClient(app, app.response_class, use_cookies=False)


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
    assert first.last_modified == release.modified
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


# -- content codings


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("zstd;q=0, gzip;q=0.1", "gzip"),
        ("gzip;q=0", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("br", None),
        ("*", None),
        ("", None),
    ],
)
def test_the_coding_is_the_one_the_client_likes_best(client: FlaskClient, accepted: str, coding: str | None) -> None:
    url = "/doc/municipality/14100.ttl"
    plain = client.get(url)
    response = client.get(url, headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in response.headers["Vary"]
    if coding is None:
        assert response.headers["ETag"] == plain.headers["ETag"]
        return
    assert response.headers["ETag"] != plain.headers["ETag"]
    import gzip

    undo = gzip.decompress if coding == "gzip" else zstandard.ZstdDecompressor().decompress
    assert undo(response.data) == plain.data
    assert len(response.data) < len(plain.data) / 2
    again = client.get(url, headers={"Accept-Encoding": accepted, "If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_plain_dump_may_come_in_the_coding_that_is_stored(client: FlaskClient, release: Release) -> None:
    url = f"/dump/{release.version}/tabunka.ttl"
    plain = client.get(url)
    coded = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert (coded.headers["Content-Encoding"], coded.mimetype) == ("gzip", "text/turtle")
    import gzip

    assert gzip.decompress(coded.data) == plain.data
    assert coded.headers["ETag"] != plain.headers["ETag"]
    part = client.get(url, headers={"Accept-Encoding": "gzip", "Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, plain.data[10:20])
    stored = client.get(f"{url}.gz", headers={"Accept-Encoding": "gzip"})
    assert stored.mimetype == "application/gzip"
    assert "Content-Encoding" not in stored.headers


@pytest.mark.parametrize("name", ["tabunka.nt", "tabunka.nt.gz"])
def test_a_dump_brings_its_digest(client: FlaskClient, release: Release, name: str) -> None:
    response = client.get(f"/dump/{release.version}/{name}")
    match = re.fullmatch(r"sha-256=:([^:]+):", response.headers["Repr-Digest"])
    assert match
    assert base64.b64decode(match[1]) == hashlib.sha256(response.data).digest()


@pytest.mark.parametrize(
    ("asked", "status", "content_range"),
    [
        ("bytes=0-9", 206, "bytes 0-9/{size}"),
        ("bytes=-10", 206, "bytes {last10}-{last}/{size}"),
        ("bytes=10-", 206, "bytes 10-{last}/{size}"),
        ("bytes=99999999999-", 416, "bytes */{size}"),
        ("lines=1-2", 416, "bytes */{size}"),
    ],
)
def test_ranges(client: FlaskClient, release: Release, asked: str, status: int, content_range: str) -> None:
    url = f"/dump/{release.version}/tabunka.ttl.gz"
    size = release.files["tabunka.ttl.gz"]["bytes"]
    response = client.get(url, headers={"Range": asked})
    assert response.status_code == status
    assert response.headers["Content-Range"] == content_range.format(size=size, last=size - 1, last10=size - 10)


def test_if_range_gives_the_part_only_of_what_one_has(client: FlaskClient, release: Release) -> None:
    url = f"/dump/{release.version}/tabunka.ttl.gz"
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    assert client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status_code == 200


# -- links


def links(response: TestResponse) -> dict[str, list[tuple[str, str]]]:
    """The targets and media types of each relation."""
    found: dict[str, list[tuple[str, str]]] = {}
    for header in response.headers.getlist("Link"):
        match = re.fullmatch(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?', header)
        assert match, header
        found.setdefault(match[2], []).append((match[1], match[3] or ""))
    return found


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "text/csv"])
def test_a_document_has_the_links_of_signposting_and_each_answers(client: FlaskClient, accept: str) -> None:
    response = client.get("/doc/municipality/14100", headers={"Accept": accept})
    found = links(response)
    base = "http://localhost:8000"
    assert found["cite-as"] == [(f"{base}/id/municipality/14100", "")]
    assert found["canonical"] == [("/doc/municipality/14100", "")]
    assert found["collection"] == [("/doc/municipality", "")]
    assert found["license"] == [("https://creativecommons.org/licenses/by/4.0/", "")]
    assert ("http://data.europa.eu/m8g/PublicOrganisation", "") in found["type"]
    assert len(found["alternate"]) == 8
    for relation in ("alternate", "canonical", "collection", "describedby", "linkset"):
        for target, media_type in found[relation]:
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
        assert all(each["href"].startswith("http") for each in context[relation])
    text = client.get("/linkset/municipality/14100", headers={"Accept": "application/linkset"})
    assert text.mimetype == "application/linkset"
    assert text.text.count('anchor="http://localhost/doc/municipality/14100"') == sum(map(len, context.values()))
    assert client.get("/linkset/municipality/99999").status_code == 404


def test_the_landing_page_names_every_file(client: FlaskClient, release: Release) -> None:
    found = links(client.get("/dataset", headers={"Accept": "text/html"}))
    assert {target.rpartition("/")[2] for target, _ in found["item"]} == set(release.files)
    for target, media_type in found["item"]:
        assert client.head(target).mimetype == media_type


# -- gone


@pytest.fixture
def with_past(release: Release, app: Flask, tmp_path: Path) -> FlaskClient:
    """The release as if another before it had had one thing more."""
    folder = tmp_path / "releases" / release.version
    folder.mkdir(parents=True)
    for name in ("manifest.json", "dcat.ttl", "void.ttl"):
        shutil.copy(release.path / name, folder / name)
    for name in ("site.toml", "site", "ontology"):
        (folder / name).symlink_to(release.path / name)
    write(folder, [], {"service/closed%20counter": "2020-01-01-aaaaaaaa", "municipality/14100": "x"})
    known: Knowledge = app.extensions["tabunka"].knowledge
    past = Knowledge(replace(release, path=folder), known.store)
    return create_app(past.release, knowledge=past, runner=app.extensions["tabunka"].runner).test_client()


@pytest.mark.parametrize("path", ["/id/{}", "/doc/{}", "/doc/{}.ttl"])
def test_what_an_earlier_release_had_is_gone(with_past: FlaskClient, path: str) -> None:
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
    write(tmp_path, [*now, "service/old"], {"service/older": "1", "municipality/14100": "1"})
    assert gone_since(before, now) == {"service/old": release.version, "service/older": "1"}
    assert gone_since(None, now) == {}
    assert read_gone(release.path) == {}


# -- the same thing by other spellings


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
    from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

    from graph.store import EmbeddedStore

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


# -- for crawlers and programs


def test_the_sitemap_lists_pages_that_are_there(client: FlaskClient, release: Release) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = ElementTree.fromstring(client.get("/sitemap.xml").data)
    parts = [loc.text or "" for loc in index.iterfind("s:sitemap/s:loc", names)]
    assert parts
    seen: list[str] = []
    for address in parts:
        part = client.get(address)
        assert len(part.data) < 50_000_000
        urls = ElementTree.fromstring(part.data).findall("s:url", names)
        assert 0 < len(urls) <= 50_000
        seen += [url.findtext("s:loc", "", names) for url in urls]
        assert {url.findtext("s:lastmod", "", names) for url in urls} == {release.modified.isoformat()}
    assert len(seen) == len(set(seen)) > 500
    assert "http://localhost/doc/municipality/14100" in seen
    for address in seen[:20] + seen[20::97]:
        assert client.get(address, headers={"Accept": "text/html"}).status_code == 200, address
    assert client.get("/sitemap-9999.xml").status_code == 404


def test_openapi_is_valid_and_says_what_this_server_is(client: FlaskClient, release: Release) -> None:
    described = json.loads(client.get("/openapi.json", base_url="http://data.example.org").text)
    validate(described)
    assert described["openapi"].startswith("3.1")
    assert described["info"]["version"] == release.version
    assert described["servers"] == [{"url": "http://data.example.org"}]
    assert "{{" not in json.dumps(described)
    assert "3 s" in described["paths"]["/sparql"]["get"]["description"], "the limits of this very server"


def test_every_route_is_described_and_every_description_is_a_route(app: Flask) -> None:
    routes = {
        re.sub(r"<(?:[^:<>]+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule): set(rule.methods or ()) - {"HEAD", "OPTIONS"}
        for rule in app.url_map.iter_rules()
    }
    routes["/sparql"] = {"GET", "POST"}
    described = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))["paths"]
    methods = {path: {name.upper() for name in item if name in ("get", "post")} for path, item in described.items()}
    assert methods == routes


ASKED = [
    (path, method, operation["x-ask"])
    for path, item in yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))["paths"].items()
    for method, operation in item.items()
    if isinstance(operation, dict) and "x-ask" in operation
]


@pytest.mark.parametrize(("path", "method", "asked"), ASKED, ids=[asked[0] for asked in ASKED])
def test_what_is_described_answers_as_described(
    client: FlaskClient, release: Release, path: str, method: str, asked: dict[str, str]
) -> None:
    described = json.loads(client.get("/openapi.json").text)["paths"][path][method]
    url = asked["path"].replace("{version}", release.version)
    response = client.open(url, method=method.upper(), headers={"Accept": asked.get("accept", "*/*")})
    assert response.status_code == asked["status"]
    said = described["responses"][str(response.status_code)]
    if "$ref" in said:
        said = json.loads(client.get("/openapi.json").text)["components"]["responses"][said["$ref"].rpartition("/")[2]]
    content = said.get("content", {})
    if content and "*/*" not in content:
        assert response.mimetype in content or "json" in response.mimetype


def test_every_get_is_asked() -> None:
    described = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))["paths"]
    assert {path for path, item in described.items() if "get" in item} == {path for path, _, _ in ASKED}


def test_the_catalogue_of_interfaces_leads_to_the_description(client: FlaskClient) -> None:
    response = client.get("/.well-known/api-catalog")
    assert response.mimetype == "application/linkset+json"
    (context,) = json.loads(response.text)["linkset"]
    assert client.get(context["service-desc"][0]["href"]).status_code == 200
    assert links(client.get("/sparql", headers={"Accept": "text/turtle"}))["service-desc"][0][0] == "/openapi.json"
