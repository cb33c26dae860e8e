"""Files for crawlers: robots.txt and the sitemap."""

from __future__ import annotations

from xml.etree import ElementTree

from flask.testing import FlaskClient

from graph.release import Release
from tests.server.site_pages import SitePages


def test_the_sitemap_lists_pages_that_are_there(client: FlaskClient, site_page: SitePages, release: Release) -> None:
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
        assert site_page(address.removeprefix("http://localhost")).status == 200, address
    assert client.get("/sitemap-9999.xml").status_code == 404
