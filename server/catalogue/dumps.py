"""``/dump/{version}/{name}``: the dumps of releases. Werkzeug answers ranges and conditional requests."""

from __future__ import annotations

import base64
from pathlib import Path

from flask import Blueprint, Response, redirect, request, send_from_directory, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirection

from graph.keeping import dump_parts
from graph.release import Release
from server.display.document_links import licence_links
from server.display.language import PARAMETER
from server.display.mementos import asked_moment, be_memento, dump_original, redirection, to_memento
from server.display.publication import knowledge
from server.display.releases import CHECKSUMS, INPUTS, find_release, require_dump
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
    if name in (CHECKSUMS, INPUTS) and _path(release, name).is_file():
        types[name] = "text/plain; charset=utf-8"
    elif name not in types or name not in release.files:
        raise NotFound(f"release {version} has no dump {name}; it has {', '.join(release.files)} and {CHECKSUMS}")
    else:
        require_dump(release, name)
    sent = _stored(release, name)
    response = _sent(release, sent, types[name])
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
    if name in release.files:
        be_memento(response, dump_original(name), release)
    return response


def _stored(release: Release, name: str) -> str:
    """The file to send for *name*: where the client takes gzip the compressed one, as a content coding."""
    compressed = f"{name}.gz"
    takes_gzip = any(coding.lower() == "gzip" and quality > 0 for coding, quality in request.accept_encodings)
    # A range counts the bytes of the file that the client asked for, so a resumed download continues with that file.
    is_kept = compressed in release.files and _path(release, compressed).is_file()
    return compressed if takes_gzip and is_kept and "Range" not in request.headers else name


def _sent(release: Release, name: str, content_type: str) -> Response:
    """The file *name* of *release*; a plain dump that is kept in compressed form only is unpacked while it is sent."""
    facts = release.files.get(name, {})
    path = _path(release, name)
    if path.is_file():
        return send_from_directory(
            path.parent,
            name,
            # Stated here: Werkzeug would guess Turtle for a .ttl.gz, with the compression as a content coding.
            mimetype=content_type.partition(";")[0],
            etag=facts.get("sha256", True),
            last_modified=release.built,
            max_age=_YEAR,
        )
    response = Response(dump_parts(path))
    response.content_length = facts["bytes"]
    response.set_etag(facts["sha256"])
    response.last_modified = release.built
    response.cache_control.public = True
    response.cache_control.max_age = _YEAR
    response.make_conditional(request.environ, accept_ranges=True, complete_length=facts["bytes"])
    return response


def _path(release: Release, name: str) -> Path:
    """Where the file *name* of *release* lies."""
    return (release.path if name == INPUTS else release.dump_folder) / name


@blueprint.get("/<version>")
def listing(version: str) -> Redirection:
    """The dumps of a release are listed in its description. A name of a dump leads to it in the current release."""
    check_parameters(request.args, (PARAMETER,))
    if version in knowledge().release.files:
        return _newest(version)
    return redirect(url_for("releases.release", version=find_release(version).version), 303)


def _newest(name: str) -> Redirection:
    """The redirection to the dump *name* of the current release, or of that at the time which is asked for."""
    original = dump_original(name)
    path = url_for("dumps.dump", version=knowledge().release.version, name=name)
    return to_memento(original, asked_moment()) or redirection(original, path)
