"""Scripts, styles and pictures: ``/static/…`` is the engine's, ``/site/…`` the site's.

The URL of a file names its content, so that a client can keep the file for good.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

FOLDER = Path(__file__).parents[1] / "static"
SITE_FILE = "site_file"
"""The endpoint of the site's files."""
_YEAR = 365 * 24 * 3600
_PARAMETER = "v"


@lru_cache(maxsize=256)
def version(path: Path, modified: float) -> str:
    """What changes with the content of the file *path*; *modified* is its time, so that a change is noticed."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


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
