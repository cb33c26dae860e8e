"""A short way for the plainest request of the protocol: GET with one query and nothing else, answered as data.

It does what :mod:`server.sparql.endpoint` does for such a request, without an application around it: the engine needs a
tenth of a millisecond for a look-up, and the frameworks ten times that. Every other request, and every error, goes on
to the application.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header
from werkzeug.sansio.utils import host_is_trusted

from graph.formats import HTML, RDF_FORMATS, RESULT_FORMATS, Format, by_extension
from ontology.errors import ReportedError
from server.display.query_requests import is_gone_of, request_for
from server.http import security_headers
from server.http.compression import WORTH_COMPRESSING, coded_tag, coding_named, compressed
from server.http.front import keep, set_kind
from server.http.kept_answers import KeptAnswer
from server.http.negotiation import NotAcceptableError, choose
from server.http.percent import percent_decoded
from server.query.light import LightQueries
from server.query.request import QueryRequest
from server.query.runner import Answer, Runner
from server.query.tokeniser import is_repeatable, normalised, query_form
from server.settings import Settings
from server.sparql.operation import base_of
from server.sparql.service_description import limits_header

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_OUTCOME, _PLAIN = "tabunka.outcome", "tabunka.plain_query"
_QUERY = "query="
_FORMATS = by_extension((*RESULT_FORMATS, *RDF_FORMATS))
_LONGEST_HEADER = 1000
"""Characters of the longest header that is read here: to read one of 64 KiB takes a tenth of a second."""
_LARGEST = 1024 * 1024
"""Bytes of the largest answer that is sent from here."""


def outcome_of(environ: Mapping[str, Any]) -> Answer | None:
    """The answer that the lane got for this request but left to the application to send; None where it ran no query.

    Raises the error that the lane met. So no query is run twice.
    """
    outcome: Answer | ReportedError | None = environ.get(_OUTCOME)
    if isinstance(outcome, ReportedError):
        raise outcome
    return outcome


@dataclass(slots=True)
class _Plain:
    """A plain query and the format of its answer."""

    request: QueryRequest
    chosen: Format


class QueryLane:
    """Answers plain queries within the limits of *settings*: *light* ones at once, others by *runner*."""

    def __init__(self, runner: Runner, settings: Settings, light: LightQueries | None = None) -> None:
        self._runner = runner
        self._light = light
        self._limits = settings.limits
        self._hosts = [name.strip() for name in settings.host_names.split(",")] if settings.host_names else None
        self._headers = (("Query-Limits", limits_header(settings.limits)), *security_headers.HEADERS)

    def at_once(self, environ: WSGIEnvironment) -> KeptAnswer | None:
        """The answer to a light query."""
        environ[_PLAIN] = plain = self._read(environ)
        if plain is None or self._light is None:
            return None
        try:
            body = self._light.answer(plain.request)
        except ReportedError as error:
            environ[_OUTCOME] = error
            return None
        return None if body is None or len(body) > _LARGEST else self._finished(environ, body, plain)

    def __call__(self, environ: WSGIEnvironment) -> KeptAnswer | None:
        """The answer to a query that an evaluator answers."""
        plain: _Plain | None = environ[_PLAIN]
        if plain is None or _OUTCOME in environ:
            return None
        try:
            answer = self._runner.run(plain.request, is_gone_of(environ))
        except ReportedError as error:
            environ[_OUTCOME] = error
            return None
        if answer.size > _LARGEST:
            environ[_OUTCOME] = answer
            return None
        with answer.file:
            return self._finished(environ, answer.file.read(), plain)

    def _read(self, environ: WSGIEnvironment) -> _Plain | None:
        """The request of *environ*, where it is plain and is to be answered with data."""
        accepted = environ.get("HTTP_ACCEPT", "")
        if len(accepted) > _LONGEST_HEADER or len(environ.get("HTTP_ACCEPT_ENCODING", "")) > _LONGEST_HEADER:
            return None
        query = self._plain_query(environ)
        if query is None:
            return None
        try:
            is_results = query_form(query, max_depth=self._limits.depth) in ("SELECT", "ASK")
        except ReportedError as error:
            environ[_OUTCOME] = error
            return None
        chosen = _format(accepted, is_results=is_results)
        if chosen is None or chosen is HTML:
            return None
        host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
        base = base_of(environ["wsgi.url_scheme"], host, environ.get("SCRIPT_NAME", ""))
        return _Plain(request_for(query, chosen, is_results=is_results, limits=self._limits, base=base), chosen)

    def _finished(self, environ: WSGIEnvironment, body: bytes, plain: _Plain) -> KeptAnswer:
        set_kind(environ, "sparql")
        if is_repeatable(plain.request.query):
            keep(environ, if_again=True)
        return self._answer(body, plain.chosen, environ.get("HTTP_ACCEPT_ENCODING", ""))

    def _plain_query(self, environ: WSGIEnvironment) -> str | None:
        """The query, if the request has nothing else; None also where something is wrong with it."""
        arguments: str = environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] != "GET" or not arguments.startswith(_QUERY) or "&" in arguments:
            return None
        if self._hosts is not None and not host_is_trusted(environ.get("HTTP_HOST", ""), self._hosts):
            return None
        try:
            query = percent_decoded(arguments[len(_QUERY) :]).decode("utf-8")
        except UnicodeDecodeError:
            return None
        if "\\" in query or query.startswith("\ufeff"):
            query = normalised(query)
        is_fit = query.strip() and "\ufffd" not in query and len(query) * 4 <= self._limits.query_bytes
        return query if is_fit else None

    def _answer(self, body: bytes, chosen: Format, accepted: str) -> KeptAnswer:
        coding = coding_named(accepted) if len(body) >= WORTH_COMPRESSING else ""
        tag = ("ETag", f'"{coded_tag(body, coding)}"')
        if coding:
            body = compressed(body, coding)
        length = ("Content-Length", str(len(body)))
        return KeptAnswer("200 OK", (*_headers(chosen.extension, coding), tag, length, *self._headers), body, "sparql")


@cache
def _headers(extension: str, coding: str) -> tuple[tuple[str, str], ...]:
    """The headers of an answer in the format with *extension*, with the content coding *coding*, if any."""
    chosen = _FORMATS[extension]
    return (
        ("Content-Type", chosen.content_type),
        ("Content-Disposition", f"inline; filename=answer.{chosen.extension}"),
        ("Vary", "Accept, Accept-Encoding"),
        *((("Content-Encoding", coding),) if coding else ()),
    )


@lru_cache(maxsize=256)
def _format(accept: str, *, is_results: bool) -> Format | None:
    """The format in which a client that sends *accept* gets results or a graph; None where it accepts none."""
    formats: tuple[Format, ...] = RESULT_FORMATS if is_results else RDF_FORMATS
    try:
        return choose((*formats, HTML), parse_accept_header(accept or None, MIMEAccept))
    except NotAcceptableError:
        return None
