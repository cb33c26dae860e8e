"""The SPARQL 1.1 endpoint (https://www.w3.org/TR/sparql11-protocol/, the query operation, section 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, request, url_for
from pyoxigraph import NamedNode
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge, UnsupportedMediaType
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
from server.display.asking import answer_of, request_for
from server.display.publication import knowledge, publication, settings
from server.display.rdf import data
from server.http.caching import respond
from server.http.front import keep
from server.http.negotiation import NotAcceptableError, choose, negotiate
from server.http.typed_links import Link, add
from server.query.runner import Answer
from server.query.tokeniser import RefusedQueryError, is_repeatable, query_form
from server.sparql.editor import content_security_policy, is_built
from server.sparql.lane import outcome_of
from server.sparql.operation import Operation
from server.sparql.page import page, shown_graph, shown_results
from server.sparql.service_description import limits_header, service_description

blueprint = Blueprint("sparql", __name__)

_QUERY_TYPE = "application/sparql-query"
_UPDATE_TYPE = "application/sparql-update"
_FORM_TYPE = "application/x-www-form-urlencoded"
_READ_ONLY = "this endpoint only reads: updates are refused"
_IN_MEMORY = 4 * 1024 * 1024
"""Answers up to this size are sent from memory, compressed where the client accepts it; larger ones from a file."""


@blueprint.after_request
def add_limits(response: Response) -> Response:
    """Add the limits of a query to every answer of the endpoint; the service description has the same in RDF."""
    response.headers["Query-Limits"] = limits_header(settings().limits)
    return response


@blueprint.after_request
def allow_the_editor(response: Response) -> Response:
    """Give the page with the editor its own Content-Security-Policy."""
    if response.mimetype == "text/html" and is_built():
        response.headers["Content-Security-Policy"] = content_security_policy()
    return response


@blueprint.get("/sparql")
def by_get() -> Response:
    """Answer the query in the URL; without one: the service description, or for browsers the form."""
    if "update" in request.args:
        raise Forbidden(_READ_ONLY)
    _check_utf8(request.query_string)
    if "query" not in request.args:
        response = respond(_description, negotiate((*GRAPH_FORMATS, HTML), request.accept_mimetypes))
        add(response, [Link(url_for("openapi.description"), "service-desc", "application/openapi+json")])
        return response
    return _answer(_operation(request.args.getlist("query"), form=False))


@blueprint.post("/sparql")
def by_post() -> Response:
    """Answer the query in the body, which is URL-encoded or the query itself."""
    if request.mimetype == _UPDATE_TYPE or "update" in request.args:
        raise Forbidden(_READ_ONLY)
    if request.mimetype == _QUERY_TYPE:
        if "query" in request.args:
            raise BadRequest("there is a query in the URL and one in the body; send one")
        try:
            text = request.get_data().decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadRequest(f"the query is not UTF-8 at byte {error.start}") from error
        return _answer(_operation([text], form=False))
    if request.mimetype == _FORM_TYPE:
        _check_utf8(request.get_data())
        if "update" in request.form:
            raise Forbidden(_READ_ONLY)
        return _answer(_operation(request.form.getlist("query"), form=True))
    raise UnsupportedMediaType(
        f"a query is posted as {_QUERY_TYPE} or {_FORM_TYPE}, not as {request.mimetype or 'nothing'}"
    )


def _check_utf8(encoded: bytes) -> None:
    """Raise BadRequest unless the percent-encoded *encoded* is UTF-8; a lenient decoder would change the query."""
    try:
        unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"the query is not UTF-8 at byte {error.start}") from error


def _operation(queries: Sequence[str], *, form: bool) -> Operation:
    """The operation of this request. Raises BadRequest where it is not exactly one query."""
    if len(queries) != 1:
        raise BadRequest(f"there must be one query parameter, there are {len(queries)}")
    query = queries[0]
    if "\ufffd" in query:
        raise BadRequest("the query is not UTF-8")
    limit = settings().limits.query_bytes
    if len(query.encode("utf-8", "surrogatepass")) > limit:
        raise RequestEntityTooLarge(f"the query is longer than {limit} bytes")
    parameters = request.form if form else request.args
    graphs = {name: tuple(parameters.getlist(name)) for name in ("default-graph-uri", "named-graph-uri")}
    for iri in (*graphs["default-graph-uri"], *graphs["named-graph-uri"]):
        try:
            NamedNode(iri)
        except ValueError as error:
            raise BadRequest(f"{iri!r} is not the IRI of a graph ({error})") from error
    return Operation(query, graphs["default-graph-uri"], graphs["named-graph-uri"], parameters.get("format"))


def _answer(operation: Operation) -> Response:
    if not operation.query.strip() and _chosen((HTML, RESULTS_JSON), None) == HTML:
        return _page(page(operation))
    if is_repeatable(operation.query) and request.method == "GET":
        keep(request.environ, if_again=True)
    try:
        form = query_form(operation.query, max_depth=settings().limits.depth)
    except RefusedQueryError:
        publication().metrics.queries.labels("refused").inc()
        raise
    is_results = form in ("SELECT", "ASK")
    chosen = _chosen((*(RESULT_FORMATS if is_results else RDF_FORMATS), HTML), operation.format)
    answered_in = (RESULTS_JSON if is_results else TURTLE) if chosen == HTML else chosen
    answer = outcome_of(request.environ) or answer_of(
        request_for(
            operation.query,
            answered_in,
            is_results=is_results,
            limits=settings().limits,
            default_graphs=operation.default_graphs,
            named_graphs=operation.named_graphs,
        )
    )
    if chosen == HTML:
        with answer.file:
            return _page(page(operation, shown_results(answer.file) if is_results else shown_graph(answer.file)))
    return _sent(answer, chosen)


def _description(chosen: Format) -> str | bytes:
    """The service description, or for a browser the form."""
    if chosen == HTML:
        return page(Operation())
    return data(service_description(knowledge(), request.base_url, settings().limits), chosen)


def _chosen(formats: tuple[Format, ...], name: str | None) -> Format:
    """The format *name* of ``format=``, else the one that the Accept header prefers. Raises NotAcceptableError."""
    if not name:
        return choose(formats, request.accept_mimetypes)
    try:
        return named(name, formats)
    except FormatError:
        raise NotAcceptableError(formats) from None


def _sent(answer: Answer, chosen: Format) -> Response:
    if answer.size <= _IN_MEMORY:
        with answer.file:
            response = Response(answer.file.read(), content_type=chosen.content_type)
    else:
        response = Response(wrap_file(request.environ, answer.file), content_type=chosen.content_type)
        response.direct_passthrough = True
        response.content_length = answer.size
    response.vary.add("Accept")
    response.headers["Content-Disposition"] = f"inline; filename=answer.{chosen.extension}"
    return response


def _page(text: str) -> Response:
    response = Response(text, content_type=HTML.content_type)
    response.vary.update(("Accept", "Accept-Language", "Cookie"))
    response.cache_control.no_cache = True
    return response
