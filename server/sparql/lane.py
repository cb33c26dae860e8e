"""A short way for the plainest request of the protocol: GET with one query and nothing else, answered as data.

It does what :mod:`server.sparql.endpoint` does for such a request, without an application around it: the engine needs a
tenth of a millisecond for a look-up, and the frameworks ten times that. Every other request, and every error, goes on
to the application.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header
from werkzeug.sansio.utils import host_is_trusted

from graph.formats import HTML, RDF_FORMATS, RESULT_FORMATS, Format
from ontology.errors import ReportedError
from server.display.asking import is_gone_of, request_for
from server.http import security_headers
from server.http.compression import WORTH_COMPRESSING, coding_named, compressed
from server.http.front import keep, set_kind
from server.http.kept_answers import KeptAnswer
from server.http.negotiation import NotAcceptableError, choose
from server.query.runner import Answer, Runner
from server.query.tokeniser import is_repeatable, query_form
from server.settings import Settings
from server.sparql.service_description import limits_header

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PATH = "/sparql"
_OUTCOME = "tabunka.outcome"
_QUERY = "query="
_LARGEST = 1024 * 1024
"""Bytes of the largest answer that is sent from here."""


def outcome_of(environ: Mapping[str, Any]) -> Answer | None:
    """The answer that the lane got to this request but left to the application; None where it ran no query.

    Raises the error that the lane met. So no query is run twice.
    """
    outcome: Answer | ReportedError | None = environ.get(_OUTCOME)
    if isinstance(outcome, ReportedError):
        raise outcome
    return outcome


class QueryLane:
    """Answers plain queries by *runner* within the limits of *settings*."""

    def __init__(self, runner: Runner, settings: Settings) -> None:
        self._runner = runner
        self._limits = settings.limits
        self._hosts = [name.strip() for name in settings.host_names.split(",")] if settings.host_names else None
        self._headers = (("Query-Limits", limits_header(settings.limits)), *security_headers.HEADERS)

    def __call__(self, environ: WSGIEnvironment) -> KeptAnswer | None:
        """The answer to the request of *environ*, or None where the application is to give it."""
        query = self._plain_query(environ)
        formats = _formats(environ.get("HTTP_ACCEPT", ""))
        if query is None or formats is None:
            return None
        try:
            is_results = query_form(query, max_depth=self._limits.depth) in ("SELECT", "ASK")
            chosen = formats[0] if is_results else formats[1]
            if chosen == HTML:
                return None
            answer = self._runner.run(
                request_for(query, chosen, is_results=is_results, limits=self._limits), is_gone_of(environ)
            )
        except ReportedError as error:
            environ[_OUTCOME] = error
            return None
        if answer.size > _LARGEST:
            environ[_OUTCOME] = answer
            return None
        set_kind(environ, "sparql")
        if is_repeatable(query):
            keep(environ, if_again=True)
        with answer.file:
            return self._answer(answer.file.read(), chosen, environ.get("HTTP_ACCEPT_ENCODING", ""))

    def _plain_query(self, environ: WSGIEnvironment) -> str | None:
        """The query, if the request has nothing else; None also where something is wrong with it."""
        arguments: str = environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] != "GET" or not arguments.startswith(_QUERY) or "&" in arguments:
            return None
        if self._hosts is not None and not host_is_trusted(environ.get("HTTP_HOST", ""), self._hosts):
            return None
        try:
            query = unquote_to_bytes(arguments[len(_QUERY) :].replace("+", " ")).decode("utf-8")
        except UnicodeDecodeError:
            return None
        is_fit = query.strip() and "\ufffd" not in query and len(query) * 4 <= self._limits.query_bytes
        return query if is_fit else None

    def _answer(self, body: bytes, chosen: Format, accepted: str) -> KeptAnswer:
        coding = coding_named(accepted) if len(body) >= WORTH_COMPRESSING else ""
        headers = [
            ("Content-Type", chosen.content_type),
            ("Content-Disposition", f"inline; filename=answer.{chosen.extension}"),
            ("Vary", "Accept, Accept-Encoding"),
        ]
        if coding:
            body = compressed(body, coding)
            headers.append(("Content-Encoding", coding))
        headers.append(("Content-Length", str(len(body))))
        return KeptAnswer("200 OK", (*headers, *self._headers), body, "sparql")


@lru_cache(maxsize=256)
def _formats(accept: str) -> tuple[Format, Format] | None:
    """The formats in which a client that sends *accept* gets results and graphs; None where it accepts neither."""
    accepted = parse_accept_header(accept or None, MIMEAccept)
    try:
        return choose((*RESULT_FORMATS, HTML), accepted), choose((*RDF_FORMATS, HTML), accepted)
    except NotAcceptableError:
        return None
