"""A draft is shown to this machine only, even behind a proxy on this machine.

The server listens on the loopback, so a request comes from this machine. That is not enough: a proxy on it may pass on
what came from elsewhere, and a page from elsewhere may name this machine by a name of its own (DNS rebinding). So a
request is refused that names another host than this machine, that a proxy has marked, or that is in HTTP/1.0, which
browsers no longer speak and proxies do that mark nothing. The setting trusted-proxies does not count here.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_MARKS = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_SERVER",
    "HTTP_X_REAL_IP",
    "HTTP_CF_CONNECTING_IP",
    "HTTP_TRUE_CLIENT_IP",
)
"""Fields that proxies add to a request (RFC 7239; RFC 9110, section 7.6.3; and what came before them)."""
_REFUSED = "This is a draft. It is shown only to a browser on the machine that serves it, and to no proxy.\n"
_HIDDEN = [
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
"""Fields of every answer: nobody lists a draft, nobody keeps a part of it, no page from elsewhere reads it."""
_REPLACED = ("cache-control", "cross-origin-resource-policy", "access-control-")


def is_loopback(host: str) -> bool:
    """Does *host*, a name or an address with or without brackets, mean this machine to itself?"""
    name = host.strip("[]").lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def on_loopback_only(application: WSGIApplication) -> WSGIApplication:
    """*application* for requests from this machine; any other is answered 403. Put it before anything else."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            kept = [header for header in headers if not header[0].lower().startswith(_REPLACED)]
            return start_response(status, [*kept, *_HIDDEN], *rest)

        if _is_from_here(environ):
            return application(environ, start)
        body = _REFUSED.encode()
        start("403 FORBIDDEN", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return answer


def _is_from_here(environ: WSGIEnvironment) -> bool:
    host = environ.get("HTTP_HOST", "")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return (
        is_loopback(environ.get("REMOTE_ADDR", ""))
        and is_loopback(name)
        and environ.get("SERVER_PROTOCOL") != "HTTP/1.0"
        and not any(mark in environ for mark in _MARKS)
    )
