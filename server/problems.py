"""Answers to requests that fail, in the format that the client prefers, each with the way out."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, render_template, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.http import HTTP_STATUS_CODES

from graph.formats import HTML, JSON_LD, LINKSET_JSON, PROBLEM, RDF_FORMATS, RDF_XML, RESULTS_JSON, TEXT, Format
from ontology.errors import ReportedError
from ontology.json_text import indented
from server.changes.gone import gone_page
from server.display.language import PARAMETER
from server.display.misplaced import document_at, words_of
from server.display.publication import words_language
from server.http.negotiation import NotAcceptableError, choose, prefers_page
from server.query.runner import BusyError, KilledError

FORMATS: Sequence[Format] = (
    TEXT,
    # A client that reads any kind of JSON reads this one.
    replace(PROBLEM, aliases=(*PROBLEM.aliases, *RESULTS_JSON.media_types, *LINKSET_JSON.media_types)),
    *(form for form in RDF_FORMATS if form != JSON_LD),
    JSON_LD,
)
"""The formats of an error, the preferred first: a line of text, which people read in a terminal or a log."""

_log = logging.getLogger("tabunka.server")


def problem(
    status: int, title: str, detail: str, *, formats: Sequence[Format] = (), more: Mapping[str, object] | None = None
) -> Response:
    """The answer to a request that failed, in the format the client prefers (RFC 9457 where that is JSON).

    *title* and *detail* are in English; pages add an explanation in the reader's language. *formats* are those on
    offer instead, *more* are further members of the problem document.
    """
    chosen = _format(request.accept_mimetypes)
    members = {"type": "about:blank", "title": title, "status": status, "detail": detail, **(more or {})}
    response = Response(_body(chosen, members, formats), status=status, content_type=chosen.content_type)
    response.vary.update(("Accept", "Accept-Language", "Cookie") if chosen == HTML else ("Accept",))
    response.cache_control.no_store = True
    return response


def _format(accept: MIMEAccept) -> Format:
    """The format of an error: a page only where HTML is named and preferred, since programs take ``*/*`` as well."""
    try:
        chosen = choose(FORMATS, accept)
    except NotAcceptableError:
        chosen = TEXT
    return HTML if prefers_page(accept) else chosen


def _body(chosen: Format, members: dict[str, Any], formats: Sequence[Format]) -> str:
    line = f"{members['status']} {members['title']}: {members['detail']}"
    if chosen == HTML:
        # The page says by itself that there is nothing at its address.
        detail = "" if members["detail"] == _nothing_here() else members["detail"]
        return render_template(
            "error.html",
            formats=formats,
            words=words_of(request.path),
            gone=gone_page(request.path, words_language()) if members["status"] == 410 else None,
            **(members | {"detail": detail}),
        )
    if chosen.media_type == PROBLEM.media_type:
        return indented(members) + "\n"
    if chosen == JSON_LD:
        # An error is not data: with an empty context a JSON-LD processor reads no statement from it.
        return indented({"@context": {}, **members}) + "\n"
    if chosen == RDF_XML:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<!-- {escape(line).replace('--', '- -')} -->\n"
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>\n'
        )
    if chosen == TEXT:
        return line + "\n"
    # Turtle, N-Triples, N-Quads, TriG: a comment, so that the body is valid in its media type and states nothing.
    return "".join(f"# {part}\n" for part in line.splitlines())


def _nothing_here() -> str:
    return f"there is nothing at {request.path}; begin at {request.script_root}/, search, or ask at /sparql"


def _title(status: int) -> str:
    return HTTP_STATUS_CODES.get(status, "Error")


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    detail = error.description or _title(status)
    if isinstance(error, NotFound) and detail == NotFound.description:
        if request.method in ("GET", "HEAD") and (meant := document_at(request.path)):
            language = request.args.get(PARAMETER)
            location = f"{meant}?{urlencode({PARAMETER: language})}" if language else meant
            return Response(status=303, headers={"Location": location})
        if document_at(request.path):
            return _of_http(MethodNotAllowed(["GET", "HEAD", "OPTIONS"]))
        detail = _nothing_here()
    response = problem(status, _title(status), detail)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "content-range", "www-authenticate"):
            response.headers[name] = value
    return response


def _of_reported(error: ReportedError) -> Response:
    if error.status >= 500 and not isinstance(error, BusyError | KilledError):
        _log.error("%s %s: %s", request.method, request.path, error)
    formats = error.formats if isinstance(error, NotAcceptableError) else ()
    response = problem(
        error.status, error.title or _title(error.status), error.detail, formats=formats, more=error.members
    )
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _of_anything(error: Exception) -> Response:
    _log.exception("%s %s", request.method, request.path)
    return problem(500, _title(500), "the server failed on this request; the error is logged")


def register(app: Flask) -> None:
    """Register the error handlers of this module with *app*."""
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(ReportedError, _of_reported)
    app.register_error_handler(Exception, _of_anything)
