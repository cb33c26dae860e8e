"""``/graph/{name}``: the statements of a named graph, or a page about it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirection

from graph.formats import HTML, N_QUADS, RDF_FORMATS, Format, by_extension
from mappings.declared import declared
from mappings.site import Site
from server.display.document_links import document_links
from server.display.language import PARAMETER
from server.display.publication import knowledge, publication, settings, site
from server.display.query_requests import answer_of, request_for
from server.http.caching import respond
from server.http.negotiation import NotAcceptableError, negotiate, split_suffix
from server.http.parameters import check_parameters
from server.http.typed_links import add
from server.settings import Limits

blueprint = Blueprint("graphs", __name__, url_prefix="/graph")

FILE = "graphs.yaml"
_FORMATS = (HTML, *RDF_FORMATS)
_LARGE = 100_000
"""The largest graph, in statements, that is written on request: a larger one would keep a query process for seconds."""
_LARGE_FORMATS = (HTML, N_QUADS)


def load_descriptions(site: Site) -> dict[str, str]:
    """Descriptions (messages) of the named graphs of *site*, by name. Raises DeclarationError."""
    return declared(site, FILE, lambda raw: {str(name): str(message) for name, message in raw.items()}) or {}


@blueprint.get("/<name>")
def graph(name: str) -> Response | Redirection:
    """A named graph, written by a query process; a graph that is too large for that redirects to the dump with it."""
    check_parameters(request.args, (PARAMETER,))
    name, extension = split_suffix(name, _FORMATS)
    sizes: dict[str, int] = knowledge().release.manifest["statements"]
    if name not in sizes or name == "default":
        raise NotFound(f"there is no graph {name}; there are {', '.join(sorted(set(sizes) - {'default'}))}")
    formats = formats_of(sizes[name])
    if extension is not None and extension not in by_extension(formats):
        raise NotAcceptableError(formats)
    choice = negotiate(formats, request.accept_mimetypes, extension)
    if choice.format != HTML and formats == _LARGE_FORMATS:
        return redirect(url_for("dumps.dump", version=knowledge().release.version, name=_dump_with(name)), 303)
    response = respond(
        lambda chosen: _page(name, sizes[name]) if chosen == HTML else _data(name, chosen, sizes[name]), choice
    )
    add(response, document_links(url_for("graphs.graph", name=name), formats))
    return response


def _dump_with(name: str) -> str:
    """The name of the dump that holds the graph *name* as N-Quads."""
    content = "provenance" if name == "provenance" else "all graphs"
    dumps = knowledge().release.dumps
    return next(
        dump.name for dump in dumps if (dump.content, dump.format, dump.compressed) == (content, N_QUADS, False)
    )


def formats_of(size: int) -> tuple[Format, ...]:
    """The formats in which a graph of *size* statements is on offer."""
    return _FORMATS if size <= _LARGE else _LARGE_FORMATS


def _data(name: str, chosen: Format, size: int) -> bytes:
    # The answer is as large as the graph, so the limits of queries from clients do not apply.
    set_limits, defaults = settings().limits, Limits()
    limits = replace(
        set_limits,
        seconds=max(set_limits.seconds, defaults.seconds),
        memory=max(set_limits.memory, defaults.memory),
        rows=size,
        bytes=max(set_limits.bytes, 2000 * size),
    )
    iri = knowledge().namespace.graph(name).value
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
    # Each store has an order of its own; a document of a release has the same bytes from any.
    ordered = replace(request_for(query, chosen, is_results=False, limits=limits), is_ordered=True)
    answer = answer_of(ordered)
    with answer.file:
        return answer.file.read()


def _page(name: str, size: int) -> str:
    return render_template(
        "graph.html",
        name=name,
        iri=knowledge().namespace.graph(name).value,
        size=size,
        formats=[form for form in formats_of(size) if form != HTML],
        about=publication().once(FILE, lambda: load_descriptions(site())).get(name, ""),
        release=knowledge().release,
    )
