"""The sockets on which workers accept connections: one for each worker and its successors."""

from __future__ import annotations

import errno
import socket

from ontology.errors import ReportedError

BACKLOG = 1024
"""Connections that wait to be accepted."""
_READ_MILLISECONDS = 60_000
"""After so long the kernel closes a connection whose client is there and reads nothing."""


class AddressError(ReportedError):
    """The address cannot be listened on."""


def listen(host: str, port: int, count: int) -> tuple[socket.socket, ...]:
    """*count* sockets that listen on *host* and *port* (0: any free one). Raises AddressError.

    The kernel shares new connections out among them evenly. (With one socket for all workers the first to wake takes
    all connections that have come by then, and the others have none.)
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise AddressError(f"host {host!r} is unknown ({error.strerror}); choose another with --host") from error
    listeners: list[socket.socket] = []
    try:
        with socket.socket(family, kind, protocol) as probe:
            # The others share their address (SO_REUSEPORT), even with another server: this one detects such a server.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            address = probe.getsockname()
        for _ in range(count):
            listener = socket.socket(family, kind, protocol)
            listeners.append(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            # Connections inherit it. It does not close the connection of a client that reads slowly.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _READ_MILLISECONDS)
            listener.bind(address)
        for listener in listeners:
            listener.listen(BACKLOG)
            listener.setblocking(False)
    except OSError as error:
        for listener in listeners:
            listener.close()
        if error.errno == errno.EADDRINUSE:
            raise AddressError(
                f"port {port} on {host} is in use; stop what uses it, or choose another with --port"
            ) from error
        raise AddressError(f"cannot listen on {host}, port {port} ({error.strerror}); choose others") from error
    return tuple(listeners)
