"""The access log: one line a request, without the text of queries and searches.

People's questions are private: a line holds the path and never the query string. The form ``json`` is one JSON object a
line; ``combined`` is that of Apache and nginx, for tools that read it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import IO, Any

_LONGEST = 300
UNLOGGED = ("static", "health")
"""Kinds of requests that the log leaves out."""


class AccessLog:
    """Writes lines of *form* (``json``, ``combined`` or ``off``) to *stream*, standard error by default."""

    def __init__(self, form: str, stream: IO[str] | None = None) -> None:
        self._form = form
        self._stream = stream

    def write(
        self, environ: Mapping[str, Any], *, identifier: str, kind: str, status: int, size: int, seconds: float
    ) -> None:
        """Log the request of *environ*, named *identifier*, of *kind*; *size* is of the body, in bytes."""
        if self._form == "off" or kind in UNLOGGED:
            return
        client, method = environ.get("REMOTE_ADDR") or "", environ["REQUEST_METHOD"]
        path = environ.get("PATH_INFO", "")
        if (prefix := environ.get("SCRIPT_NAME", "")) or not path.isascii() or len(path) > _LONGEST:
            path = _decoded(prefix + path)
        path = _cut(path)
        # The page of the link, without its query string, which may hold a search.
        agent = _cut(environ.get("HTTP_USER_AGENT", ""))
        referrer = _cut(environ.get("HTTP_REFERER", "").partition("?")[0])
        now = time.time()
        if self._form == "json":
            line = (
                f'{{"time": "{_second(int(now))}.{int(now * 1000) % 1000:03}+00:00", "request": "{identifier}", '
                f'"client": {_text(client)}, "method": {_text(method)}, "path": {_text(path)}, "kind": "{kind}", '
                f'"status": {status}, "bytes": {size}, "agent": {_text(agent)}, "referrer": {_text(referrer)}, '
                f'"seconds": {seconds:.4f}}}'
            )
        else:
            asked = json.dumps(f"{method} {path} {environ.get('SERVER_PROTOCOL', 'HTTP/1.1')}")
            moment = datetime.fromtimestamp(now, UTC)
            line = (
                f"{client or '-'} - - [{moment:%d/%b/%Y:%H:%M:%S %z}] {asked} {status} {size} "
                f"{_text(referrer)} {_text(agent)}"
            )
        # One call, so that lines of several processes do not mix.
        (self._stream or sys.stderr).write(line + "\n")


@lru_cache(16)
def _second(time: int) -> str:
    """The *time* since 1970 in seconds as ISO 8601 has it, without a zone."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%S")


@lru_cache(4096)
def _text(text: str) -> str:
    """The short *text* as a JSON string, cached: most requests have the same few texts."""
    return json.dumps(text)


def _decoded(path: str) -> str:
    """A path of WSGI, which is bytes in Latin-1 (PEP 3333), as text."""
    return path.encode("latin-1", "replace").decode("utf-8", "replace")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
