"""The settings of the server. Sizes are in bytes and times in seconds.

The metadata of each field tells :mod:`server.configuration` how to read it from a file, the environment or an option,
and holds the text that ``docs/operations.md`` shows for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from typing import Any

KIBIBYTE = 1024
MEBIBYTE = 1024 * 1024
_MOST_WORKERS = 4


def setting(
    default: Any,
    help: str,
    *,
    name: str = "",
    unit: str = "",
    least: float | None = None,
    most: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """A field with its documentation. *unit* is the one it is set in: ``s``, ``MiB``, ``KiB``, ``URL`` … or none."""
    metadata = {"help": help, "name": name, "unit": unit, "least": least, "most": most, "choices": choices}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Limits:
    """The limits of one query."""

    seconds: float = setting(30.0, "How long a query may run.", name="query-seconds", unit="s", least=0.1, most=3600)
    memory: int = setting(
        1024 * MEBIBYTE,
        "How much memory a query may use, beyond what the process has when it starts.",
        name="query-memory",
        unit="MiB",
        least=16,
    )
    rows: int = setting(100_000, "Rows of a SELECT, statements of a CONSTRUCT or DESCRIBE.", name="query-rows", least=1)
    bytes: int = setting(64 * MEBIBYTE, "Size of an answer.", name="query-size", unit="MiB", least=1)
    query_bytes: int = setting(256 * KIBIBYTE, "Length of a query's text.", name="query-length", unit="KiB", least=1)
    depth: int = setting(200, "Brackets within brackets in a query.", name="query-depth", least=10, most=500)


@dataclass(frozen=True)
class Settings:
    """How the server serves."""

    limits: Limits = Limits()
    workers: int = setting(0, f"Processes that serve; 0: one a processor, at most {_MOST_WORKERS}.", least=0, most=64)
    queries: int = setting(4, "Queries longer than quick-seconds that run at once in a worker.", least=1, most=64)
    waiting_queries: int = setting(
        8, "Long queries that wait for a permit; one more is answered 503.", least=0, most=1000
    )
    quick_seconds: float = setting(
        1.0,
        "How long a query computes before it counts as long and needs one of the permits of `queries`.",
        unit="s",
        least=0.1,
        most=60,
    )
    queue_seconds: float = setting(10.0, "How long a long query waits for a permit.", unit="s", least=0.1, most=600)
    threads: int = setting(
        24,
        "Threads of a worker: more than queries and waiting queries together, so that pages stay up.",
        least=2,
        most=500,
    )
    page_size: int = setting(100, "Rows of a listing on one page.", least=10, most=1000)
    link_page_size: int = setting(50, "Incoming links of one property on one page.", least=10, most=1000)
    max_request_header: int = setting(64 * KIBIBYTE, "Size of a request's header.", unit="KiB", least=1)
    max_request_body: int = setting(MEBIBYTE, "Size of a request's body.", unit="MiB", least=1)
    cache_seconds: int = setting(
        300,
        "How long a client may keep a document before it asks whether there is a newer release.",
        unit="s",
        least=0,
    )
    kept_answers: int = setting(
        64 * MEBIBYTE, "Memory of a worker for finished answers.", name="kept-answers", unit="MiB", least=1
    )
    stop_seconds: float = setting(
        35.0, "How long a worker may finish its requests after it was told to stop.", unit="s", least=0.1, most=3600
    )
    reload_seconds: float = setting(
        5.0,
        "How often to check whether var/current names another release; 0: only on SIGHUP.",
        unit="s",
        least=0,
        most=3600,
    )
    access_log: str = setting("json", "Form of the access log on standard error.", choices=("json", "combined", "off"))
    metrics: str = setting(
        "loopback",
        "Who may read /metrics: nobody, clients on this machine, everybody.",
        choices=("off", "loopback", "all"),
    )
    store: str = setting(
        "",
        "SPARQL endpoint of a store that holds the release, to answer from instead of the release's own; "
        "https://user:password@host/path where it asks for them.",
        unit="URL",
    )
    store_default_graph: str = setting(
        "",
        "The graph of that store that holds the release's default graph; empty: its own default graph.",
        unit="IRI",
    )
    trusted_proxies: str = setting(
        "",
        "Proxies whose X-Forwarded-* headers are believed: how many stand in front, or their networks (10.0.0.0/8,…).",
    )
    host_names: str = setting("", "Names the server answers to, separated by commas; empty: to any.")
    contact: str = setting(
        "",
        "E-mail address for corrections; empty: that of `site.toml`, else readers copy the message themselves.",
    )
    rate_limit: int = setting(0, "Requests a minute that one client may make; 0: any number.", least=0, most=1_000_000)
    rate_burst: int = setting(60, "Requests that it may make at once before the rate counts.", least=1, most=1_000_000)

    @property
    def host(self) -> str:
        """The host of requests that the server makes itself: the first of the names that it answers to."""
        return self.host_names.partition(",")[0].strip().lstrip(".") or "localhost"

    @property
    def worker_count(self) -> int:
        """How many processes serve."""
        return self.workers or min(_MOST_WORKERS, os.cpu_count() or 1)


def declared() -> Iterator[tuple[str, Field[Any]]]:
    """Every setting by its name, the limits of a query first."""
    for field_ in (*fields(Limits), *fields(Settings)):
        if field_.metadata:
            yield field_.metadata["name"] or field_.name.replace("_", "-"), field_


def is_limit(declaration: Field[Any]) -> bool:
    """Is the setting one of :class:`Limits`?"""
    return any(declaration is limit for limit in fields(Limits))
