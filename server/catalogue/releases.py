"""``/release/{version}``: a release with its files; and the releases that lie beside the one being served."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import Quad
from werkzeug.exceptions import NotFound

from graph.formats import GRAPH_FORMATS, HTML
from graph.release import Release, releases
from server.display.document_links import document_links
from server.display.knowledge import about, turtle_file
from server.display.language import PARAMETER
from server.display.publication import knowledge, publication
from server.display.rdf import data
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters
from server.http.typed_links import add

blueprint = Blueprint("releases", __name__)

CHECKSUMS = "SHA256SUMS"
"""The file of a release that lists the digests of its dumps."""
_MOST = 20


@blueprint.get("/release/<version>")
def release(version: str) -> Response:
    """A release: its distributions with their sizes and checksums."""
    check_parameters(request.args, (PARAMETER,))
    chosen_release = find_release(version)
    response = respond(
        lambda chosen: (
            render_template("release.html", release=chosen_release, dumps=chosen_release.dumps, checksums=CHECKSUMS)
            if chosen == HTML
            else data(_statements(chosen_release), chosen)
        ),
        negotiate((HTML, *GRAPH_FORMATS), request.accept_mimetypes),
    )
    add(response, document_links(url_for("releases.release", version=version), ()))
    return response


def _statements(release: Release) -> list[Quad]:
    """The statements of the catalogue about *release* itself."""
    return about(described_in(release, "dcat.ttl"), f"{release.base}/release/{release.version}")


def described_in(release: Release, name: str) -> list[Quad]:
    """The statements of the description *name* of *release*, ``dcat.ttl`` or ``void.ttl``."""
    return publication().once(("description", release.version, name), lambda: turtle_file(release.path / name))


def newest_releases() -> list[Release]:
    """The release being served and those beside it, the newest first, at most as many as a page lists."""
    current = knowledge().release
    others = [other for other in releases(current.path.parent) if other.version != current.version]
    return sorted([current, *others], key=lambda release: release.built, reverse=True)[:_MOST]


def find_release(version: str) -> Release:
    """The release *version*: the current one, or one that lies beside it. Raises NotFound."""
    current = knowledge().release
    if version == current.version:
        return current
    # Only listed folders are opened, so that no version can name another path.
    for release in releases(current.path.parent):
        if release.path.name == version:
            return release
    raise NotFound(f"there is no release {version}; the current one is {current.version}")
