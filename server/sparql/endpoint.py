"""The SPARQL 1.1 endpoint (https://www.w3.org/TR/sparql11-protocol/, the query operation, section 2.1)."""

from __future__ import annotations

import contextlib
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from werkzeug.exceptions import BadRequest, Forbidden, UnsupportedMediaType
from werkzeug.wsgi import wrap_file

from graph.formats import (
    GRAPH_FORMATS,
    HTML,
    RDF_FORMATS,
    RESULT_FORMATS,
    RESULTS_JSON,
    TURTLE,
    Format,
    FormatError,
    named,
)
from ontology.errors import ReportedError
from server.display.language import PARAMETER as LANGUAGE
from server.display.publication import knowledge, publication, settings
from server.display.query_requests import answer_of, request_for
from server.display.rdf import data
from server.http.caching import respond
from server.http.compression import WORTH_COMPRESSING, coded_tag, coding, file_tag
from server.http.front import keep
from server.http.negotiation import Choice, NotAcceptableError, choose, prefers_page
from server.http.parameters import check_parameters, one_of
from server.http.typed_links import Link, add
from server.query.faults import Fault
from server.query.limits import LimitError
from server.query.repair import repairs_of_size
from server.query.runner import Answer
from server.query.tokeniser import RefusedQueryError, is_repeatable, query_form
from server.questions.drawing import KINDS
from server.sparql.lane import outcome_of
from server.sparql.operation import (
    DEFAULT_GRAPH,
    NAMED_GRAPH,
    PARAMETERS,
    QUERY,
    Operation,
    base_of,
    format_names,
    operation_of,
)
from server.sparql.page import RAW, page, shown_graph, shown_results
from server.sparql.service_description import limits_header, service_description

blueprint = Blueprint("sparql", __name__)

_QUERY_TYPE = "application/sparql-query"
_UPDATE_TYPE = "application/sparql-update"
_FORM_TYPE = "application/x-www-form-urlencoded"
_READ_ONLY = "this endpoint only reads: updates are refused"
_OF_THE_PAGE = ("show", "label", "measure", LANGUAGE)
"""Parameters of the page beside those of an operation: the view of an answer, its columns, and the language."""
_IN_MEMORY = 4 * 1024 * 1024
"""Answers up to this size are sent from memory, compressed where the client accepts it; larger ones from a file."""


@blueprint.after_request
def add_limits(response: Response) -> Response:
    """Add the limits of a query to every answer of the endpoint; the service description has the same in RDF."""
    response.headers["Query-Limits"] = limits_header(settings().limits)
    return response


@blueprint.get("/sparql")
def by_get() -> Response:
    """Answer the query in the URL; without one: the service description, or for browsers the form."""
    if "update" in request.args:
        raise Forbidden(_READ_ONLY)
    _check_utf8(request.query_string)
    if QUERY in request.args or DEFAULT_GRAPH in request.args or NAMED_GRAPH in request.args:
        return _answer(_operation(request.args))
    check_parameters(request.args, (*PARAMETERS, *_OF_THE_PAGE))
    formats = (*GRAPH_FORMATS, HTML)
    names = format_names(request.args)
    response = respond(_description, Choice(_chosen(formats, names), is_fixed=bool(names)))
    add(response, [Link(url_for("openapi.description"), "service-desc", "application/openapi+json")])
    return response


@blueprint.post("/sparql")
def by_post() -> Response:
    """Answer the query in the body, which is URL-encoded or the query itself; the URL may hold the rest."""
    if request.mimetype == _UPDATE_TYPE or "update" in request.args:
        raise Forbidden(_READ_ONLY)
    _check_utf8(request.query_string)
    if request.mimetype == _QUERY_TYPE:
        try:
            text = request.get_data().decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadRequest(f"the query is not UTF-8 at byte {error.start}") from error
        return _answer(_operation(request.args, text))
    if request.mimetype == _FORM_TYPE:
        _check_utf8(request.get_data())
        if "update" in request.form:
            raise Forbidden(_READ_ONLY)
        return _answer(_operation(CombinedMultiDict([request.args, request.form])))
    raise UnsupportedMediaType(
        f"a query is posted as {_QUERY_TYPE} or {_FORM_TYPE}, not as {request.mimetype or 'nothing'}"
    )


def _check_utf8(encoded: bytes) -> None:
    """Raise BadRequest unless the percent-encoded *encoded* is UTF-8; a lenient decoder would change the query."""
    try:
        unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"the query is not UTF-8 at byte {error.start}") from error


def _operation(parameters: MultiDict[str, str], body: str | None = None) -> Operation:
    """The operation that *parameters* ask for. Raises BadRequest for a view that no answer has."""
    one_of(parameters, "show", (*KINDS, RAW))
    return operation_of(parameters, others=_OF_THE_PAGE, max_bytes=settings().limits.query_bytes, body=body)


def _answer(operation: Operation) -> Response:
    """The answer to *operation*; where a page is wanted, one with the query also for what is wrong with it."""
    try:
        return _answered(operation)
    except ReportedError as error:
        if isinstance(error, LimitError) and error.limit in ("rows", "bytes"):
            error.fault = Fault(repairs=repairs_of_size(operation.query))
        if error.status >= 500 or operation.formats or not prefers_page(request.accept_mimetypes):
            raise
        response = _page(page(operation, error=error))
        response.status_code = error.status
        response.cache_control.no_store = True
        return response


def _answered(operation: Operation) -> Response:
    if is_repeatable(operation.query) and request.method == "GET":
        keep(request.environ, if_again=True)
    try:
        form = query_form(operation.query, max_depth=settings().limits.depth)
    except RefusedQueryError:
        publication().metrics.queries.labels("refused").inc()
        raise
    is_results = form in ("SELECT", "ASK")
    chosen = _chosen((*(RESULT_FORMATS if is_results else RDF_FORMATS), HTML), operation.formats)
    answered_in = (RESULTS_JSON if is_results else TURTLE) if chosen == HTML else chosen
    answer = outcome_of(request.environ) or answer_of(
        request_for(
            operation.query,
            answered_in,
            is_results=is_results,
            limits=settings().limits,
            default_graphs=operation.default_graphs,
            named_graphs=operation.named_graphs,
            base=base_of(request.scheme, request.host, request.script_root),
        )
    )
    if chosen == HTML:
        with answer.file:
            return _page(
                page(operation, shown_results(operation.query, answer.file) if is_results else shown_graph(answer.file))
            )
    return _sent(answer, chosen)


def _description(chosen: Format) -> str | bytes:
    """The service description, or for a browser the form."""
    if chosen == HTML:
        return page(Operation())
    return data(service_description(knowledge(), request.base_url, settings().limits), chosen)


def _chosen(formats: tuple[Format, ...], names: tuple[str, ...]) -> Format:
    """The format that *names* of ``format=`` mean, else the one that the Accept header prefers.

    SPARQLWrapper names a format twice, by its media types and by its own name for it. Raises NotAcceptableError where
    no name is one of *formats*, BadRequest where they mean several.
    """
    if not names:
        return choose(formats, request.accept_mimetypes)
    meant: dict[Format, str] = {}
    for name in names:
        with contextlib.suppress(FormatError):
            meant.setdefault(named(name, formats), name)
    if not meant:
        raise NotAcceptableError(formats)
    if len(meant) > 1:
        raise BadRequest(f"format is given as {' and as '.join(meant.values())}; name one")
    return next(iter(meant))


def _sent(answer: Answer, chosen: Format) -> Response:
    if answer.size <= _IN_MEMORY:
        with answer.file:
            body = answer.file.read()
        response = Response(body, content_type=chosen.content_type)
        tag = coded_tag(body, coding(request) if len(body) >= WORTH_COMPRESSING else "")
    else:
        tag = file_tag(answer.file)
        response = Response(wrap_file(request.environ, answer.file), content_type=chosen.content_type)
        response.direct_passthrough = True
        response.content_length = answer.size
    response.vary.add("Accept")
    response.headers["Content-Disposition"] = f"inline; filename=answer.{chosen.extension}"
    if request.method in ("GET", "HEAD"):
        response.set_etag(tag)
        if request.if_none_match:
            response.make_conditional(request.environ)
    return response


def _page(text: str) -> Response:
    response = Response(text, content_type=HTML.content_type)
    response.vary.update(("Accept", "Accept-Language", "Cookie"))
    response.cache_control.no_cache = True
    return response
