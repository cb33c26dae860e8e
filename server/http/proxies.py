"""Trusted proxies: they tell the client's address, the scheme, the host and the path (X-Forwarded-*)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from ontology.errors import ReportedError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class ProxyError(ReportedError):
    """The setting trusted-proxies is neither a number nor networks."""


def behind_proxies(application: WSGIApplication, trusted: str) -> WSGIApplication:
    """*application* with X-Forwarded-For, -Proto, -Host and -Prefix of the proxies *trusted* applied.

    *trusted* is the number of proxies in front, or their networks separated by commas; with networks one proxy is
    trusted, and only at an address in them. An empty text trusts none. Raises ProxyError.
    """
    if not trusted.strip():
        return application
    if trusted.strip().isdigit():
        hops = int(trusted)
        return _fixed(application, hops) if hops else application
    try:
        networks = [ipaddress.ip_network(part.strip()) for part in trusted.split(",")]
    except ValueError as error:
        raise ProxyError(
            f"trusted-proxies: {error}; give how many proxies stand in front, or their networks (10.0.0.0/8)"
        ) from error
    fixed = _fixed(application, 1)

    def choose(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return (fixed if _is_in(environ.get("REMOTE_ADDR", ""), networks) else application)(environ, start_response)

    return choose


def _fixed(application: WSGIApplication, hops: int) -> WSGIApplication:
    return ProxyFix(application, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops)


def _is_in(address: str, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks if network.version == parsed.version)
