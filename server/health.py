"""For those who run the server: is it well, and how is it doing."""

from __future__ import annotations

import ipaddress
import json
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import Forbidden, NotFound

from server.display.publication import knowledge, publication, settings
from server.metrics import CONTENT_TYPE
from server.query.isolation import Zygote

blueprint = Blueprint("operations", __name__)

_OF_PROXIES = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


def _said(code: int, **members: Any) -> Response:
    response = Response(json.dumps(members, indent=1) + "\n", status=code, content_type="application/json")
    response.cache_control.no_store = True
    return response


@blueprint.get("/health/live")
def live() -> Response:
    """Does the process answer at all?"""
    return _said(200, status="live")


@blueprint.get("/health", endpoint="health")
@blueprint.get("/health/ready")
def ready() -> Response:
    """Can it answer what it is asked: which release, how many statements.

    503 while its queries have no process, or its store
    elsewhere does not answer.
    """
    release = knowledge().release
    runner = publication().runner
    is_ready = (not isinstance(runner, Zygote) or runner.is_alive()) and knowledge().store.is_answering()
    return _said(
        200 if is_ready else 503,
        status="ready" if is_ready else "not ready",
        release=release.version,
        modified=release.modified.isoformat(),
        statements=release.manifest["statements"]["default"],
    )


@blueprint.get("/metrics")
def metrics() -> Response:
    """The numbers of Prometheus, for whom the settings allow them."""
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
    """Does the client sit on this machine? What a proxy passes on does not, whatever its own address is."""
    if any(name in request.headers for name in _OF_PROXIES):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
