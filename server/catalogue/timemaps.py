"""``/timemap/…``: the list of the states of a resource, by date (RFC 7089, section 5)."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.http import http_date

from graph.formats import JSON, DocumentFormat
from ontology.json_text import indented
from server.display.addresses import address_of
from server.display.language import PARAMETER
from server.display.mementos import (
    LINK_FORMAT,
    Memento,
    Original,
    dataset_original,
    document_original,
    dump_original,
)
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters
from server.http.typed_links import Link

blueprint = Blueprint("timemaps", __name__, url_prefix="/timemap")

# RFC 6690, section 7.3
_LINKS = DocumentFormat("Link Format", "", LINK_FORMAT, "links")


@blueprint.get("/<path:resource>")
def timemap(resource: str) -> Response:
    """The TimeMap of ``dataset``, of ``doc/{kind}/{key}`` or ``dump/{name}``, as links or as JSON."""
    check_parameters(request.args, (PARAMETER,))
    original = _original(resource)
    mementos = original.mementos() if original else []
    if original is None or not mementos:
        raise NotFound(f"no release has {resource}; there are TimeMaps of dataset, doc/{{kind}}/{{key}}, dump/{{name}}")
    chosen = negotiate((_LINKS, JSON), request.accept_mimetypes).format
    text = _json(original, mementos) if chosen == JSON else _links(original, mementos)
    response = Response(text, content_type=chosen.content_type)
    # The list grows with each release and loses pruned ones, so clients revalidate it; that may cost a 304.
    response.cache_control.no_cache = True
    response.vary.update(("Accept", "Accept-Encoding"))
    response.add_etag()
    response.make_conditional(request.environ)
    return response


def _original(resource: str) -> Original | None:
    """The original resource called *resource*, or None."""
    match resource.split("/", 2):
        case ["dataset"]:
            return dataset_original()
        case ["dump", name]:
            return dump_original(name)
        case ["doc", kind, key]:
            return document_original(kind, key)
    return None


def _links(original: Original, mementos: list[Memento]) -> str:
    first, last = (http_date(memento.moment) for memento in (mementos[0], mementos[-1]))
    listed = [
        Link(address_of(original.path), "original timegate").header(),
        f'{Link(address_of(original.timemap), "self", LINK_FORMAT).header()}; from="{first}"; until="{last}"',
        *(
            Link(memento.address, _relation(position, len(mementos)), datetime=http_date(memento.moment)).header()
            for position, memento in enumerate(mementos)
        ),
    ]
    return ",\n".join(listed) + "\n"


def _relation(position: int, count: int) -> str:
    names = [name for name, is_it in (("first", position == 0), ("last", position == count - 1)) if is_it]
    return " ".join([*names, "memento"])


def _json(original: Original, mementos: list[Memento]) -> str:
    """The same in the form that archives give in JSON (mementoweb.org/guide/timemap-json)."""
    listed = [{"datetime": memento.moment.isoformat(), "uri": memento.address} for memento in mementos]
    address, timemap = address_of(original.path), address_of(original.timemap)
    described = {
        "original_uri": address,
        "timegate_uri": address,
        "timemap_uri": {"link_format": timemap, "json_format": timemap},
        "mementos": {"first": listed[0], "last": listed[-1], "list": listed},
    }
    return indented(described) + "\n"
