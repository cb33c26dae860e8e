"""``/linkset/{kind}/{key}``: every typed link of the document about a thing, in one place."""

from __future__ import annotations

from urllib.parse import urljoin

from flask import Blueprint, Response, request, url_for

from graph.formats import LINKSET, LINKSET_JSON
from server.display.language import PARAMETER
from server.display.mementos import document_original, time_links
from server.display.publication import knowledge
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters
from server.http.typed_links import Link, linkset_json, linkset_text
from server.things.documents import links_of, missing, thing_iri

blueprint = Blueprint("linksets", __name__, url_prefix="/linkset")


@blueprint.get("/<kind>/<path:key>")
def linkset(kind: str, key: str) -> Response:
    """The links of ``/doc/{kind}/{key}``; their targets are absolute here."""
    check_parameters(request.args, (PARAMETER,))
    iri = thing_iri(kind, key)
    if not knowledge().exists(iri):
        raise missing(kind, key)
    address = request.host_url.rstrip("/") + url_for("documents.document", kind=kind, key=key)
    listed = [*links_of(kind, key, iri), *time_links(document_original(kind, key))]
    links = [Link(urljoin(address, link.href), link.relation, link.media_type) for link in listed]
    return respond(
        lambda chosen: linkset_json(address, links) if chosen == LINKSET_JSON else linkset_text(address, links),
        negotiate((LINKSET_JSON, LINKSET), request.accept_mimetypes),
    )
