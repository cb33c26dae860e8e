"""The access log: one line a request, without the text of queries and searches.

People's questions are private: a line holds the path and never the query string. The form ``json`` is one JSON object a
line; ``combined`` is that of Apache and nginx, for tools that read it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
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
        now = datetime.now(UTC)
        client, method = environ.get("REMOTE_ADDR") or "", environ["REQUEST_METHOD"]
        path = _cut(_decoded(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")))
        agent = _cut(environ.get("HTTP_USER_AGENT", ""))
        # The page of the link, without its query string, which may hold a search.
        referrer = _cut(environ.get("HTTP_REFERER", "").partition("?")[0])
        if self._form == "json":
            line = json.dumps(
                {
                    "time": now.isoformat(timespec="milliseconds"),
                    "request": identifier,
                    "client": client,
                    "method": method,
                    "path": path,
                    "kind": kind,
                    "status": status,
                    "bytes": size,
                    "agent": agent,
                    "referrer": referrer,
                    "seconds": round(seconds, 4),
                }
            )
        else:
            asked = json.dumps(f"{method} {path} {environ.get('SERVER_PROTOCOL', 'HTTP/1.1')}")
            line = (
                f"{client or '-'} - - [{now:%d/%b/%Y:%H:%M:%S %z}] {asked} {status} {size} "
                f"{json.dumps(referrer)} {json.dumps(agent)}"
            )
        # One call, so that lines of several processes do not mix.
        (self._stream or sys.stderr).write(line + "\n")


def _decoded(path: str) -> str:
    """A path of WSGI, which is bytes in Latin-1 (PEP 3333), as text."""
    return path.encode("latin-1", "replace").decode("utf-8", "replace")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
