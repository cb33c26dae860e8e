"""Named graphs: ``/graph/{name}`` answers with its statements, or with a page that says what it holds."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from graph.formats import HTML, RDF_FORMATS, Format
from server.negotiation import negotiate, split_suffix
from server.responses import knowledge, respond, settings
from server.running import answer_of, request_for

blueprint = Blueprint("graphs", __name__, url_prefix="/graph")

_FORMATS = (HTML, *RDF_FORMATS)


@blueprint.get("/<name>")
def graph(name: str) -> Response:
    """A named graph. It is written out where queries run, for some have hundreds of thousands of statements."""
    name, extension = split_suffix(name, _FORMATS)
    sizes: dict[str, int] = knowledge().release.manifest["statements"]
    if name not in sizes or name == "default":
        raise NotFound(f"there is no graph {name}; there are {', '.join(sorted(set(sizes) - {'default'}))}")
    return respond(
        lambda chosen: _page(name, sizes[name]) if chosen == HTML else _data(name, chosen, sizes[name]),
        negotiate(_FORMATS, request.accept_mimetypes, extension),
    )


def _data(name: str, chosen: Format, size: int) -> bytes:
    # The query is ours and its answer as large as the graph: the limits of rows and bytes are for what others ask.
    limits = replace(settings().limits, rows=size, bytes=max(settings().limits.bytes, 2000 * size))
    iri = knowledge().namespace.graph(name).value
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
    answer = answer_of(request_for(query, chosen, is_results=False, limits=limits))
    with answer.file:
        return answer.file.read()


def _page(name: str, size: int) -> str:
    return render_template(
        "graph.html",
        name=name,
        iri=knowledge().namespace.graph(name).value,
        size=size,
        formats=RDF_FORMATS,
        release=knowledge().release,
    )
