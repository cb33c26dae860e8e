"""Answers that a client can keep: entity tags, dates, caching and compression (RFC 9110, 8.8 and 13; RFC 9111)."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, current_app, g, request

from graph.formats import HTML, Format
from server.knowledge import Knowledge
from server.negotiation import Choice
from server.settings import Settings

_COMPRESSIBLE = ("text/", "application/n-", "application/trig", "application/ld+json", "application/rdf+xml",
                 "application/sparql-results", "image/svg+xml", "application/problem+json")  # fmt: skip
_WORTH_COMPRESSING = 1000
_TOO_LARGE = 16 * 1024 * 1024
"""Compressing more than this would keep the client waiting longer than sending it."""
_ROOM = Path(__file__).parent


def knowledge() -> Knowledge:
    """The release this application serves."""
    found: Knowledge = current_app.extensions["tabunka.knowledge"]
    return found


def settings() -> Settings:
    """The settings of this application."""
    found: Settings = current_app.extensions["tabunka.settings"]
    return found


def edition_of_the_room() -> str:
    """A digest of the templates, words and styles: pages change with them, not only with the release."""
    digest = hashlib.sha256()
    for path in sorted(_ROOM.rglob("*")):
        if path.suffix in (".html", ".po", ".css", ".yaml", ".py", ".svg"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def entity_tag(chosen: Format) -> str:
    """What identifies this representation: release, code, URL, format and, for a page, language."""
    parts = [
        knowledge().release.version,
        current_app.extensions["tabunka.edition"],
        request.host_url,
        request.full_path,
        chosen.extension,
        g.language if chosen == HTML else "",
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def respond(render: Callable[[Format], str | bytes], choice: Choice) -> Response:
    """The answer *render* gives in the format of *choice*, or 304 without rendering it when the client has it."""
    chosen = choice.format
    response = Response(content_type=chosen.content_type)
    response.set_etag(entity_tag(chosen) + ("-gzip" if _accepts_gzip() else ""))
    response.last_modified = knowledge().release.modified
    response.cache_control.public = chosen != HTML
    response.cache_control.private = True if chosen == HTML else None
    response.cache_control.max_age = settings().cache_seconds if chosen != HTML else 0
    if chosen == HTML:
        # A page is in the language of its reader, who may change it: ask each time, it costs a 304.
        response.cache_control.no_cache = True
        response.vary.update(("Accept-Language", "Cookie"))
    if not choice.is_fixed:
        response.vary.add("Accept")
    response.vary.add("Accept-Encoding")
    unchanged = response.make_conditional(request.environ)
    if unchanged.status_code != 304:
        response.set_data(render(chosen))
    return response


def _accepts_gzip() -> bool:
    return request.accept_encodings.quality("gzip") > 0 and "gzip" in str(request.accept_encodings).lower()


def register(app: Flask) -> None:
    """Compress what is worth it."""

    @app.after_request
    def compress(response: Response) -> Response:
        tag, weak = response.get_etag()
        is_compressible = (
            response.status_code in (200, 400, 404, 406)
            and not response.is_streamed
            and not response.direct_passthrough
            and "Content-Encoding" not in response.headers
            and response.content_type.startswith(_COMPRESSIBLE)
            and _accepts_gzip()
        )
        size = len(response.get_data()) if is_compressible else 0
        if is_compressible and (tag or size >= _WORTH_COMPRESSING) and size <= _TOO_LARGE:
            response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
            response.vary.add("Accept-Encoding")
        elif tag and tag.endswith("-gzip") and response.status_code == 200:
            response.set_etag(tag.removesuffix("-gzip"), bool(weak))
        return response
