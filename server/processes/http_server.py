"""granian's HTTP server, on a socket that is ours.

granian's own command and its class ``Server`` open their sockets themselves, for each worker another (SO_REUSEPORT):
connections that wait at a worker which ends are lost. So its inner class of a worker gets our listener. All that is
not public in granian is in this module, a test holds it to what it expects, and pyproject.toml names the versions.
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
"""After so long a connection that says nothing is closed; so is one that sends its header too slowly."""
_SMALLEST_BUFFER = 8192

# That it starts and stops is no news.
logging.getLogger("_granian").setLevel(logging.WARNING)


class _Scheduler(granian.CallbackScheduler):
    """Calls *begin* with each request, in a thread of granian that does nothing else.

    granian's own schedulers run a coroutine for each request; to wake the loop costs more than to send a kept answer.
    """

    def __init__(self, loop: object, begin: Callable[[Any], None], *more: object) -> None:
        super().__init__()
        self._schedule_fn = begin


class HttpServer:
    """Serves those who connect to *listener*.

    *application* gets scope and protocol of a request (RSGI) in a thread of granian, where it may answer at once;
    else it gives a coroutine that does so in *loop*. It raises nothing.
    """

    def __init__(
        self,
        listener: socket.socket,
        application: Callable[[Any, Any], Coroutine[Any, Any, None] | None],
        loop: asyncio.AbstractEventLoop,
        max_header: int,
    ) -> None:
        module: Any = granian  # its stub file tells of other arguments than it takes
        self._loop = loop
        self._descriptor = os.dup(listener.fileno())
        self._has_ended = asyncio.Event()
        self._signal = module.WorkerSignal()
        self._signal.add_cb(lambda: loop.call_soon_threadsafe(self._has_ended.set))
        scheduler: Any = _Scheduler  # the tasks and their entrance and exit are for loops of granian's own
        self._scheduler = scheduler(loop, self._begin, None, None, None)
        self._application = application
        self._worker = module.RSGIWorker(
            worker_id=1,
            # It sets the backlog anew, though the socket listens already.
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
        """Have *request* answered, a "watcher" of granian, which must be told of the end."""
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
        except RuntimeError:  # the loop is closed: this worker has given up what was not answered in time
            coroutine.close()
            request.done()

    def accept_no_more(self) -> None:
        """Leave new connections to others that listen on the same socket; those that are accepted go on.

        granian knows only to stop, which closes a connection that was just accepted. So its descriptor becomes that of
        another socket, to which nobody connects.
        """
        with socket.create_server(("127.0.0.1", 0)) as nobodys:
            nobodys.setblocking(False)
            os.dup2(nobodys.fileno(), self._descriptor, inheritable=False)

    async def stop(self) -> None:
        """Close connections once what was asked on them is answered, and wait for that."""
        self._signal.set()
        await self._has_ended.wait()
