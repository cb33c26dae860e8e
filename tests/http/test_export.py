"""A release as files behind nginx: the cases of the server, and the same answers side by side."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPMessage
from pathlib import Path
from urllib.parse import unquote

import pytest

from graph.release import Release
from server.export.addresses import Rules, plain_address
from server.export.capture import Captured, Variant
from server.export.crawl import ExportError, ExportPlan
from server.export.exporting import export
from server.export.files import write
from server.export.nginx import write_configuration
from tests.conftest import linked_release, need
from tests.http import wire_answers, wire_protocol, wire_requests
from tests.http.nginx import has_njs, nginx
from tests.http.protocol import Case
from tests.http.wire import BROWSER
from tests.http_client import get, send
from tests.serving import RunningServer

RULES = Rules.read()
ADDRESSES = (
    "/",
    "/doc/language/vi",
    "/doc/language",
    "/doc/municipality/14100",
    "/doc/municipality?page=2",
    "/id/language",
    "/ontology",
    "/dataset",
    "/quality",
    "/graph/corrections",
    "/source/003",
    "/linkset/language/vi",
    "/embed/municipality/14100",
    "/classes?of=http://www.w3.org/2004/02/skos/core%23Concept",
    "/robots.txt",
    "/changes.atom",
    "/.well-known/void",
)
REFUSED_BY_NGINX = {"M: If-Unmodified-Since after", "M: If-Unmodified-Since of nonsense"}
"""nginx itself answers 412 to any If-Unmodified-Since, since it knows no time of an answer that a script makes."""


def applies(case: Case) -> bool:
    """Can files answer *case*? They run no queries, and refuse no parameter by its name or value (kind R)."""
    address = plain_address(case.path, "http://localhost", "") or ""
    return (
        case.section != "R"
        and case.name not in REFUSED_BY_NGINX
        and not any(re.fullmatch(pattern, case.path.partition("?")[0]) for pattern in RULES.server)
        and all(name in RULES.followed for name in re.findall(r"[?&]([^=]+)=", address))
        and not case.raw_query
        and not case.arguments
    )


CASES = [case for case in (*wire_requests.CASES, *wire_answers.CASES, *wire_protocol.CASES) if applies(case)]


@pytest.fixture(scope="module")
def exported(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of nginx with some answers of the release."""
    need(has_njs(), "nginx with njs (Debian's nginx-light, libnginx-mod-http-js)")
    folder = tmp_path_factory.mktemp("export") / "site"
    only = (*ADDRESSES, f"/release/{release.version}", "/find")
    export(release, folder, lambda _: None, live="https://live.example", processes=1, only=only)
    with nginx(folder, tmp_path_factory.mktemp("nginx")) as url:
        yield url


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_holds_for_the_server_holds_for_files(exported: str, release: Release, case: Case) -> None:
    answer = replace(case, path=case.path.format(version=release.version)).send(exported)
    assert case.expect(answer), (answer.status, dict(answer.headers), answer.body[:500])


def test_many_cases_apply() -> None:
    assert len(CASES) > 40
    assert {case.section for case in CASES} >= {"A", "CSV", "F", "M", "N", "P", "Q"}


HEADERS = (
    "Content-Type",
    "Location",
    "Cache-Control",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Security-Policy",
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Permissions-Policy",
    "Referrer-Policy",
    "Cross-Origin-Resource-Policy",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Set-Cookie",
)
JA, EN, EASY = "ja,en;q=0.5", "en-GB,en;q=0.9", "ja-simple"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {"Accept": BROWSER, "Accept-Language": JA}),
        ("/", {"Accept": BROWSER, "Accept-Language": EN}),
        ("/", {"Accept": BROWSER, "Accept-Language": "en", "Cookie": "a=b; lang=ja-simple"}),
        ("/?lang=en", {"Accept": BROWSER, "Accept-Language": JA}),
        ("/doc/language/vi?lang=ja-simple", {"Accept": BROWSER}),
        ("/doc/language/vi", {"Accept": BROWSER, "Accept-Language": "fr, de;q=0.8"}),
        ("/doc/language/vi", {"Accept": BROWSER, "Accept-Language": "*"}),
        ("/doc/language/vi", {"Accept": BROWSER}),
        ("/doc/language/vi", {"Accept": BROWSER, "Accept-Language": JA, "Accept-Encoding": "gzip"}),
        ("/doc/language/vi", {"Accept": "application/ld+json, text/turtle;q=0.9"}),
        ("/doc/language/vi", {"Accept": "text/html;q=0, text/*"}),
        ("/doc/language/vi", {"Accept": "*/*"}),
        ("/doc/language/vi", {}),
        ("/doc/language/vi.ttl", {"Accept": "text/html"}),
        ("/doc/language/vi.html", {"Accept": "text/turtle", "Accept-Language": EASY}),
        ("/doc/language/vi.trig", {}),
        ("/doc/language/vi.csv", {}),
        ("/doc/municipality?page=2", {"Accept": BROWSER, "Accept-Language": JA}),
        ("/doc/municipality/14100", {"Accept": BROWSER, "Accept-Language": EASY}),
        ("/embed/municipality/14100", {"Accept": BROWSER, "Accept-Language": JA}),
        ("/id/language/vi", {"Accept": "text/turtle"}),
        ("/id/language", {}),
        ("/ontology", {"Accept": "application/rdf+xml"}),
        ("/ontology.ttl", {}),
        ("/dump/{version}/SHA256SUMS", {}),
        ("/dump/{version}/tabunka.ttl", {}),
        ("/dump/{version}/tabunka.trig.gz", {"Accept-Encoding": "gzip"}),
        ("/robots.txt", {}),
        ("/changes.atom", {"Accept-Language": "en"}),
        ("/doc/language/none", {"Accept": "text/turtle"}),
        ("/doc/language/vi.xyz", {"Accept": "application/json"}),
        ("/doc//vi", {}),
    ],
)
def test_an_answer_is_that_of_the_server(
    exported: str, server: RunningServer, release: Release, path: str, headers: dict[str, str]
) -> None:
    path = path.format(version=release.version)
    files, live = send(exported + path, headers=headers), send(server.url + path, headers=headers)
    assert files.status == live.status
    assert compared(files.headers) == compared(live.headers)
    assert vary(files.headers["Vary"]) == vary(live.headers["Vary"])
    assert typed_links(files.headers.get_all("Link")) == typed_links(live.headers.get_all("Link"))
    if live.status == 200 and not headers.get("Accept-Encoding"):
        # A page names its own address, for those who share it: among files without the suffix.
        body = live.body.replace(server.url.encode(), release.base.encode())
        page = path.removesuffix(".html").encode()
        assert files.body.replace(page + b".html", page) == body.replace(page + b".html", page)


def compared(headers: HTTPMessage) -> dict[str, str | None]:
    """The headers that must be equal; a cookie ends a year after the answer."""
    values = {name: headers.get(name) for name in HEADERS}
    return values | {"Set-Cookie": re.sub(r"Expires=[^;]+ GMT", "Expires=T", values["Set-Cookie"] or "")}


def vary(value: str | None) -> set[str]:
    """The names in ``Vary``; states of before are not among the files."""
    return {name.strip() for name in (value or "").split(",")} - {"", "Accept-Datetime"}


def typed_links(values: list[str] | None) -> set[str]:
    """The links in ``Link``, but those in time."""
    links = re.split(r", (?=<)", ", ".join(values or []))
    return {link for link in links if link and not re.search(r'rel="[^"]*(original|timegate|timemap|memento)', link)}


def test_an_answer_that_a_client_has_is_not_sent_again(exported: str) -> None:
    for coding in ("identity", "gzip"):
        first = get(f"{exported}/doc/language/vi", Accept="text/html", Accept_Encoding=coding)
        tag = first.headers["ETag"]
        again = get(f"{exported}/doc/language/vi", Accept="text/html", Accept_Encoding=coding, If_None_Match=tag)
        assert (again.status, again.body) == (304, b"")
        assert (first.headers["Content-Encoding"] or "identity") == coding
    other = get(f"{exported}/doc/language/vi", Accept="text/turtle", If_None_Match=tag)
    assert other.status == 200, "another format has another tag"


@pytest.mark.parametrize(
    "path",
    ["/sparql", "/sparql?query=ASK%7B%7D", "/search?q=kobe", "/find?language=vi", "/evidence/0123", "/timemap/dataset"],
)
def test_what_needs_a_server_says_so_to_people_and_to_programs(exported: str, path: str) -> None:
    page = get(f"{exported}{path}", Accept=BROWSER, Accept_Language="en")
    assert page.status == 200, "no link of a page is broken"
    assert "This needs a server" in page.text
    assert 'href="https://live.example"' in page.text
    assert "ここでは できません" in get(f"{exported}{path}", Accept=BROWSER, Accept_Language="ja-simple").text
    program = get(f"{exported}{path}", Accept="application/sparql-results+json")
    assert (program.status, program.media_type) == (501, "application/problem+json")
    assert f"https://live.example{path.partition('?')[0]}" in program.json["detail"]


def test_only_get_head_and_options_are_answered(exported: str) -> None:
    refused = send(f"{exported}/doc/language/vi", "POST", body=b"x")
    assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    head = send(f"{exported}/doc/language/vi.ttl", "HEAD")
    assert (head.status, head.body, head.media_type) == (200, b"", "text/turtle")


@pytest.fixture(scope="module")
def whole(small_release: Release, tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Path]:
    """A small site as files, of a release that says what is gone and what is called otherwise."""
    var = tmp_path_factory.mktemp("small-var")
    release = Release.open(linked_release(small_release, var, "2026-01-02-00000000"))
    for name, text in (
        ("gone.json", json.dumps({"lamp/old": "2025-01-01-00000000"})),
        ("site/redirects.csv", "from,to,since,reason\nlamp/nord,lamp/north,2026-01-02,spelling\n"),
    ):
        (release.path / name).unlink(missing_ok=True)
        (release.path / name).parent.mkdir(exist_ok=True)
        (release.path / name).write_text(text, encoding="utf-8")
    folder = tmp_path_factory.mktemp("whole") / "site"
    exported = export(release, folder, lambda _: None, processes=1)
    assert exported.crawled.refused == ()
    return release, folder


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/id/lamp/nord", 301, "/id/lamp/north"),
        ("/doc/lamp/nord", 301, "/doc/lamp/north"),
        ("/doc/lamp/nord.ttl", 301, "/doc/lamp/north.ttl"),
        ("/doc/lamp/nord?lang=en", 301, "/doc/lamp/north?lang=en"),
        ("/id/lamp/old", 410, None),
        ("/doc/lamp/old", 410, None),
        ("/doc/lamp/old.ttl", 410, None),
        ("/id/lamp/north", 303, "/doc/lamp/north"),
        ("/id/lamp/none", 404, None),
    ],
)
def test_what_has_moved_leads_on_and_what_is_gone_says_so(
    small_site: str, path: str, status: int, location: str | None
) -> None:
    answer = send(small_site + path, headers={"Accept": BROWSER})
    assert (answer.status, answer.headers["Location"]) == (status, location)


@pytest.fixture(scope="module")
def small_site(whole: tuple[Release, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    need(has_njs(), "nginx with njs (Debian's nginx-light, libnginx-mod-http-js)")
    with nginx(whole[1], tmp_path_factory.mktemp("small-nginx")) as url:
        yield url


def test_no_link_of_a_page_is_broken(small_site: str, whole: tuple[Release, Path]) -> None:
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop()
        answer = get(small_site + path, Accept=BROWSER)
        assert answer.status in (200, 301, 303), path
        links = [answer.headers["Location"]] if answer.headers["Location"] else []
        if answer.media_type == "text/html":
            links += re.findall(r'(?:href|src)="(/[^"#]*)', answer.text)
        following = {link.replace("&amp;", "&") for link in links} - seen
        seen |= following
        waiting += following
    assert len(seen) > 100
    assert any(path.startswith("/dump/") for path in seen)


def test_an_address_that_is_too_long_for_a_file_is_one_all_the_same(small_release: Release, tmp_path: Path) -> None:
    need(has_njs(), "nginx with njs (Debian's nginx-light, libnginx-mod-http-js)")
    long = f"/doc/lamp?page=1&by=http%3A%2F%2Fexample.org%2F{'%3A' * 150}"
    write(tmp_path / "site", Captured(long, 200, [], [Variant("text/plain", "", b"here")]))
    plan = ExportPlan(tmp_path / "site", small_release.base, ("en",))
    write_configuration(tmp_path / "site", tmp_path / "site", plan, small_release)
    with nginx(tmp_path / "site", tmp_path) as url:
        assert get(url + long).body == b"here"
        assert get(url + long.replace("page=1", "page=2")).status == 404


def test_an_export_that_opens_from_disk_has_every_file_that_its_pages_link_to(
    small_release: Release, tmp_path: Path
) -> None:
    archive = tmp_path / "lamps.zip"
    export(small_release, archive, lambda _: None, processes=1, is_plain=True)
    shutil.unpack_archive(archive, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lamps", "lamps.zip"]
    pages = list((tmp_path / "lamps").rglob("*.html"))
    assert len(pages) > 50
    links = 0
    for page in pages:
        for link in re.findall(r' (?:href|src|action)="([^"#]+)', page.read_text(encoding="utf-8")):
            assert not link.startswith(("/", "?", "http://localhost:8000")) or "/id/" in link, (page, link)
            if not re.match(r"[a-z]+:", link):
                assert (page.parent / unquote(link)).is_file(), (page, link)
                links += 1
    assert links > 1000
    lamp = (tmp_path / "lamps" / "en" / "doc" / "lamp" / "north.html").read_text(encoding="utf-8")
    assert 'href="../../../doc/lamp/north.ttl"' in lamp
    assert 'action="../../_/needs-server.html"' in lamp
    export(small_release, archive, lambda _: None, processes=1, is_plain=True, replace=True, only=["/"])
    archive.write_bytes(b"mine")
    with pytest.raises(ExportError, match="already exists"):
        export(small_release, archive, lambda _: None, is_plain=True, replace=True)


def test_an_export_is_whole_or_not_there(small_release: Release, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="already exists; remove it"):
        export(small_release, tmp_path / "mine", lambda _: None, replace=True)
    with pytest.raises(ExportError, match="no page is in fr; the languages are en"):
        export(small_release, tmp_path / "new", lambda _: None, languages=["fr"])

    def stopped(_: str) -> None:
        raise KeyboardInterrupt

    ended = subprocess.Popen(["true"])
    ended.wait()
    (tmp_path / f".new.{ended.pid}" / "files").mkdir(parents=True)  # as one leaves that is killed

    with pytest.raises(KeyboardInterrupt):
        export(small_release, tmp_path / "new", stopped, processes=1, only=["/"])
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
