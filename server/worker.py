"""One web worker: waitress in front of the application, and an end that lets running requests finish."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections.abc import Mapping
from types import FrameType
from typing import Any

from waitress.server import create_server

from mappings.document import Document
from server.app import create_app, start_runner
from server.isolation import Zygote
from server.knowledge import Knowledge
from server.settings import Settings

_TICK_SECONDS = 1.0
_CONNECTIONS = 800
_IDLE_SECONDS = 60
"""After so long a connection that says nothing is closed; so is one that sends its request too slowly."""

_log = logging.getLogger("tabunka.server")


class _Loop:
    """waitress's loop, which ends when it is told to, when the supervisor is gone, or the process for queries is."""

    def __init__(self, server: Any, zygote: Zygote, settings: Settings, supervisor: int) -> None:
        self._server = server
        self._zygote = zygote
        self._settings = settings
        self._supervisor = supervisor
        self._is_stopping = False
        signal.signal(signal.SIGTERM, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._is_stopping = True
        self._server.pull_trigger()

    def run(self) -> None:
        while not self._is_stopping:
            self._turn(_TICK_SECONDS)
            if os.getppid() != self._supervisor:
                _log.error("the supervisor is gone; worker %d stops", os.getpid())
                break
            if not self._zygote.is_alive():
                _log.error("the process for queries is gone; worker %d stops, so that both start anew", os.getpid())
                break
        self._drain()

    def _turn(self, seconds: float) -> None:
        self._server.asyncore.loop(timeout=seconds, use_poll=True, map=self._server._map, count=1)

    def _drain(self) -> None:
        """Take no new connection, finish what was asked, then go."""
        self._server.accepting = False
        give_up = time.monotonic() + self._settings.stop_seconds
        while self._is_busy() and time.monotonic() < give_up:
            self._turn(0.1)
        self._server.task_dispatcher.shutdown(timeout=1)

    def _is_busy(self) -> bool:
        return any(
            channel.requests or channel.total_outbufs_len for channel in list(self._server.active_channels.values())
        )


def work(
    knowledge: Knowledge,
    listener: socket.socket,
    documents: Mapping[str, Document],
    settings: Settings,
    supervisor: int,
) -> None:
    """Serve *knowledge* on *listener* until SIGTERM, or until the process *supervisor* is no longer the parent.

    This process must have one thread.
    """
    zygote = start_runner(knowledge, settings, unneeded=(listener,))
    app = create_app(knowledge.release, knowledge=knowledge, runner=zygote, documents=documents, settings=settings)
    server = create_server(
        app,
        sockets=[listener],
        threads=settings.threads,
        ident="tabunka",
        connection_limit=_CONNECTIONS,
        channel_timeout=_IDLE_SECONDS,
        cleanup_interval=5,
        channel_request_lookahead=1,
        asyncore_use_poll=True,
        max_request_header_size=settings.max_request_header,
        max_request_body_size=settings.max_request_body,
        log_socket_errors=False,
    )
    try:
        _Loop(server, zygote, settings, supervisor).run()
    finally:
        zygote.close()
