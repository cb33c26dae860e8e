"""Headers of every answer: what a browser may do with it, and which sites may read it."""

from __future__ import annotations

import re

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
"""No inline script or style, nothing from anywhere else, and in no frame."""
_FRAMED_POLICY = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""The same, in the frame of any page."""

_SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_POSITION_POLICY = _SECURITY["Permissions-Policy"].replace("geolocation=()", "geolocation=(self)")
"""The same, and the page itself may ask where the reader is."""
_USUAL = (
    "Accept, Accept-Datetime, Accept-Language, "
    "Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range, Range"
)
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_EXPOSED = (
    "Link, Query-Limits, ETag, Last-Modified, Content-Length, Content-Range, Accept-Ranges, "
    "Content-Disposition, Content-Encoding, Location, Memento-Datetime, RateLimit, RateLimit-Policy, Repr-Digest, "
    "Retry-After, X-Request-Id"
)


HEADERS = (
    *_SECURITY.items(),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", _EXPOSED),
)
"""The headers of every answer. The data is open: any site's script may read it, without credentials."""


def allowed_headers(asked: str) -> str:
    """The headers that a script of another site may send: the usual ones, and any that it has *asked* for.

    Nothing here is secret, and no header changes anything but the answer, so there is none to forbid.
    """
    usual = {name.lower() for name in _USUAL.split(", ")}
    names = (name.strip() for name in asked.split(","))
    more = dict.fromkeys(name for name in names if _TOKEN.fullmatch(name) and name.lower() not in usual)
    return ", ".join((_USUAL, *more))


def allow_frames(response: Response) -> Response:
    """*response*, which pages of other sites may show in a frame."""
    response.headers["Content-Security-Policy"] = _FRAMED_POLICY
    return response


def allow_position(response: Response) -> Response:
    """*response*, whose page may ask the reader's browser where it is."""
    response.headers["Permissions-Policy"] = _POSITION_POLICY
    return response


def register(app: Flask) -> None:
    """Set the headers on every answer of *app*."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        present = {name.lower() for name, _ in response.headers}
        for name, value in HEADERS:
            if name.lower() not in present:
                response.headers.add(name, value)
        if response.headers["Content-Security-Policy"] == _FRAMED_POLICY:
            # This older header forbids every frame, and has no value that allows any.
            del response.headers["X-Frame-Options"]
        if request.method == "OPTIONS":
            if response.status_code == 404 and "Access-Control-Request-Method" in request.headers:
                # A preflight asks only whether a script may send its request, whose own answer then says 404.
                response.status_code = 204
                response.set_data(b"")
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
            response.headers["Access-Control-Allow-Headers"] = allowed_headers(
                request.headers.get("Access-Control-Request-Headers", "")
            )
            response.vary.add("Access-Control-Request-Headers")
            response.headers["Access-Control-Max-Age"] = "86400"
        return response
