"""Named graphs: ``/graph/{name}`` answers with its statements, or with a page that says what it holds."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirection

from graph.formats import HTML, N_QUADS, RDF_FORMATS, Format, by_extension
from server.display.asking import answer_of, request_for
from server.display.publication import knowledge, settings
from server.http.caching import respond
from server.http.negotiation import NotAcceptableError, negotiate, split_suffix
from server.settings import Limits

blueprint = Blueprint("graphs", __name__, url_prefix="/graph")

_FORMATS = (HTML, *RDF_FORMATS)
_LARGE = 100_000
"""Statements up to which a graph is written out on request: the larger ones would keep a query's place for seconds."""
_LARGE_FORMATS = (HTML, N_QUADS)


@blueprint.get("/<name>")
def graph(name: str) -> Response | Redirection:
    """A named graph: written out where queries run, or, when it is too large for that, as the dump that holds it."""
    name, extension = split_suffix(name, _FORMATS)
    sizes: dict[str, int] = knowledge().release.manifest["statements"]
    if name not in sizes or name == "default":
        raise NotFound(f"there is no graph {name}; there are {', '.join(sorted(set(sizes) - {'default'}))}")
    formats = formats_of(sizes[name])
    if extension is not None and extension not in by_extension(formats):
        raise NotAcceptableError(formats)
    choice = negotiate(formats, request.accept_mimetypes, extension)
    if choice.format != HTML and formats == _LARGE_FORMATS:
        dump = "tabunka-provenance.nq" if name == "provenance" else "tabunka.nq"
        return redirect(url_for("dumps.dump", version=knowledge().release.version, name=dump), 303)
    return respond(
        lambda chosen: _page(name, sizes[name]) if chosen == HTML else _data(name, chosen, sizes[name]), choice
    )


def formats_of(size: int) -> tuple[Format, ...]:
    """What a graph of *size* statements can be had in."""
    return _FORMATS if size <= _LARGE else _LARGE_FORMATS


def _data(name: str, chosen: Format, size: int) -> bytes:
    # The query is ours and its answer as large as the graph: the limits that are set are for what others ask.
    usual, own = settings().limits, Limits()
    limits = replace(
        usual,
        seconds=max(usual.seconds, own.seconds),
        memory=max(usual.memory, own.memory),
        rows=size,
        bytes=max(usual.bytes, 2000 * size),
    )
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
        formats=[each for each in formats_of(size) if each != HTML],
        release=knowledge().release,
    )
