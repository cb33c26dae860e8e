"""``/dataset`` and ``/.well-known/void``: the description of the dataset, as DCAT 3, as VoID, as a page."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from graph.formats import GRAPH_FORMATS, HTML
from server.catalogue.releases import described_in, newest_releases
from server.display.document_links import document_links
from server.display.language import PARAMETER
from server.display.mementos import asked_moment, dataset_original, tell_of_time, to_memento
from server.display.publication import knowledge, reader_presenter
from server.display.rdf import data
from server.display.releases import CHECKSUMS
from server.display.schema_org import as_block
from server.display.schema_org import dataset as schema_dataset
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters
from server.http.typed_links import Link, add

blueprint = Blueprint("dataset", __name__)

_FORMATS = (HTML, *GRAPH_FORMATS)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """The VoID description (https://www.w3.org/TR/void/#well-known). Without an Accept header: Turtle."""
    check_parameters(request.args, (PARAMETER,))
    return respond(
        lambda chosen: _page() if chosen == HTML else data(described_in(knowledge().release, "void.ttl"), chosen),
        negotiate((*GRAPH_FORMATS, HTML), request.accept_mimetypes),
    )


@blueprint.get("/dataset", defaults={"extension": None})
@blueprint.get("/dataset.<any(ttl, jsonld, nt, rdf, html):extension>")
def dataset(extension: str | None) -> Response:
    """The dataset as DCAT 3, or a page that explains it; an earlier state where the request asks for one."""
    check_parameters(request.args, (PARAMETER,))
    if (memento := to_memento(dataset_original(extension), asked_moment())) is not None:
        return memento
    response = respond(
        lambda chosen: _page() if chosen == HTML else data(described_in(knowledge().release, "dcat.ttl"), chosen),
        negotiate(_FORMATS, request.accept_mimetypes, extension),
    )
    add(response, [*document_links(url_for("dataset.dataset", extension=None), GRAPH_FORMATS), *_landing_links()])
    tell_of_time(response, dataset_original(extension))
    return response


def _landing_links() -> list[Link]:
    """The links that Signposting (https://signposting.org/) expects of a landing page: files, licence, identifier …"""
    release = knowledge().release
    return [
        Link(f"{release.base}/dataset", "cite-as"),
        Link("https://schema.org/Dataset", "type"),
        Link("https://schema.org/AboutPage", "type"),
        Link(url_for("openapi.description"), "service-desc", "application/openapi+json"),
        *(
            Link(
                url_for("dumps.dump", version=release.version, name=dump.name),
                "item",
                "application/gzip" if dump.compressed else dump.format.media_type,
            )
            for dump in release.dumps
        ),
    ]


def _page() -> str:
    presenter = reader_presenter()
    sources = [presenter.value(knowledge().iri(thing)) for thing in knowledge().index.kinds.get("document", ())]
    references = [presenter.value(knowledge().iri(thing)) for thing in knowledge().index.kinds.get("reference", ())]
    return render_template(
        "dataset.html",
        release=knowledge().release,
        dumps=knowledge().release.dumps,
        checksums=CHECKSUMS,
        statements=knowledge().release.manifest["statements"],
        sources=sources,
        references=references,
        formats=GRAPH_FORMATS,
        releases=newest_releases(),
        schema_org=as_block(schema_dataset(knowledge().release, request.host_url.rstrip("/"))),
    )
