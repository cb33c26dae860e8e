"""The dumps of releases, as files: ranges and conditional requests are werkzeug's."""

from __future__ import annotations

import base64

from flask import Blueprint, Response, redirect, request, send_from_directory, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirection

from graph.release import Release, ReleaseError
from graph.write.dumps import DUMPS
from server.display.publication import knowledge, site

blueprint = Blueprint("dumps", __name__, url_prefix="/dump")

CHECKSUMS = "SHA256SUMS"
_YEAR = 365 * 24 * 3600


def find_release(version: str) -> Release:
    """The release *version*: the current one, or one that lies beside it. Raises NotFound."""
    current = knowledge().release
    if version == current.version:
        return current
    # Only a directory that is listed is opened, so that no version can lead elsewhere.
    for folder in current.path.parent.iterdir():
        if folder.name == version and not folder.name.startswith("."):
            try:
                return Release.open(folder)
            except ReleaseError:
                break
    raise NotFound(f"there is no release {version}; the current one is {current.version}")


@blueprint.get("/<version>/<name>")
def dump(version: str, name: str) -> Response:
    """One dump. Its entity tag is its SHA-256, it never changes."""
    release = find_release(version)
    types = {each.name: "application/gzip" if each.compressed else each.format.content_type for each in DUMPS}
    if name == CHECKSUMS:
        types[name] = "text/plain; charset=utf-8"
    if name not in types or not (release.dump_folder / name).is_file():
        raise NotFound(f"release {version} has no dump {name}; it has {', '.join(release.files)} and {CHECKSUMS}")
    sent = _stored(release, name)
    response = send_from_directory(
        release.dump_folder,
        sent,
        # Named here, lest it be guessed that a dump is Turtle and its compression only a matter of transport.
        mimetype=types[name].partition(";")[0],
        etag=release.files.get(sent, {}).get("sha256", True),
        last_modified=release.modified,
        max_age=_YEAR,
    )
    response.content_type = types[name]
    response.cache_control.immutable = True
    response.headers["Content-Disposition"] = f"inline; filename={release.version}-{name}"
    if sent != name:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    if sent in release.files:
        # RFC 9530: of the whole representation, whatever part of it is sent.
        digest = base64.b64encode(bytes.fromhex(release.files[sent]["sha256"])).decode("ascii")
        response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    response.headers.add("Link", f'<{url_for("descriptions.release", version=version)}>; rel="describedby"')
    response.headers.add("Link", f'<{site().licence.iri}>; rel="license"')
    return response


def _stored(release: Release, name: str) -> str:
    """The file to send for *name*: its compressed one, as a content coding, where the client takes gzip."""
    compressed = f"{name}.gz"
    takes_gzip = any(each.lower() == "gzip" and quality > 0 for each, quality in request.accept_encodings)
    # A part of a file is a part of that very file: who resumes a download gets the bytes it began with.
    return compressed if takes_gzip and compressed in release.files and "Range" not in request.headers else name


@blueprint.get("/<version>")
def listing(version: str) -> Redirection:
    """The dumps of a release are listed in its description."""
    return redirect(url_for("descriptions.release", version=find_release(version).version), 303)
