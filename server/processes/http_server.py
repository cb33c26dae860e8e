"""granian's HTTP server, on a socket that we open.

granian's command and its class ``Server`` open a socket for each worker (SO_REUSEPORT): when a worker ends, the
connections that wait there are lost. So we give our listener to granian's class of a worker. Only this module uses what
granian does not publish; a test checks what it expects, and pyproject.toml pins the versions.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Coroutine
from typing import Any

from granian import _granian as granian
from granian.http import HTTP1Settings

from server.processes.listener import BACKLOG

_CONNECTIONS = 800
"""Connections of one worker; more wait to be accepted."""
_HEADER_SECONDS = 30.0
"""After so long an idle connection is closed, and one whose header is not complete."""
_SMALLEST_BUFFER = 8192

# Do not log each start and stop.
logging.getLogger("_granian").setLevel(logging.WARNING)


class _Scheduler(granian.CallbackScheduler):
    """Calls *begin* with each request, in a thread of granian.

    granian's own schedulers run a coroutine for each request; waking the loop costs more than sending a kept answer.
    """

    def __init__(self, loop: object, begin: Callable[[Any], None], *more: object) -> None:
        super().__init__()
        self._schedule_fn = begin


class HttpServer:
    """Serves the connections to *listener*.

    *application* is called with the scope and the protocol of a request (RSGI) in a thread of granian. It answers at
    once and returns None, or returns a coroutine that answers in *loop*. It raises nothing.
    """

    def __init__(
        self,
        listener: socket.socket,
        application: Callable[[Any, Any], Coroutine[Any, Any, None] | None],
        loop: asyncio.AbstractEventLoop,
        max_header: int,
    ) -> None:
        module: Any = granian  # its stub file declares other arguments than it takes
        self._loop = loop
        self._descriptor = os.dup(listener.fileno())
        self._has_ended = asyncio.Event()
        self._signal = module.WorkerSignal()
        self._signal.add_cb(lambda: loop.call_soon_threadsafe(self._has_ended.set))
        scheduler: Any = _Scheduler  # the other arguments are for granian's own loops
        self._scheduler = scheduler(loop, self._begin, None, None, None)
        self._application = application
        self._worker = module.RSGIWorker(
            worker_id=1,
            # granian sets the backlog again, although the socket listens already.
            sock=(None, module.SocketHolder(self._descriptor, False, BACKLOG)),
            ipc=None,
            threads=1,
            backpressure=_CONNECTIONS,
            http_mode="1",
            http1_opts=HTTP1Settings(
                header_read_timeout=int(_HEADER_SECONDS * 1000), max_buffer_size=max(max_header, _SMALLEST_BUFFER)
            ),
            websockets_enabled=False,
            ssl_crl=[],
            metrics=(None, None),
        )

    def start(self) -> None:
        """Accept connections from now on; the loop must run to answer them."""
        self._worker.serve_mtr(self._scheduler, self._loop, self._signal)

    def _begin(self, request: Any) -> None:
        """Answer *request*, a "watcher" of granian; its ``done`` must be called at the end."""
        coroutine = self._application(request.scope, request.proto)
        if coroutine is None:
            request.done()
            return

        async def run() -> None:
            try:
                await coroutine
            finally:
                request.done()

        try:
            self._loop.call_soon_threadsafe(lambda: request.taskref(self._loop.create_task(run())))
        except RuntimeError:  # the loop is closed: the worker ends and answers no more
            coroutine.close()
            request.done()

    def accept_no_more(self) -> None:
        """Stop accepting connections, which other processes may do on the same socket; accepted ones go on.

        granian can only stop, which also closes connections that were just accepted. So its descriptor is replaced by
        that of another socket, to which nobody connects.
        """
        with socket.create_server(("127.0.0.1", 0)) as unused:
            unused.setblocking(False)
            os.dup2(unused.fileno(), self._descriptor, inheritable=False)

    async def stop(self) -> None:
        """Close the connections once their requests are answered, and wait until all are closed."""
        self._signal.set()
        await self._has_ended.wait()
