"""Clients that ask too often get 429 (RFC 6585, section 4); RateLimit headers tell everybody how much is left."""

from __future__ import annotations

from flask import Flask, Response, g, request

from server.http.rate import Allowance, RateLimit
from server.metrics import Metrics

_FREE = ("static", "operations.live", "operations.ready", "operations.health", "operations.metrics")


class TooManyRequestsError(Exception):
    """A client asked more often than it may."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(f"you ask too often; wait {allowance.retry_after} s, or load a dump and ask that")
        self.allowance = allowance


def register(app: Flask, rate: RateLimit | None, metrics: Metrics) -> None:
    """Refuse what exceeds *rate*; without one nothing is counted."""
    if rate is None:
        return

    @app.before_request
    def count() -> None:
        if request.endpoint in _FREE:
            return
        g.allowance = rate.ask(request.remote_addr or "")
        if not g.allowance.is_allowed:
            metrics.limited.inc()
            raise TooManyRequestsError(g.allowance)

    @app.after_request
    def say(response: Response) -> Response:
        allowance: Allowance | None = g.get("allowance")
        if allowance is not None:
            response.headers["RateLimit-Policy"] = f'"client";q={rate.per_minute};w=60'
            response.headers["RateLimit"] = f'"client";r={allowance.remaining};t={allowance.retry_after}'
        return response
