"""``/changes``: the releases with what changed in each; ``/release/{version}/diff``: the changes of one, negotiated."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import groupby

from flask import Blueprint, Response, render_template, request
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse
from werkzeug.exceptions import Gone

from graph.compare.change_record import ADDED, PATCH, REMOVED, release_iri
from graph.compare.model import Summary
from graph.compare.patch import patch_lines
from graph.formats import DATASET_FORMATS, HTML, JSON, RDF_PATCH, Format
from graph.release import DIFF, Release, ReleaseError
from ontology.json_text import indented
from ontology.vocabulary import DCAT, PROV
from server.changes.history import ReleaseChanges, edition_of, feed_kinds, history
from server.changes.wording import page_wording
from server.display.addresses import path_of
from server.display.document_links import document_links
from server.display.language import PARAMETER
from server.display.publication import layout
from server.display.rdf import data
from server.display.releases import find_release
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters
from server.http.typed_links import Link, add

blueprint = Blueprint("changes", __name__)

FORMATS: tuple[Format, ...] = (HTML, JSON, RDF_PATCH, *DATASET_FORMATS)
"""The formats of the changes of a release, the preferred first."""
_MOST = 200
"""The most things on a page; the other formats have all."""


@blueprint.get("/changes")
def changes() -> Response:
    """The releases, the newest first, each with what changed since the one before."""
    check_parameters(request.args, (PARAMETER,))
    response = respond(
        lambda _: render_template(
            "changes/changes.html",
            editions=history().editions,
            wording=page_wording(),
            kinds=[layout().kind(kind) for kind in sorted(feed_kinds())],
        ),
        negotiate((HTML,), request.accept_mimetypes),
    )
    add(response, [Link(path_of("feeds.feed"), "alternate", "application/atom+xml")])
    return response


@blueprint.get("/release/<version>/diff", defaults={"extension": None})
@blueprint.get("/release/<version>/diff.<any(html, json, rdfp, nq, trig):extension>")
def diff(version: str, extension: str | None) -> Response:
    """The changes of a release since the one before. The first release has an empty one."""
    check_parameters(request.args, (PARAMETER,))
    try:
        edition = edition_of(find_release(version))
    except ReleaseError as error:
        raise Gone(f"what changed in release {version} is damaged, and no copy is kept here") from error
    response = respond(
        lambda chosen: _page(edition) if chosen == HTML else _data(edition, chosen),
        negotiate(FORMATS, request.accept_mimetypes, extension),
    )
    path = path_of("changes.diff", version=version, extension=None)
    add(response, [*document_links(path, FORMATS), *_version_links(edition)])
    return response


def _version_links(edition: ReleaseChanges) -> Iterator[Link]:
    """The releases that the changes are between (RFC 5829, section 3)."""
    yield Link(path_of("releases.release", version=edition.version), "version-history")
    if edition.summary:
        yield Link(path_of("releases.release", version=edition.summary.old), "predecessor-version")


def _page(edition: ReleaseChanges) -> str:
    things = edition.summary.things if edition.summary else ()
    by_kind = groupby(sorted(things[:_MOST], key=lambda thing: thing.kind), key=lambda thing: thing.kind)
    return render_template(
        "changes/diff.html",
        edition=edition,
        summary=edition.summary,
        wording=page_wording(),
        groups=[(layout().kind(kind), list(of_kind)) for kind, of_kind in by_kind],
        rest=max(0, len(things) - _MOST),
        formats=[form for form in FORMATS if form != HTML],
    )


def _data(edition: ReleaseChanges, chosen: Format) -> str | bytes:
    release = edition.release
    if chosen == JSON:
        summary = edition.summary or Summary("", edition.version, 0, 0, (), {}, {})
        return indented(summary.as_json()) + "\n"
    if chosen == RDF_PATCH:
        if edition.summary:
            return gzip.decompress((release.path / DIFF / PATCH).read_bytes())
        return "".join(f"{line}\n" for line in patch_lines((), release_iri(release, edition.version)))
    return data(list(_statements(edition)), chosen)


def _statements(edition: ReleaseChanges) -> Iterator[Quad]:
    """The changes as two graphs, ``#added`` and ``#removed``, beside a statement of what they are between.

    These hold the statements of the default graph: one statement cannot name the graph that it came from as well.
    """
    if not edition.summary:
        return
    release = edition.release
    new, old = (NamedNode(release_iri(release, version)) for version in (edition.version, edition.summary.old))
    yield Quad(new, PROV.wasRevisionOf, old)
    yield Quad(new, DCAT.previousVersion, old)
    for name, graph in ((REMOVED, "removed"), (ADDED, "added")):
        for quad in _changed(release, name):
            yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(f"{new.value}/diff#{graph}"))


def _changed(release: Release, name: str) -> Iterator[Quad]:
    lines = gzip.decompress((release.path / DIFF / name).read_bytes())
    return (quad for quad in parse(lines, format=RdfFormat.N_QUADS) if quad.graph_name == DefaultGraph())
