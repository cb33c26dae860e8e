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
from ontology.vocabulary import FOAF
from server.display.index import Thing
from server.display.publication import knowledge, layout, reader_language, settings, shower, site
from server.display.rdf import data
from server.http.caching import respond
from server.http.negotiation import negotiate, split_suffix
from server.http.typed_links import ABOUT_PAGE, Link, add
from server.things.differences import differences
from server.things.lead import lead

blueprint = Blueprint("resources", __name__)

FORMATS: tuple[Format, ...] = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, *DATASET_FORMATS, TABLE_CSV)
"""What a document can be had in, the preferred first."""
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_FIRST_LINKS = 10
_UNRESERVED = "-._~"


@blueprint.get("/id/<kind>/<path:key>")
def thing(kind: str, key: str) -> Redirection:
    """A thing is not a document: see the document about it."""
    if not knowledge().exists(thing_iri(kind, key)):
        raise missing(kind, key)
    return redirect(url_for("resources.document", kind=kind, key=key), 303)


@blueprint.get("/id/<kind>")
def things(kind: str) -> Redirection:
    """The things of a kind: see their list."""
    return redirect(url_for("pages.kind", kind=kind), 303)


@blueprint.get("/doc/<kind>/<path:key>")
def document(kind: str, key: str) -> Response:
    """The document about a thing, negotiated, or in the format that its suffix fixes."""
    iri = thing_iri(kind, key)
    extension = None
    if not knowledge().exists(iri):
        # A key may hold dots, so a suffix is looked for only where the whole is no key.
        key, extension = split_suffix(key, FORMATS)
        iri = thing_iri(kind, key)
        if not knowledge().exists(iri):
            raise missing(kind, key)
    choice = negotiate(FORMATS, request.accept_mimetypes, extension)
    response = respond(
        lambda chosen: _page(Thing(kind, key), iri) if chosen == HTML else _data(iri, chosen),
        choice,
    )
    if choice.format != HTML:
        stem = quote(f"{kind}-{key}".replace("/", "-"), safe="")
        response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{stem}.{choice.format.extension}"
    add(response, links_of(kind, key, iri))
    return response


def thing_iri(kind: str, key: str) -> NamedNode:
    """The IRI of a thing, its key encoded as the mappings encode it. Raises NotFound when there can be none."""
    try:
        return knowledge().namespace.thing(quote(kind, safe=_UNRESERVED), quote(key, safe=_UNRESERVED + "/"))
    except ValueError as error:
        raise NotFound("this is no IRI") from error


def _data(iri: NamedNode, chosen: Format) -> str | bytes:
    known = knowledge()
    quads = known.description(iri, with_graphs=chosen in DATASET_FORMATS)
    return data(quads, chosen)


def _page(thing: Thing, iri: NamedNode) -> str:
    known, arrangement = knowledge(), layout()
    show = shower()
    only = request.args.get("by")
    page = request.args.get("page", 1, type=int)
    links = show.link_groups(iri, first=_FIRST_LINKS, only=only, page=page, size=settings().link_page_size)
    if only and not links:
        raise NotFound(f"nothing links here by {only}")
    kind = arrangement.kind(thing.kind)
    return render_template(
        "thing.html",
        thing=thing,
        iri=iri.value,
        kind=kind,
        label=known.labels.best(iri, reader_language()),
        is_listed=thing.kind in known.index.kinds,
        groups=[] if only else show.groups(known.statements_about(iri)),
        links=links,
        only=only,
        formats=[each for each in FORMATS if each != HTML],
        licence=site().licence.iri,
        lead=None if only else lead(thing, iri, show),
        differences=[] if only else differences(show, thing, iri),
    )


def links_of(kind: str, key: str, iri: NamedNode) -> list[Link]:
    """The typed links of the document about a thing."""
    types = [quad.object.value for quad in knowledge().values(iri, _TYPE) if isinstance(quad.object, NamedNode)]
    here = quote(url_for("resources.document", kind=kind, key=key), safe="/%")
    return [
        Link(here, "canonical"),
        *(Link(f"{here}.{form.extension}", "alternate", form.media_type) for form in FORMATS),
        Link(iri.value, FOAF.primaryTopic.value),
        Link(iri.value, "cite-as"),
        Link(url_for("pages.kind", kind=kind), "collection"),
        Link(url_for("descriptions.void"), "describedby", "text/turtle"),
        Link(site().licence.iri, "license"),
        *(Link(type_iri, "type") for type_iri in (ABOUT_PAGE, *types)),
        Link(url_for("linksets.linkset", kind=kind, key=key), "linkset", "application/linkset+json"),
    ]


def missing(kind: str, key: str) -> HTTPException:
    """Why there is no such thing: an earlier release had it (410), or none did (404)."""
    path = thing_iri(kind, key).value.removeprefix(f"{knowledge().namespace.base}/id/")
    version = knowledge().gone.get(path)
    if version is None:
        return NotFound(f"this release knows no {kind} with the key {key}")
    return Gone(f"{kind} {key} was last in release {version}, and is no longer known: see /release/{version}")
