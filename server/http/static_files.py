"""Our scripts, styles and pictures: the URL of each names its content, so that it can be kept for good."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

_FOLDER = Path(__file__).parents[1] / "static"
_YEAR = 365 * 24 * 3600
_PARAMETER = "v"


@lru_cache(maxsize=256)
def version(filename: str, modified: float) -> str:
    """What changes when the content of the file does; *modified* is its time, so that a change is seen."""
    return hashlib.sha256((_FOLDER / filename).read_bytes()).hexdigest()[:10]


def register(app: Flask) -> None:
    """Name the content in the URLs of static files, and let who asked by such a URL keep them."""

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and _PARAMETER not in values:
            path = _FOLDER / values["filename"]
            if path.is_file():
                values[_PARAMETER] = version(values["filename"], path.stat().st_mtime)

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304) and _PARAMETER in request.args:
            response.cache_control.public = True
            response.cache_control.max_age = _YEAR
            response.cache_control.immutable = True
        return response
