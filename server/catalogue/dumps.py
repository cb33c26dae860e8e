"""``/dump/{version}/{name}``: the dumps of releases. Werkzeug answers ranges and conditional requests."""

from __future__ import annotations

import base64

from flask import Blueprint, Response, redirect, request, send_from_directory, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirection

from graph.release import Release
from server.catalogue.releases import CHECKSUMS, find_release
from server.display.document_links import licence_links
from server.display.language import PARAMETER
from server.http.parameters import check_parameters
from server.http.typed_links import Link, add

blueprint = Blueprint("dumps", __name__, url_prefix="/dump")

_YEAR = 365 * 24 * 3600


@blueprint.get("/<version>/<name>")
def dump(version: str, name: str) -> Response:
    """One dump. Its entity tag is its SHA-256; a dump never changes."""
    check_parameters(request.args, (PARAMETER,))
    release = find_release(version)
    types = {file.name: "application/gzip" if file.compressed else file.format.content_type for file in release.dumps}
    if name == CHECKSUMS:
        types[name] = "text/plain; charset=utf-8"
    if name not in types or not (release.dump_folder / name).is_file():
        raise NotFound(f"release {version} has no dump {name}; it has {', '.join(release.files)} and {CHECKSUMS}")
    sent = _stored(release, name)
    response = send_from_directory(
        release.dump_folder,
        sent,
        # Stated here: Werkzeug would guess Turtle for a .ttl.gz, with the compression as a content coding.
        mimetype=types[name].partition(";")[0],
        etag=release.files.get(sent, {}).get("sha256", True),
        last_modified=release.built,
        max_age=_YEAR,
    )
    response.content_type = types[name]
    response.cache_control.immutable = True
    response.headers["Content-Disposition"] = f"inline; filename={release.version}-{name}"
    if sent != name:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    if sent in release.files:
        # RFC 9530, section 3: the digest is of the whole representation, whatever part of it is sent.
        digest = base64.b64encode(bytes.fromhex(release.files[sent]["sha256"])).decode("ascii")
        response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    description = url_for("releases.release", version=version)
    add(response, [Link(description, "describedby"), *licence_links()])
    return response


def _stored(release: Release, name: str) -> str:
    """The file to send for *name*: where the client takes gzip the compressed one, as a content coding."""
    compressed = f"{name}.gz"
    takes_gzip = any(coding.lower() == "gzip" and quality > 0 for coding, quality in request.accept_encodings)
    # A range counts the bytes of the file that the client asked for, so a resumed download continues with that file.
    return compressed if takes_gzip and compressed in release.files and "Range" not in request.headers else name


@blueprint.get("/<version>")
def listing(version: str) -> Redirection:
    """The dumps of a release are listed in its description."""
    return redirect(url_for("releases.release", version=find_release(version).version), 303)
