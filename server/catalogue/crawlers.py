"""For crawlers: ``robots.txt`` and the sitemap (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound

from graph.formats import Format
from server.display.publication import knowledge, layout, site
from server.http.caching import respond
from server.http.negotiation import Choice
from server.questions.curated import curated

blueprint = Blueprint("crawlers", __name__)

XML = Format("XML", "", "application/xml", "xml", "table")
PART = 5000
"""Addresses in one part: far below the 50,000 and 50 MB that the protocol allows."""
_NOT_FOR_CRAWLERS = ("/sparql", "/search", "/find?", "/suggest", "/linkset/", "/metrics", "/correct")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be read; queries cost, so crawlers leave them alone."""
    sitemap = _absolute(url_for("crawlers.index"))
    rules = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_CRAWLERS), "", f"Sitemap: {sitemap}"]
    response = Response("\n".join(rules) + "\n", content_type="text/plain; charset=utf-8")
    response.cache_control.public = True
    response.cache_control.max_age = 3600
    return response


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The parts of the sitemap."""
    modified = knowledge().release.modified.isoformat()
    parts = (
        f"<sitemap><loc>{escape(_absolute(url_for('crawlers.part', number=number)))}</loc>"
        f"<lastmod>{modified}</lastmod></sitemap>\n"
        for number in range(1, _parts() + 1)
    )
    return respond(lambda _: _document("sitemapindex", parts), Choice(XML, is_fixed=True))


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """One part: pages that people look for, each in every language of the interface."""
    if not 1 <= number <= _parts():
        raise NotFound(f"the sitemap has the parts 1 to {_parts()}")
    paths = list(_paths())[(number - 1) * PART : number * PART]
    return respond(lambda _: _document("urlset", map(_entry, paths)), Choice(XML, is_fixed=True))


def _parts() -> int:
    return max(1, -(-sum(1 for _ in _paths()) // PART))


def _paths() -> Iterator[str]:
    """The pages of the site, and the documents of every thing that the search finds."""
    for endpoint in ("pages.home", "finder.find", "questions.questions", "gallery.every", "descriptions.dataset"):
        yield url_for(endpoint)
    yield url_for("vocabulary.terms")
    for key in curated():
        yield url_for("questions.question", key=key)
    kinds = knowledge().index.kinds
    for kind in layout().searched_kinds:
        if kind in kinds:
            yield url_for("pages.kind", kind=kind)
        for thing in kinds.get(kind, ()):
            if "#" in thing.key:
                continue  # part of another thing: its address is that one's
            yield quote(url_for("resources.document", kind=kind, key=thing.key), safe="/%")


def _entry(path: str) -> str:
    here = _absolute(path)
    languages = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(tag)} href={quoteattr(f"{here}?lang={tag}")}/>'
        for tag in site().interface.languages
        if tag != "ja-simple"
    )
    modified = knowledge().release.modified.isoformat()
    return f"<url><loc>{escape(here)}</loc><lastmod>{modified}</lastmod>{languages}</url>\n"


def _document(root: str, entries: Iterable[str]) -> str:
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {names}>\n{"".join(entries)}</{root}>\n'


def _absolute(path: str) -> str:
    return request.host_url.rstrip("/") + path
