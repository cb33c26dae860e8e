"""From the HTTP server to the application: RSGI on one side, WSGI (PEP 3333) on the other.

The server gives each request to one thread, which sends kept answers and those of light queries at once
(:mod:`server.http.front`). A fixed number of threads answers everything else, while an event loop reads bodies and
sends large answers. So a slow client, whether it sends or reads, holds a coroutine and never a thread; and while
queries hold all threads, kept answers are still sent at once.

RSGI is the server interface of granian. Unlike WSGI it tells when a client has left.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import re
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from server.garbage import collect_young
from server.http.front import AT_ONCE, LATER, NOT_AT_HAND
from server.http.security_headers import HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

IS_GONE = "tabunka.is_gone"
"""Where the environment of a request has a function that tells whether its client has left."""
_BODY_SECONDS = 60.0
"""The seconds that a client may take to send the body of its request."""
_READ_SECONDS = 60.0
"""The seconds that a client may take to read a part of an answer."""
_PART = 256 * 1024
"""Bytes of the parts in which a large answer is sent. A smaller answer is sent whole."""
_LONGEST_NAME = 100
"""Characters of the longest name of a header. Nobody asks for a longer one, and its variable would be remembered."""
_FAILED = "The server failed; it has noted why."
_SERVER = ("server", "tabunka")
_CLOSE = ("connection", "close")
_Make = Callable[[], Iterable[bytes]]
_Rest = tuple["_Response", Iterator[bytes], Iterable[bytes]]
"""A large answer: its head, its parts, and what is to be closed after them."""

# RFC 3986, section 3.2.2, of ASCII
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(?::[0-9]{0,5})?")

_log = logging.getLogger("tabunka.server")


class RefusedRequestError(Exception):
    """A request that does not reach the application: *status*, and the *reason* in a line."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Gateway:
    """Gives *application* what clients ask. An instance is called for each request.

    *max_header* and *max_body* limit a request, in bytes.
    """

    def __init__(self, application: WSGIApplication, *, threads: int, max_header: int, max_body: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, "request")
        self._max_header = max_header
        self._max_body = max_body
        self.running = 0
        """Requests that are not answered yet."""
        self.is_draining = False
        """Are clients told to ask no more on the connections that they have?"""

    def __call__(self, scope: Any, protocol: Any) -> Coroutine[Any, Any, None] | None:
        """Answer a request (RSGI 1.x) that takes no time; give a coroutine for the loop that answers any other."""
        try:
            environ = environ_of(scope, self._max_header)
            response = _Response()
            if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
                return self._run(environ, protocol, response, partial(self._application, environ, response))
            environ[AT_ONCE] = True
            parts = self._application(environ, response)
            if parts is NOT_AT_HAND:
                return self._run(environ, protocol, response, environ[LATER])
            self._send(protocol, response, parts)
        except RefusedRequestError as error:
            _refuse(protocol, error)
        except Exception:
            _log.exception("%s %r", scope.method, scope.path)
            _refuse(protocol, RefusedRequestError(500, _FAILED))
        return None

    async def _run(self, environ: WSGIEnvironment, protocol: Any, response: _Response, make: _Make) -> None:
        self.running += 1
        try:
            await self._answer(environ, protocol, response, make)
        except RefusedRequestError as error:
            _refuse(protocol, error)
        finally:
            self.running -= 1

    def close(self) -> None:
        """Take no more requests."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, environ: WSGIEnvironment, protocol: Any, response: _Response, make: _Make) -> None:
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            body = await self._body(environ, protocol)
            environ["CONTENT_LENGTH"] = str(len(body))
            environ["wsgi.input"] = io.BytesIO(body)
        loop = asyncio.get_running_loop()
        departure = _Departure(loop, protocol)
        environ[IS_GONE] = departure.is_gone
        try:
            rest = await loop.run_in_executor(self._pool, self._work, environ, protocol, response, make)
            if rest is not None:
                await self._stream(protocol, *rest)
        finally:
            departure.forget()

    async def _body(self, environ: WSGIEnvironment, protocol: Any) -> bytes:
        """The body of a request. Raises RefusedRequestError."""
        limit = self._max_body
        parts, size = [], int(environ.get("CONTENT_LENGTH") or 0)
        if size > limit:
            raise RefusedRequestError(413, f"The body of a request may have {limit} bytes.")
        size = 0
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                async for part in protocol:
                    parts.append(bytes(part))
                    size += len(part)
                    if size > limit:
                        raise RefusedRequestError(413, f"The body of a request may have {limit} bytes.")
        except TimeoutError as error:
            raise RefusedRequestError(408, f"The body did not come within {_BODY_SECONDS:.0f} seconds.") from error
        except RefusedRequestError:
            raise
        except Exception as error:  # granian's errors have no class of their own
            raise RefusedRequestError(400, "The body of the request is broken.") from error
        return b"".join(parts)

    # -- in a thread

    def _work(self, environ: WSGIEnvironment, protocol: Any, response: _Response, make: _Make) -> _Rest | None:
        """Make the answer and send it; return a large one, to be sent as fast as the client reads."""
        try:
            iterable = make()
            if isinstance(iterable, list) and sum(map(len, iterable)) <= _PART:
                self._send(protocol, response, iterable)
                return None
            return response, iter(iterable), iterable
        except Exception:
            _log.exception("%s %r", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            raise RefusedRequestError(500, _FAILED) from None
        finally:
            collect_young()

    def _send(self, protocol: Any, response: _Response, parts: Iterable[bytes]) -> None:
        protocol.response_bytes(response.status, self._headers(response), b"".join(parts))

    def _headers(self, response: _Response) -> list[tuple[str, str]]:
        return [*response.headers, _SERVER, _CLOSE] if self.is_draining else [*response.headers, _SERVER]

    # -- in the loop again

    async def _stream(
        self, protocol: Any, response: _Response, parts: Iterator[bytes], iterable: Iterable[bytes]
    ) -> None:
        """Send an answer as fast as its client reads it; give up a client that reads nothing."""
        run = asyncio.get_running_loop().run_in_executor
        transport = protocol.response_stream(response.status, self._headers(response))
        try:
            while part := await run(self._pool, _next_part, parts):
                try:
                    async with asyncio.timeout(_READ_SECONDS):
                        await transport.send_bytes(part)
                except Exception:  # the client has left (granian's errors have no class of their own), or reads nothing
                    return
        finally:
            if close := getattr(iterable, "close", None):
                await run(self._pool, close)


def _refuse(protocol: Any, error: RefusedRequestError) -> None:
    text = f"{error.reason}\n".encode()
    headers = [("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(text))), _SERVER, _CLOSE]
    protocol.response_bytes(error.status, [*headers, *((name.lower(), value) for name, value in HEADERS)], text)


class _Response:
    """The status and the headers that an application gives to start_response()."""

    __slots__ = ("headers", "status")

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[str, str]] = []

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        self.status = int(status[:3])
        self.headers = list(headers)
        return _no_write


class _Departure:
    """Whether the client of a request has left. It is looked at only once somebody asks."""

    __slots__ = ("_event", "_loop", "_protocol", "_task")

    def __init__(self, loop: asyncio.AbstractEventLoop, protocol: Any) -> None:
        self._loop = loop
        self._protocol = protocol
        self._event: threading.Event | None = None
        self._task: asyncio.Task[None] | None = None

    def is_gone(self) -> bool:
        """Has it left? Called by the thread that answers."""
        if self._event is None:
            self._event = threading.Event()
            self._loop.call_soon_threadsafe(self._watch, self._event)
        return self._event.is_set()

    def _watch(self, event: threading.Event) -> None:
        self._task = self._loop.create_task(_when(self._protocol.client_disconnect(), event.set))

    def forget(self) -> None:
        """Look no more: the request is answered. Called by the loop."""
        if self._task is not None:
            self._task.cancel()


async def _when(waited: Awaitable[object], call: Callable[[], object]) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        await waited
        call()


def _next_part(parts: Iterator[bytes]) -> bytes:
    """About as much as is sent at once of *parts*; nothing at the end."""
    joined: list[bytes] = []
    size = 0
    for part in parts:
        joined.append(part)
        size += len(part)
        if size >= _PART:
            break
    return b"".join(joined)


def environ_of(scope: Any, max_header: int) -> WSGIEnvironment:
    """The environment of a request as WSGI has it (PEP 3333), without a body.

    Raises RefusedRequestError where the header has more than *max_header* bytes or does not name one host.
    """
    path, query = scope.path, scope.query_string
    client, _, client_port = scope.client.rpartition(":")
    server, _, server_port = scope.server.rpartition(":")
    version = scope.http_version
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path if path.isascii() else path.encode().decode("latin-1"),
        "QUERY_STRING": query if query.isascii() else query.encode().decode("latin-1"),
        "REMOTE_ADDR": client.strip("[]"),
        "REMOTE_PORT": client_port,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": server_port,
        "SERVER_PROTOCOL": "HTTP/1.0" if version == "1" else f"HTTP/{version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    size, hosts = len(path) + len(query), 0
    for name, value in scope.headers.items():
        size += len(name) + len(value) + 4
        variable = _variable(name) if len(name) <= _LONGEST_NAME else ""
        if variable == "HTTP_HOST":
            hosts += 1
        if variable not in environ:
            environ[variable] = value
        elif variable:
            environ[variable] += ("; " if variable == "HTTP_COOKIE" else ",") + value
    environ.pop("", None)
    if size > max_header:
        raise RefusedRequestError(431, f"The header of a request may have {max_header} bytes.")
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    elif hosts > 1 or (hosts == 0 and version != "1"):
        raise RefusedRequestError(400, "A request names one host (RFC 9112, section 3.2).")
    if "HTTP_HOST" in environ and not _is_host(environ["HTTP_HOST"]):
        raise RefusedRequestError(400, "Host is not the name or address of a host, with a port or not (RFC 9110, 7.2).")
    return environ


@lru_cache(1024)
def _variable(name: str) -> str:
    """The variable of a header; none where it has a "_", which would be taken for another header's "-"."""
    if "_" in name:
        return ""
    variable = name.upper().replace("-", "_")
    return variable if variable in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{variable}"


@lru_cache(1024)
def _is_host(text: str) -> bool:
    return _HOST.fullmatch(text) is not None


def _no_write(data: bytes) -> None:
    raise NotImplementedError("the application gives an iterable; write() is for older ones (PEP 3333)")
