"""One web worker: waitress in front of the application, and an end that lets running requests finish."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

from waitress.server import create_server

from mappings.read.document import Document
from server.app import create_app, start_runner
from server.display.knowledge import Knowledge
from server.http.rate_limit import RateLimit
from server.metrics import Metrics
from server.query.runner import Runner
from server.settings import Settings

_TICK_SECONDS = 1.0
_CONNECTIONS = 800
_IDLE_SECONDS = 60
"""After so long a connection that says nothing is closed; so is one that sends its request too slowly."""

_FRESH_SECONDS = 2.0

_log = logging.getLogger("tabunka.server")


class _Loop:
    """waitress's loop, which ends when it is told to, when the supervisor is gone, or the process for queries is."""

    def __init__(self, server: Any, runner: Runner, settings: Settings, supervisor: int) -> None:
        self._server = server
        self._runner = runner
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
            if not self._runner.is_alive():
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
        now = time.time()
        return any(
            channel.requests
            or channel.request
            or channel.total_outbufs_len
            # Taken just before we stopped: its request is on the way.
            or (channel.last_activity == channel.creation_time and now - channel.creation_time < _FRESH_SECONDS)
            for channel in list(self._server.active_channels.values())
        )


@dataclass(frozen=True)
class Work:
    """What a worker serves, and with what."""

    knowledge: Knowledge
    listener: socket.socket
    documents: Mapping[str, Document]
    settings: Settings
    metrics: Metrics
    rate: RateLimit | None


def work(given: Work, supervisor: int) -> None:
    """Serve until SIGTERM, or until the process *supervisor* is no longer the parent.

    This process must have one thread.
    """
    settings = given.settings
    runner = start_runner(given.knowledge, settings, given.metrics)
    app = create_app(
        given.knowledge.release,
        knowledge=given.knowledge,
        runner=runner,
        texts=given.documents,
        settings=settings,
        metrics=given.metrics,
        rate=given.rate,
    )
    server = create_server(
        app,
        sockets=[given.listener],
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
        # Headers of proxies are believed or not by server.http.proxies, which knows which proxies are ours.
        clear_untrusted_proxy_headers=False,
    )
    try:
        _Loop(server, runner, settings, supervisor).run()
    finally:
        runner.close()
