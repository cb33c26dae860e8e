"""Headers of every answer: what a browser may do with it, and which sites may read it."""

from __future__ import annotations

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No inline script or style, nothing from anywhere else."""

_SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_ALLOWED = "Accept, Accept-Language, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range, Range"
_EXPOSED = (
    "Link, Query-Limits, ETag, Last-Modified, Content-Length, Content-Range, Accept-Ranges, "
    "Content-Disposition, Content-Encoding, Location, RateLimit, RateLimit-Policy, Repr-Digest, Retry-After, "
    "X-Request-Id"
)


HEADERS = (
    *_SECURITY.items(),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", _EXPOSED),
)
"""The headers of every answer. The data is open: any site's script may read it, without credentials."""


def register(app: Flask) -> None:
    """Set the headers on every answer of *app*."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in HEADERS:
            response.headers.setdefault(name, value)
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
            response.headers["Access-Control-Allow-Headers"] = _ALLOWED
            response.headers["Access-Control-Max-Age"] = "86400"
        return response
