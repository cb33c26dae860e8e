"""A running server follows the releases of its site back and forth; a draft is shown to this machine only."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from graph.keeping import Kept, kept
from server.cli import run
from tests.graph.build.tiny_site import change
from tests.graph.publish.releases_over_time import PLACES, SiteOverTime, build_over_time
from tests.http_client import get
from tests.serving import ROOT, RunningServer, start, wait_until

PLACE = "place/14100"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteOverTime:
    return build_over_time(tmp_path_factory.mktemp("served-over-time"))


@pytest.fixture(scope="module")
def server(site: SiteOverTime) -> Iterator[RunningServer]:
    running = start(None, "--workers", "1", "--reload-seconds", "0.5", folder=site.folder)
    yield running
    running.stop()


def tabunka(site: SiteOverTime, *arguments: str) -> int:
    return run([*arguments, "--site", str(site.folder)])


def served(server: RunningServer) -> str:
    return str(get(f"{server.url}/health").json["release"])


def test_a_server_goes_back_to_an_earlier_release_and_answers_for_all(
    site: SiteOverTime, server: RunningServer
) -> None:
    oldest, middle, newest = site.releases
    assert served(server) == newest.version
    # What is served is not dropped, though it is neither the current release nor the one before it.
    assert tabunka(site, "rollback", oldest.version) == 0
    assert wait_until(lambda: served(server) == oldest.version)
    assert wait_until(lambda: len(server.generations) == 1)
    assert tabunka(site, "prune", "--keep", "1") == 0
    assert [kept(release) for release in site.releases] == [Kept.WHOLE, Kept.PRUNED, Kept.PACKED]
    assert "横浜市" in get(f"{server.url}/doc/{PLACE}", Accept="text/turtle").text
    # A dump that is unpacked while it is sent, whole and in part.
    url = f"{server.url}/dump/{newest.version}/tiny.nq"
    whole, part = get(url), get(url, Range="bytes=1000-1999")
    assert hashlib.sha256(whole.body).hexdigest() == newest.files["tiny.nq"]["sha256"]
    assert (part.status, part.body) == (206, whole.body[1000:2000])
    gone = get(f"{server.url}/dump/{middle.version}/tiny.nq")
    assert (gone.status, "tabunka build" in gone.text) == (410, True)
    # By time, as a client of Memento asks: it follows the redirection.
    then = get(
        f"{server.url}/doc/{PLACE}", Accept="text/turtle", **{"Accept-Datetime": "Tue, 31 Mar 2026 00:00:00 GMT"}
    )
    assert (then.status, "横濱市" in then.text) == (200, True)
    assert then.headers["Memento-Datetime"] == "Tue, 10 Mar 2026 12:00:00 GMT"
    # And forward again, which makes the packed release whole.
    assert tabunka(site, "rollback", newest.version) == 0
    assert wait_until(lambda: served(server) == newest.version)
    assert kept(newest) is Kept.WHOLE


@pytest.fixture(scope="module")
def draft(site: SiteOverTime) -> Iterator[RunningServer]:
    change(site.folder, (PLACES, "神戸市", "神戸"))
    assert tabunka(site, "build", "--draft", "--no-cache") == 0
    running = start(None, "--workers", "1", "--draft", "--trusted-proxies", "1", folder=site.folder)
    yield running
    running.stop()


@pytest.mark.parametrize("path", ["/", f"/doc/{PLACE}", "/nothing-here", "/sparql?query=SELECT"])
def test_every_page_of_a_draft_says_so(draft: RunningServer, path: str) -> None:
    page = get(f"{draft.url}{path}", Accept="text/html")
    assert '<p class="draft" role="note">Draft: not published</p>' in page.text
    assert re.search(r"<title[^>]*>\[Draft: not published\] ", page.text)
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in page.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "127.0.0.1"},
        {"Host": "data.example.org"},
        {"Host": "localhost.example.org:8000"},
    ],
)
def test_a_draft_answers_no_proxy_and_under_no_other_name(draft: RunningServer, headers: dict[str, str]) -> None:
    for path in ("/", f"/doc/{PLACE}.ttl", "/sparql?query=ASK%7B%7D", "/dump/tiny.nt"):
        answer = get(draft.url + path, **headers)
        assert answer.status == 403
        assert answer.text.startswith("This is a draft.")
        assert "tiny" not in answer.text


def test_a_draft_is_in_no_list(draft: RunningServer, server: RunningServer, site: SiteOverTime) -> None:
    version = str(get(f"{draft.url}/health").json["release"])
    assert version not in [release.version for release in site.releases]
    for url in (f"{server.url}/release/{version}", f"{server.url}/dump/{version}/tiny.nt", f"{draft.url}/sitemap.xml"):
        assert get(url).status == 404
    for path in ("/dataset", "/timemap/dataset", "/sitemap.xml", "/changes", "/changes.atom"):
        assert version not in get(server.url + path).text
    assert "Disallow: /\n" in get(f"{draft.url}/robots.txt").text
    for path in ("/timemap/dataset", "/changes.atom"):
        assert version not in get(draft.url + path).text


def test_a_draft_is_not_served_to_other_machines(draft: RunningServer, site: SiteOverTime) -> None:
    folder = site.var / "draft" / "current"
    for chosen in (("--draft",), ("--release", str(folder))):
        command = [
            sys.executable,
            "-m",
            "server.cli",
            "serve",
            *chosen,
            "--site",
            str(site.folder),
            "--host",
            "0.0.0.0",
        ]
        ended = subprocess.run([*command, "--port", "0"], cwd=ROOT, text=True, capture_output=True, timeout=60)
        assert ended.returncode == 1
        assert ended.stderr.startswith("tabunka: ")
        assert "which only this machine may see" in ended.stderr
