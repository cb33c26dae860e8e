"""Things and the documents about them: ``/id/…`` answers 303, ``/doc/…`` in the format asked for.

The pattern is "303 URIs forwarding to one generic document" of https://www.w3.org/TR/cooluris/ (4.2).
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from pyoxigraph import NamedNode
from werkzeug.exceptions import Gone, HTTPException, NotFound
from werkzeug.wrappers import Response as Redirection

from graph.formats import (
    DATASET_FORMATS,
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    TABLE_CSV,
    TURTLE,
    Format,
)
from ontology.vocabulary import FOAF, RDF
from server.changes.section import changes_of, feed_path
from server.changes.wording import page_wording
from server.display.addresses import path_of
from server.display.document_links import document_links
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.mementos import asked_moment, document_original, tell_of_time, to_memento
from server.display.moves import moves
from server.display.publication import knowledge, layout, reader_language, reader_presenter, settings, site
from server.display.rdf import data
from server.display.schema_org import about_page, as_block
from server.display.values import LinkGroup
from server.http.caching import respond
from server.http.front import keep
from server.http.negotiation import negotiate, split_suffix
from server.http.parameters import check_parameters, whole_number
from server.http.typed_links import ABOUT_PAGE, Link
from server.sources.parts import source_part
from server.things.differences import differences
from server.things.lead import lead
from server.things.sheet import Sheet, sheet
from server.things.sheet_parts import sheet_parts
from server.things.sheet_schema import described
from server.things.tools import tools

blueprint = Blueprint("documents", __name__)

FORMATS: tuple[Format, ...] = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, *DATASET_FORMATS, TABLE_CSV)
"""The formats of a document, the preferred first."""
_FIRST_LINKS = 5
_REST = 10_000
"""Things that the query for links beyond those of pages asks for at once."""
_UNRESERVED = "-._~"


@blueprint.get("/id/<kind>/<path:key>")
def thing(kind: str, key: str) -> Redirection:
    """A thing is not a document: see the document about it."""
    check_parameters(request.args, (PARAMETER,))
    if target := moved(kind, key):
        return _moved("documents.thing", target, None)
    if not knowledge().exists(thing_iri(kind, key)):
        raise missing(kind, key)
    return _see(url_for("documents.document", kind=kind, key=key))


@blueprint.get("/id/<kind>")
def things(kind: str) -> Redirection:
    """The things of a kind: see their list."""
    return _see(url_for("lists.kind", kind=kind))


def moved(kind: str, key: str) -> Thing | None:
    """The thing that a renamed thing is now; None for any other."""
    target = moves().target(_path(kind, key))
    return Thing(*target.split("/", 1)) if target else None


def _moved(endpoint: str, target: Thing, extension: str | None) -> Redirection:
    """A redirection (RFC 9110, section 15.4.2) to *endpoint* of *target*, in the same format and language."""
    end = f".{extension}" if extension else ""
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    keep(request.environ)
    return redirect(f"{url_for(endpoint, kind=target.kind, key=target.key)}{end}{query}", 301)


def _see(url: str) -> Redirection:
    """A redirection to the document at *url*, whose format is negotiated there."""
    keep(request.environ)
    response = redirect(url, 303)
    response.vary.add("Accept")
    return response


@blueprint.get("/doc/<kind>/<path:key>")
def document(kind: str, key: str) -> Response | Redirection:
    """The document about a thing, negotiated, or in the format of its suffix; an earlier state where that is asked."""
    if (memento := _memento(kind, key)) is not None:
        return memento
    if target := moved(kind, key):
        return _moved("documents.document", target, None)
    iri = thing_iri(kind, key)
    extension = None
    if not knowledge().exists(iri):
        # A key may hold dots: only where the whole is not a key does it end with the suffix of a format.
        key, extension = split_suffix(key, FORMATS)
        if extension and (target := moved(kind, key)):
            return _moved("documents.document", target, extension)
        iri = thing_iri(kind, key)
        if not knowledge().exists(iri):
            raise missing(kind, key)
    check_parameters(request.args, ("by", "page", PARAMETER))
    number = whole_number(request.args, "page", 1)
    choice = negotiate(FORMATS, request.accept_mimetypes, extension)
    response = respond(
        lambda chosen: _page(Thing(kind, key), iri, number) if chosen == HTML else _data(iri, chosen),
        choice,
    )
    if choice.format != HTML:
        stem = quote(f"{kind}-{key}".replace("/", "-"), safe="")
        response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{stem}.{choice.format.extension}"
    original = document_original(kind, key, f".{extension}" if extension else "")
    tell_of_time(response, original, links_of(kind, key, iri))
    return response


def _memento(kind: str, key: str) -> Response | None:
    """The redirection to the document at the time that the request names, also for a thing that is gone since."""
    moment = asked_moment()
    if moment is None:
        return None
    stem, extension = split_suffix(key, FORMATS)
    originals = [document_original(kind, key)]
    originals += [document_original(kind, stem, f".{extension}")] if extension else []
    return next(filter(None, (to_memento(original, moment) for original in originals)), None)


def thing_iri(kind: str, key: str) -> NamedNode:
    """The IRI of a thing, its key encoded as the mappings encode it. Raises NotFound where no IRI can be made."""
    try:
        return knowledge().namespace.thing(quote(kind, safe=_UNRESERVED), quote(key, safe=_UNRESERVED + "/"))
    except ValueError as error:
        raise NotFound("this address is not part of a valid IRI") from error


def _data(iri: NamedNode, chosen: Format) -> str | bytes:
    quads = knowledge().description(iri, with_graphs=chosen in DATASET_FORMATS)
    return data(quads, chosen)


def _page(thing: Thing, iri: NamedNode, page: int) -> str:
    arrangement = layout()
    presenter = reader_presenter()
    only = request.args.get("by")
    links = presenter.link_groups(iri, first=_FIRST_LINKS, only=only, page=page, size=settings().link_page_size)
    if only and not links:
        raise NotFound(f"nothing links here by {only}")
    kind = arrangement.kind(thing.kind)
    label = knowledge().labels.best(iri, reader_language())
    shown = None if only else sheet(thing, iri, presenter)
    return render_template(
        "thing.html",
        thing=thing,
        iri=iri.value,
        kind=kind,
        label=label,
        which=presenter.value(iri).which,
        is_listed=thing.kind in knowledge().index.kinds,
        groups=[] if only else presenter.groups(knowledge().statements_about(iri)),
        links=links,
        only=only,
        formats=[form for form in FORMATS if form != HTML],
        licence=site().licence_iri,
        lead=None if only or shown else lead(thing, presenter),
        sheet=shown,
        parts=sheet_parts() if shown else None,
        tools=tools(thing, label.text) if shown else None,
        source=None if only else source_part(presenter, thing, page),
        differences=[] if only else differences(presenter, thing, iri),
        changes=None if only else changes_of(thing),
        wording=page_wording(),
        feed=feed_path(thing),
        rest_of=_rest_of,
        schema_org=as_block(_schema_org(thing, iri, shown)),
    )


def _rest_of(iri: str, group: LinkGroup) -> str:
    """A query for the things of *group*, which link to *iri*, that no page lists."""
    return (
        f"SELECT ?thing WHERE {{ ?thing <{group.iri}> <{iri}> }}\nORDER BY ?thing\nOFFSET {group.listed} LIMIT {_REST}"
    )


def _schema_org(thing: Thing, iri: NamedNode, shown: Sheet | None) -> dict[str, object]:
    """The page about *thing* as schema.org has it: what it is about, with its types and names, and its sheet."""
    quads = (*knowledge().values(iri, RDF.type), *knowledge().labels.statements(iri))
    return about_page(
        path_of("documents.document", kind=thing.kind, key=thing.key),
        reader_language(),
        knowledge().release,
        iri.value,
        [quad.object for quad in quads],
        described(shown) if shown else None,
    )


def links_of(kind: str, key: str, iri: NamedNode) -> list[Link]:
    """The typed links of the document about a thing."""
    types = [quad.object.value for quad in knowledge().values(iri, RDF.type) if isinstance(quad.object, NamedNode)]
    path = quote(path_of("documents.document", kind=kind, key=key), safe="/%")
    return [
        *document_links(path, FORMATS),
        Link(iri.value, FOAF.primaryTopic.value),
        Link(iri.value, "cite-as"),
        Link(path_of("lists.kind", kind=kind), "collection"),
        *(Link(type_iri, "type") for type_iri in (ABOUT_PAGE, *types)),
        Link(path_of("linksets.linkset", kind=kind, key=key), "linkset", "application/linkset+json"),
    ]


def missing(kind: str, key: str) -> HTTPException:
    """The error for a thing that this release does not have: 410 where an earlier release had it, else 404."""
    path = _path(kind, key)
    version = knowledge().gone.get(path)
    if version is None:
        return NotFound(f"this release knows no {kind} with the key {key}")
    reason = moves().removed.get(path, {}).get("en", "no reason is given")
    return Gone(f"{kind} {key} was last in release {version} ({reason}): see /release/{version}/doc/{path}")


def _path(kind: str, key: str) -> str:
    """The part of a thing's IRI after ``/id/``."""
    return (knowledge().namespace.path(thing_iri(kind, key).value) or "").removeprefix("/id/")
