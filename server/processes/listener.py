"""The socket that every worker of every generation accepts connections from."""

from __future__ import annotations

import errno
import socket

from ontology.errors import ReportedError

BACKLOG = 1024
"""Connections that wait to be accepted."""
_READ_MILLISECONDS = 60_000
"""After so long the kernel closes a connection whose client takes nothing of what was sent, though it is there."""


class AddressError(ReportedError):
    """The address cannot be listened on."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on *host* and *port* (0: any free one). Raises AddressError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise AddressError(f"host {host!r} is unknown ({error.strerror}); choose another with --host") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections inherit it. A client that reads slowly, but reads, is none of those.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _READ_MILLISECONDS)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise AddressError(
                f"port {port} on {host} is in use; stop what uses it, or choose another with --port"
            ) from error
        raise AddressError(f"cannot listen on {host}, port {port} ({error.strerror}); choose others") from error
    listener.setblocking(False)
    return listener
