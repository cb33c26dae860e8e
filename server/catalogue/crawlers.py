"""Files for crawlers: ``robots.txt`` and the sitemap (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound

from graph.formats import XML
from server.display.capabilities import has_capability
from server.display.publication import knowledge, layout, publication, reader_presenter, site
from server.figures.declaration import figures
from server.http.caching import respond
from server.http.negotiation import Choice
from server.questions.curated import curated
from server.stories.answered_stories import stories

blueprint = Blueprint("crawlers", __name__)

PART = 5000
"""Addresses in one part; the protocol allows 50,000 addresses and 50 MB."""
_PAGES = (
    ("home.home", None),
    ("finder.find", "finder"),
    ("questions.questions", "questions"),
    ("stories.stories", "stories"),
    ("figures.figures", "figures"),
    ("dataset.dataset", None),
    ("ontology.terms", None),
    ("changes.changes", None),
)
"""The endpoints of pages, each with the capability that it needs, or None."""
_NOT_FOR_CRAWLERS = (
    "/sparql",
    "/search",
    "/find?",
    "/suggest",
    "/linkset/",
    "/metrics",
    "/correct",
    "/evidence/",
    "/release/*/doc/",
)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Allow crawlers everything but queries, which cost more than a crawler gains."""
    sitemap = _absolute(url_for("crawlers.index"))
    rules = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_CRAWLERS), "", f"Sitemap: {sitemap}"]
    if knowledge().release.is_draft:
        rules = ["User-agent: *", "Disallow: /"]
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
        for number in range(1, len(_parts()) + 1)
    )
    return respond(lambda _: _document("sitemapindex", parts), Choice(XML, is_fixed=True))


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """One part of the sitemap: addresses of pages with their language variants."""
    parts = _parts()
    if not 1 <= number <= len(parts):
        raise NotFound(f"the sitemap has the parts 1 to {len(parts)}")
    return respond(lambda _: _document("urlset", map(_entry, parts[number - 1])), Choice(XML, is_fixed=True))


def _parts() -> Sequence[Sequence[str]]:
    """The paths of each part, relative to the root that this application is mounted at. Raises NotFound for a draft."""
    if knowledge().release.is_draft:
        raise NotFound("a draft has no sitemap")

    def make() -> Sequence[Sequence[str]]:
        paths = [path.removeprefix(request.script_root) for path in _paths()]
        return [paths[start : start + PART] for start in range(0, len(paths), PART)]

    return publication().once(PART, make)


def _paths() -> Iterator[str]:
    """The pages of the site, and the documents of every thing that the search finds."""
    for endpoint, capability in _PAGES:
        if capability is None or has_capability(capability):
            yield url_for(endpoint)
    for key in curated():
        yield url_for("questions.question", key=key)
    for key in stories():
        yield url_for("stories.story", key=key)
    for key in figures():
        yield url_for("figures.figure", key=key)
    kinds = knowledge().index.kinds
    for kind in layout().searched(kinds):
        yield url_for("lists.kind", kind=kind)
        start = quote(url_for("documents.document", kind=kind, key="x"), safe="/%").removesuffix("x")
        # A part of another thing is described in the document about that thing.
        yield from (start + quote(thing.key) for thing in kinds[kind] if "#" not in thing.key)
    # Of somebody else's data only what is below the base is ours to list.
    for thing in knowledge().index.elsewhere:
        if knowledge().namespace.path(thing.key) and "#" not in thing.key:
            yield reader_presenter().where(thing.key) or ""


def _entry(path: str) -> str:
    address = _absolute(request.script_root + path)
    languages = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(tag)} href={quoteattr(f"{address}?lang={tag}")}/>'
        for tag in site().interface.languages
        if "-" not in tag  # hreflang (BCP 47) has no tag for easy variants such as ja-simple
    )
    modified = knowledge().release.modified.isoformat()
    return f"<url><loc>{escape(address)}</loc><lastmod>{modified}</lastmod>{languages}</url>\n"


def _document(root: str, entries: Iterable[str]) -> str:
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {names}>\n{"".join(entries)}</{root}>\n'


def _absolute(path: str) -> str:
    return request.host_url.rstrip("/") + path
