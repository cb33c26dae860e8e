"""URLs of our own pages, made once each: a page has hundreds of links, and Flask makes each from its rules."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import request, url_for

from server.display.publication import publication

_KEPT = 10_000


def path_of(endpoint: str, **values: str | int | None) -> str:
    """The path that ``flask.url_for`` makes of *endpoint* and *values*. The paths asked for last are cached."""
    cached_path = publication().once(path_of, lambda: lru_cache(maxsize=_KEPT)(_made))
    return cached_path(request.script_root, endpoint, **values)


def address_of(path: str) -> str:
    """The address of *path* (with the root) at the host that the reader asked."""
    return f"{request.host_url.rstrip('/')}{path}"


def prefix_of(endpoint: str, parameter: str, **values: str) -> str:
    """The path to *endpoint* up to the value of its last *parameter*."""
    return path_of(endpoint, **values, **{parameter: "-"}).removesuffix("-")


def _made(_root: str, endpoint: str, /, **values: Any) -> str:
    """The path below *_root*, which is the request's: a proxy may serve one application below several."""
    return url_for(endpoint, **values)
