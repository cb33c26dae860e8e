"""What can be set about the server. Sizes are in bytes and times in seconds."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one query may use before it is cut off."""

    seconds: float = 30.0
    memory: int = 1024 * MEBIBYTE
    """Beyond what the process has when the query starts."""
    rows: int = 100_000
    """Rows of a SELECT, statements of a CONSTRUCT or DESCRIBE."""
    bytes: int = 64 * MEBIBYTE
    query_bytes: int = 256 * 1024
    """The text of the query itself."""
    depth: int = 200
    """Brackets within brackets."""


@dataclass(frozen=True)
class Settings:
    """How one web worker serves."""

    limits: Limits = Limits()
    queries: int = 4
    """Queries that run at once."""
    waiting_queries: int = 8
    """Queries that wait for a place; one more is answered 503."""
    queue_seconds: float = 10.0
    """How long one of them waits."""
    threads: int = 24
    """Threads of a web worker. More than queries and waiting queries together, so that pages stay up."""
    page_size: int = 100
    """Rows of a listing on one page."""
    link_page_size: int = 50
    """Incoming links of one property on one page."""
    max_request_header: int = 64 * 1024
    max_request_body: int = MEBIBYTE
    cache_seconds: int = 300
    """How long a client may keep a page or document before it asks whether there is a newer release."""
    stop_seconds: float = 35.0
    """How long a worker that is told to stop may finish what it is doing."""
