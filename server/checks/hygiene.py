"""Checks of linked-data hygiene: URIs that answer, negotiation, caching, descriptions."""

from __future__ import annotations

from server.checks.client import Check, HttpAnswer, Server

_FORMATS = ("text/turtle", "application/ld+json", "application/rdf+xml", "text/html")


def _document(server: Server, accept: str = "text/turtle", **headers: str) -> HttpAnswer:
    """The document about the example, or an empty answer, which fails every check."""
    if server.document is None:
        return HttpAnswer(0, {}, b"", 0)
    return server.get(server.document, Accept=accept, **headers)


def _format(media_type: str) -> Check:
    return Check(
        f"a document as {media_type}",
        "RFC 9110, 12",
        lambda s: _document(s, media_type).status == 200 and _document(s, media_type).media_type == media_type,
    )


def _redirects(server: Server) -> bool:
    return server.example is not None and server.get(server.local(server.example), Accept="text/turtle").status == 303


def _not_modified(server: Server) -> bool:
    tag = _document(server).headers.get("etag")
    return bool(tag) and _document(server, If_None_Match=tag or "").status == 304


def _compresses(server: Server) -> bool:
    answer = _document(server, "text/html", Accept_Encoding="gzip")
    return answer.headers.get("content-encoding") == "gzip"


def _missing(server: Server) -> HttpAnswer:
    return server.get(f"{server.origin}/id/nothing/there-is-none-such", Accept="text/turtle")


def _describes(name: str, url: str, word: bytes) -> Check:
    def holds(server: Server) -> bool:
        answer = server.get(url or server.endpoint, Accept="text/turtle")
        return answer.status == 200 and answer.media_type == "text/turtle" and word in answer.body

    return Check(f"{name} in Turtle", name, holds)


def _is_open(server: Server) -> bool:
    return _document(server).headers.get("access-control-allow-origin") == "*"


CHECKS = (
    Check("a URI of the data answers", "LDP", lambda s: s.document is not None and _document(s).status == 200),
    Check("a thing is answered 303", "httpRange-14", _redirects),
    *(_format(form) for form in _FORMATS),
    Check("Vary names Accept", "RFC 9110, 12.5.5", lambda s: "accept" in _document(s).headers.get("vary", "").lower()),
    Check("ETag", "RFC 9110, 8.8.3", lambda s: "etag" in _document(s).headers),
    Check("304 for an unchanged document", "RFC 9110, 13", _not_modified),
    Check("Last-Modified", "RFC 9110, 8.8.2", lambda s: "last-modified" in _document(s).headers),
    Check("Cache-Control", "RFC 9111", lambda s: "cache-control" in _document(s).headers),
    Check("gzip", "RFC 9110, 8.4", _compresses),
    Check("scripts of other sites may read", "CORS", _is_open),
    Check("links to other formats", "RFC 8288", lambda s: "alternate" in _document(s).headers.get("link", "")),
    Check("an unknown URI is 404", "RFC 9110, 15", lambda s: _missing(s).status == 404),
    Check("a document in nothing acceptable is 406", "RFC 9110, 15", lambda s: _document(s, "image/png").status == 406),
    _describes("service description", "", b"sparql-service-description#"),
    _describes("VoID", "/.well-known/void", b"void#"),
    Check("robots.txt", "RFC 9309", lambda s: s.get("/robots.txt").status == 200),
    Check("sitemap", "sitemaps.org", lambda s: b"<loc>" in s.get("/sitemap.xml").body),
)
