"""Entity tags, dates and cache headers of answers (RFC 9110, sections 8.8 and 13; RFC 9111)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast

from flask import Flask, Response, current_app, g, request

from graph.formats import HTML, Format
from server.http.compression import coding
from server.http.front import keep
from server.http.negotiation import Choice

_DAY = 24 * 3600
_EXTENSION = "tabunka.revision"


@dataclass(frozen=True)
class Revision:
    """The revision of all answers, for entity tags and dates: the release's version and time, a digest of the code.

    *cache_seconds* is how long a client may keep data; a page is revalidated each time.
    """

    version: str
    modified: datetime
    code: str
    cache_seconds: int


def register(app: Flask, revision: Revision) -> None:
    """Let the answers of *app* be of *revision*."""
    app.extensions[_EXTENSION] = revision


def revision() -> Revision:
    """The revision of the answers of this application."""
    return cast(Revision, current_app.extensions[_EXTENSION])


@cache
def digest_of(folder: Path) -> str:
    """A digest of the code, templates, words and styles below *folder* when first asked: pages change with them too."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".po", ".css", ".yaml", ".py", ".svg"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def entity_tag(chosen: Format, is_in_language: bool = False) -> str:
    """The entity tag of this representation: release, code, URL, format and, for a page, language."""
    parts = [
        revision().version,
        revision().code,
        request.host_url,
        request.full_path,
        chosen.extension,
        g.language if chosen == HTML or is_in_language else "",
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def respond(
    render: Callable[[Format], str | bytes | Iterator[bytes]], choice: Choice, *, is_in_language: bool = False
) -> Response:
    """The answer of *render* in the format of *choice*; if the client has it already, 304 without rendering.

    Parts, of an iterator, are sent as they are made. *is_in_language*: the answer is in the reader's language although
    it is data.
    """
    chosen = choice.format
    response = Response(content_type=chosen.content_type)
    name = coding(request)
    response.set_etag(entity_tag(chosen, is_in_language) + (f"-{name}" if name else ""))
    response.last_modified = revision().modified
    response.cache_control.public = chosen != HTML
    response.cache_control.private = True if chosen == HTML else None
    response.cache_control.max_age = revision().cache_seconds if chosen != HTML else 0
    if chosen != HTML:
        # RFC 5861: a cache may answer at once and revalidate afterwards.
        response.cache_control.stale_while_revalidate = _DAY
    if chosen == HTML:
        # A reader may change the language of the page: revalidate each time, which costs a 304.
        response.cache_control.no_cache = True
    if chosen == HTML or is_in_language:
        response.vary.update(("Accept-Language", "Cookie"))
    if not choice.is_fixed:
        response.vary.add("Accept")
    response.vary.add("Accept-Encoding")
    keep(request.environ)
    unchanged = response.make_conditional(request.environ)
    if unchanged.status_code != 304:
        body = render(chosen)
        if isinstance(body, str | bytes):
            response.set_data(body)
        else:
            response.response = body
            del response.headers["Content-Length"]
    return response
