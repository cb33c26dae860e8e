"""``/health`` and ``/metrics``, for the operators of the server."""

from __future__ import annotations

import ipaddress
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import Forbidden, NotFound

from ontology.json_text import indented
from server.display.publication import knowledge, publication, settings
from server.metrics import CONTENT_TYPE

blueprint = Blueprint("health", __name__)

_OF_PROXIES = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


def _json(code: int, **members: Any) -> Response:
    response = Response(indented(members) + "\n", status=code, content_type="application/json")
    response.cache_control.no_store = True
    return response


@blueprint.get("/health/live")
def live() -> Response:
    """200 while the process runs."""
    return _json(200, status="live")


@blueprint.get("/health", endpoint="health")
@blueprint.get("/health/ready")
def ready() -> Response:
    """The release, its number of statements, and whether the worker can answer queries about it.

    503 while the process that runs queries is gone, or a remote store does not answer.
    """
    release = knowledge().release
    runner = publication().runner
    is_ready = runner.is_alive() and knowledge().store.is_answering()
    return _json(
        200 if is_ready else 503,
        status="ready" if is_ready else "not ready",
        release=release.version,
        modified=release.modified.isoformat(),
        statements=release.manifest["statements"]["default"],
    )


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus metrics, if the settings permit this client."""
    allowed = settings().metrics
    if allowed == "off":
        raise NotFound("this server publishes no metrics")
    if allowed == "loopback" and not _is_local():
        raise Forbidden("metrics are for clients on the machine itself; see the setting metrics")
    numbers = publication().metrics
    response = Response(numbers.exposition(), content_type=CONTENT_TYPE)
    response.cache_control.no_store = True
    return response


def _is_local() -> bool:
    """Is the client on this machine? A client behind a proxy is not, whatever the address of the proxy."""
    if any(name in request.headers for name in _OF_PROXIES):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
