"""What the dataset says of itself: VoID, the DCAT dataset, a release, the home of crawlers."""

from __future__ import annotations

import contextlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import Quad

from graph.formats import GRAPH_FORMATS, HTML
from graph.release import Release, ReleaseError
from graph.write.dumps import DUMPS
from server.catalogue.dumps import CHECKSUMS, find_release
from server.catalogue.schema_org import as_block
from server.catalogue.schema_org import dataset as schema_dataset
from server.display.knowledge import about, turtle_file
from server.display.publication import knowledge, layout, reader_language, site
from server.display.rdf import data
from server.display.values import Shower
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.typed_links import Link, add

blueprint = Blueprint("descriptions", __name__)

_FORMATS = (HTML, *GRAPH_FORMATS)
_MOST_RELEASES = 20


@lru_cache(maxsize=16)
def _file(path: Path) -> list[Quad]:
    return turtle_file(path)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """VoID (https://www.w3.org/TR/void/#well-known). A machine that says nothing gets Turtle."""
    path = knowledge().release.path / "void.ttl"
    return respond(
        lambda chosen: _dataset_page() if chosen == HTML else data(_file(path), chosen),
        negotiate((*GRAPH_FORMATS, HTML), request.accept_mimetypes),
    )


@blueprint.get("/dataset", defaults={"extension": None})
@blueprint.get("/dataset.<any(ttl, jsonld, nt, rdf, html):extension>")
def dataset(extension: str | None) -> Response:
    """The dataset as DCAT 3, or a page that explains it."""
    path = knowledge().release.path / "dcat.ttl"
    response = respond(
        lambda chosen: _dataset_page() if chosen == HTML else data(_file(path), chosen),
        negotiate(_FORMATS, request.accept_mimetypes, extension),
    )
    _add_alternates(response, url_for("descriptions.dataset", extension=None))
    add(response, _landing_links())
    return response


def _landing_links() -> list[Link]:
    """What Signposting expects of a landing page: the item it is about, each file of it, licence, identifier."""
    release = knowledge().release
    return [
        Link(f"{release.base}/dataset", "cite-as"),
        Link("https://schema.org/Dataset", "type"),
        Link("https://schema.org/AboutPage", "type"),
        Link(site().licence.iri, "license"),
        Link(url_for("descriptions.void"), "describedby", "text/turtle"),
        Link(url_for("openapi.description"), "service-desc", "application/openapi+json"),
        *(
            Link(
                url_for("dumps.dump", version=release.version, name=dump.name),
                "item",
                "application/gzip" if dump.compressed else dump.format.media_type,
            )
            for dump in DUMPS
        ),
    ]


@blueprint.get("/release/<version>")
def release(version: str) -> Response:
    """A release: its distributions with their sizes and checksums."""
    found = find_release(version)
    start = f"{found.base}/release/{found.version}"
    return respond(
        lambda chosen: (
            _release_page(found) if chosen == HTML else data(about(_file(found.path / "dcat.ttl"), start), chosen)
        ),
        negotiate(_FORMATS, request.accept_mimetypes),
    )


def _add_alternates(response: Response, here: str) -> None:
    for each in GRAPH_FORMATS:
        response.headers.add("Link", f'<{here}.{each.extension}>; rel="alternate"; type="{each.media_type}"')


def _dataset_page() -> str:
    known = knowledge()
    shower = Shower(known, layout(), reader_language())
    sources = [shower.value(known.iri(each)) for each in known.index.kinds.get("document", ())]
    references = [shower.value(known.iri(each)) for each in known.index.kinds.get("reference", ())]
    return render_template(
        "dataset.html",
        release=known.release,
        dumps=DUMPS,
        checksums=CHECKSUMS,
        statements=known.release.manifest["statements"],
        sources=sources,
        references=references,
        formats=GRAPH_FORMATS,
        releases=_releases(known.release),
        schema_org=as_block(schema_dataset(known.release, request.host_url.rstrip("/"))),
    )


def _releases(current: Release) -> list[Release]:
    """The releases that lie beside *current*, the newest first."""
    found = []
    for folder in current.path.parent.iterdir():
        if not folder.name.startswith(".") and folder.name != current.version:
            with contextlib.suppress(ReleaseError):
                found.append(Release.open(folder))
    return sorted([current, *found], key=lambda each: each.modified, reverse=True)[:_MOST_RELEASES]


def _release_page(found: Release) -> str:
    return render_template("release.html", release=found, dumps=DUMPS, checksums=CHECKSUMS)
