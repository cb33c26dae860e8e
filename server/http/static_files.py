"""Scripts, styles and pictures: ``/static/…`` is the engine's, ``/site/…`` the site's.

The URL of a file names its content, so that a client can keep the file for good. Text is compressed once.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from server.http.compression import WORTH_COMPRESSING, coding, compressed, is_compressible

FOLDER = Path(__file__).parents[1] / "static"
SITE_FILE = "site_file"
"""The endpoint of the site's files."""
_YEAR = 365 * 24 * 3600
_PARAMETER = "v"


@lru_cache(maxsize=256)
def version(path: Path, modified: float) -> str:
    """A text that changes with the content of the file *path*; *modified* is its time, so that a change is noticed."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


@lru_cache(maxsize=64)
def _coded(path: Path, modified: float, name: str) -> bytes:
    """The file *path* in the coding *name*; *modified* is its time."""
    return compressed(path.read_bytes(), name)


def register(app: Flask, assets: Path | None) -> None:
    """Serve the files of the folder *assets*, the site's, and name the content in the URLs of all static files."""
    folders = {"static": FOLDER} | ({SITE_FILE: assets} if assets else {})

    @app.get("/site/<path:filename>", endpoint=SITE_FILE)
    def site_file(filename: str) -> Response:
        if assets is None:
            raise NotFound("this site has no files of its own")
        return send_from_directory(assets.resolve(), filename)

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint in folders and _PARAMETER not in values:
            path = folders[endpoint] / values["filename"]
            if path.is_file():
                values[_PARAMETER] = version(path, path.stat().st_mtime)

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint in folders and response.status_code in (200, 304) and _PARAMETER in request.args:
            response.cache_control.public = True
            response.cache_control.max_age = _YEAR
            response.cache_control.immutable = True
        return response

    @app.after_request
    def compress(response: Response) -> Response:
        if request.endpoint not in folders or not is_compressible(response.content_type):
            return response
        response.vary.add("Accept-Encoding")
        name, size = coding(request), response.content_length or 0
        if response.status_code == 200 and name and size >= WORTH_COMPRESSING:
            path = Path(str(safe_join(str(folders[request.endpoint]), (request.view_args or {})["filename"])))
            tag, _ = response.get_etag()
            if callable(close := getattr(response.response, "close", None)):
                close()  # the file that was opened to be sent as it is
            response.direct_passthrough = False
            response.set_data(_coded(path, path.stat().st_mtime, name))
            response.headers["Content-Encoding"] = name
            response.set_etag(f"{tag}-{name}")
            response.make_conditional(request)
        return response
