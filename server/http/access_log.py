"""The access log: one line a request, without the text of queries and searches.

People's questions are private: a line holds the path and never the query string. The form ``json`` is one JSON object a
line; ``combined`` is that of Apache and nginx, for tools that read it.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

from server.metrics import Metrics
from server.settings import Settings

_IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_LONGEST = 300
_NOT_KINDS = ("static", "health")
_log = logging.getLogger("tabunka.access")


def register(app: Flask, settings: Settings, metrics: Metrics) -> None:
    """Count and log each request after its answer was sent, and name it in ``X-Request-Id``."""
    if settings.access_log != "off" and not _log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        _log.addHandler(handler)
        _log.propagate = False
        _log.setLevel(logging.INFO)

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _IDENTIFIER.match(given) else secrets.token_hex(8)

    @app.after_request
    def end(response: Response) -> Response:
        if "began" not in g:
            return response
        response.headers["X-Request-Id"] = g.request_id
        kind, began, method, status = _kind(), g.began, request.method, response.status_code
        line = _line(response) if settings.access_log != "off" and kind not in _NOT_KINDS else None

        def sent() -> None:
            seconds = time.perf_counter() - began
            metrics.requests.labels(kind, method, str(status)).inc()
            metrics.seconds.labels(kind).observe(seconds)
            if status in (200, 304) and method in ("GET", "HEAD"):
                metrics.cache.labels("client", "hit" if status == 304 else "miss").inc()
            if line is not None:
                line["seconds"] = round(seconds, 4)
                _log.info(_written(line, settings.access_log))

        response.call_on_close(sent)
        return response


def _kind() -> str:
    """The kind of request for metrics and log: the room that answers it."""
    path = request.path
    if path.startswith("/health"):
        return "health"
    if request.endpoint is None:
        return "none"
    return "static" if request.endpoint == "static" else (request.blueprint or "other")


def _line(response: Response) -> dict[str, Any]:
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request": g.request_id,
        "client": request.remote_addr or "",
        "method": request.method,
        "path": _cut(request.path),
        "kind": _kind(),
        "status": response.status_code,
        "bytes": response.content_length or 0,
        "agent": _cut(request.headers.get("User-Agent", "")),
        # The page of the link, without its query string, which may hold a search.
        "referrer": _cut(request.headers.get("Referer", "").partition("?")[0]),
    }


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _written(line: dict[str, Any], form: str) -> str:
    if form == "json":
        return json.dumps(line, ensure_ascii=True)
    when = datetime.fromisoformat(line["time"]).strftime("%d/%b/%Y:%H:%M:%S %z")
    quoted = {name: json.dumps(str(line[name]), ensure_ascii=True) for name in ("agent", "referrer")}
    asked = json.dumps(f"{line['method']} {line['path']} HTTP/1.1", ensure_ascii=True)
    return (
        f"{line['client'] or '-'} - - [{when}] {asked} {line['status']} {line['bytes']} "
        f"{quoted['referrer']} {quoted['agent']}"
    )
