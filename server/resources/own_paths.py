"""IRIs of somebody else's data below the base of the release answer by their own paths.

One without a fragment names a thing: 303 to the document about it, in the format that is preferred. One with a fragment
is described in the document that comes before it (https://www.w3.org/TR/cooluris/, sections 4.1 and 4.3). Only releases
of such data have these pages.
"""

from __future__ import annotations

from itertools import islice
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request
from pyoxigraph import NamedNode
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirection

from graph.formats import DATASET_FORMATS, HTML, Format
from server.display.language import PARAMETER
from server.display.publication import knowledge, publication, reader_presenter
from server.display.rdf import data
from server.http.caching import respond
from server.http.front import keep
from server.http.negotiation import negotiate, split_suffix
from server.http.parameters import check_parameters
from server.resources.described import description, is_known
from server.resources.documents import FORMATS, document_about

blueprint = Blueprint("own_paths", __name__)

_SAFE = "/-._~!$'()*+,;=:@"
_MOST = 2_000
"""Things with a fragment in one document."""


@blueprint.get("/<path:path>")
def by_path(path: str) -> Response | Redirection:
    """The thing, or the document, that has this path below the base."""
    iri = _iri(path)
    if iri and _is_described(iri):
        if parts := _parts(iri):
            return _of_parts(iri, parts, None)
        return _document_of(path)
    if iri and (parts := _parts(iri)):
        return _of_parts(iri, parts, None)
    stem, extension = split_suffix(path, FORMATS)
    iri = _iri(stem) if extension else None
    if iri and (parts := _parts(iri)):
        return _of_parts(iri, parts, extension)
    if iri and is_known(knowledge(), iri):
        check_parameters(request.args, ("by", "page", PARAMETER))
        return document_about(iri, extension)
    iri = _iri(path)
    if iri and is_known(knowledge(), iri):
        return _document_of(path)
    raise NotFound(f"there is nothing at /{path}")


def _document_of(path: str) -> Redirection:
    """303 to the document about the thing at *path*, in the format that the request prefers."""
    check_parameters(request.args, ("by", "page", PARAMETER))
    choice = negotiate(FORMATS, request.accept_mimetypes, None)
    response = redirect(f"{request.script_root}/{quote(path, safe=_SAFE)}.{choice.format.extension}", 303)
    response.vary.add("Accept")
    keep(request.environ)
    return response


def _iri(path: str) -> NamedNode | None:
    try:
        return NamedNode(f"{knowledge().namespace.base}/{path}")
    except ValueError:
        return None


def _is_described(iri: NamedNode) -> bool:
    return next(iter(knowledge().store.statements(iri, None, None, None)), None) is not None


def _parts(iri: NamedNode) -> tuple[NamedNode, ...]:
    """The things that *iri* is the document of: their IRIs have a fragment after it."""
    documents = publication().once(_parts, _by_document)
    return documents.get(iri.value, ())


def _by_document() -> dict[str, tuple[NamedNode, ...]]:
    """The things with a fragment by their document, below the base."""
    start = f"{knowledge().namespace.base}/"
    documents: dict[str, list[NamedNode]] = {}
    for thing in knowledge().index.elsewhere:
        document, hash_, _ = thing.key.partition("#")
        if hash_ and document.startswith(start):
            documents.setdefault(document, []).append(NamedNode(thing.key))
    return {document: tuple(things) for document, things in documents.items()}


def _of_parts(document: NamedNode, parts: tuple[NamedNode, ...], extension: str | None) -> Response:
    """The document of *parts*, in the format of *extension* or the one preferred."""
    check_parameters(request.args, (PARAMETER,))

    def render(chosen: Format) -> str | bytes:
        if chosen == HTML:
            presenter, most = reader_presenter(), list(islice(parts, _MOST))
            return render_template(
                "resources/document.html",
                document=presenter.value(document),
                iri=document.value,
                is_described=_is_described(document),
                things=[(part.value.partition("#")[2], presenter.value(part)) for part in most],
                count=len(parts),
            )
        return data(description(knowledge(), [document, *parts], with_graphs=chosen in DATASET_FORMATS), chosen)

    return respond(render, negotiate(FORMATS, request.accept_mimetypes, extension))
