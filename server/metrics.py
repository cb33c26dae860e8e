"""Metrics of the running server in the format of Prometheus (https://prometheus.io/docs/instrumenting/).

Every process counts for itself and writes its numbers into the folder that the environment variable
``PROMETHEUS_MULTIPROC_DIR`` names (the multiprocess mode of prometheus_client). The library reads the variable when it
is first imported, so the imports stand inside the functions.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The metrics of one generation of the server."""

    def __init__(self, version: str) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self.version = version
        self._numbers: dict[tuple[str, str, int], tuple[Any, Any, Any]] = {}
        self._kept: dict[str, Any] = {}
        self._outcomes: dict[str, Any] = {}
        self._registry = CollectorRegistry()
        common: dict[str, Any] = {"registry": self._registry, "namespace": "tabunka"}
        self.requests = Counter("requests", "Requests answered.", ("kind", "method", "status"), **common)
        self.seconds = Histogram("request_seconds", "How long requests took.", ("kind",), buckets=_SECONDS, **common)
        self.queries = Counter("queries", "Queries by outcome.", ("outcome",), **common)
        self.running = Gauge("queries_running", "Queries running now.", multiprocess_mode="livesum", **common)
        self.waiting = Gauge("queries_waiting", "Queries waiting for a permit.", multiprocess_mode="livesum", **common)
        self.cache = Counter(
            "cache", "Requests answered from a cache, of the client or of the server.", ("cache", "outcome"), **common
        )
        self.limited = Counter("rate_limited", "Requests refused because a client made too many.", **common)
        self.restarts = Counter("worker_restarts", "Workers that ended and were replaced.", **common)

    def query_ended(self, outcome: str) -> None:
        """Count a query that ended with *outcome*."""
        counter = self._outcomes.get(outcome)
        if counter is None:
            counter = self._outcomes[outcome] = self.queries.labels(outcome)
        counter.inc()

    def count_request(self, kind: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        numbers = self._numbers.get((kind, method, status))
        if numbers is None:
            requests, times = self.requests.labels(kind, method, str(status)), self.seconds.labels(kind)
            outcome = {200: "miss", 304: "hit"}.get(status) if method in ("GET", "HEAD") else None
            client = self.cache.labels("client", outcome) if outcome else None
            numbers = self._numbers[kind, method, status] = (requests, times, client)
        numbers[0].inc()
        numbers[1].observe(seconds)
        if numbers[2] is not None:
            numbers[2].inc()

    def count_kept(self, outcome: str) -> None:
        """Count a request that an answer was kept for (``hit``) or not (``miss``)."""
        counter = self._kept.get(outcome)
        if counter is None:
            counter = self._kept[outcome] = self.cache.labels("answers", outcome)
        counter.inc()

    def forget(self, pid: int) -> None:
        """Drop the gauges of the dead process *pid*."""
        from prometheus_client import multiprocess

        if folder := os.environ.get(MULTIPROCESS):
            multiprocess.mark_process_dead(pid, folder)  # type: ignore[no-untyped-call]

    def exposition(self) -> bytes:
        """The metrics of all processes as text."""
        from prometheus_client import CollectorRegistry, generate_latest

        folder = os.environ.get(MULTIPROCESS)
        registry = self._registry
        if folder:
            registry = CollectorRegistry()
            registry.register(_EveryProcess(Path(folder)))
        around = CollectorRegistry()
        around.register(_Surroundings(self.version))
        return generate_latest(registry) + generate_latest(around)


class _EveryProcess:
    """Collects the metrics that processes write into *folder*.

    prometheus_client's own MultiProcessCollector fails on an empty file, which a process leaves that has just started
    or was killed at its start; this collector skips such files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """Sum up the files of all processes."""
        from prometheus_client.multiprocess import MultiProcessCollector

        files = [str(file) for file in self._folder.glob("*.db") if _has_numbers(file)]
        yield from MultiProcessCollector.merge(files, accumulate=True)  # type: ignore[no-untyped-call]


def _has_numbers(file: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):  # the process has just ended, and its file is gone
        return file.stat().st_size > 0
    return False


class _Surroundings:
    """Collects the metrics that are read when they are requested: the release, and the memory of processes by role."""

    def __init__(self, version: str) -> None:
        self._version = version

    def collect(self) -> Iterator[Metric]:
        """Read the memory of every process of the server."""
        from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily

        yield InfoMetricFamily("tabunka_release", "The release being served.", {"version": self._version})
        memory = GaugeMetricFamily(
            "tabunka_memory_bytes", "Memory of the processes, shared pages divided among them.", labels=("role",)
        )
        count = GaugeMetricFamily("tabunka_processes", "Processes of the server.", labels=("role",))
        for role, sizes in memory_by_role(os.getppid()).items():
            memory.add_metric((role,), sum(sizes))
            count.add_metric((role,), len(sizes))
        yield memory
        yield count


def memory_by_role(supervisor: int) -> dict[str, list[int]]:
    """The proportional set size in bytes of each process below *supervisor*, by role; empty where there is no /proc."""
    children = children_by_parent()
    sizes: dict[str, list[int]] = {}
    level = [supervisor]
    for role in ("supervisor", "worker", "query_parent", "query"):
        for pid in level:
            if (size := proportional_size(pid)) is not None:
                sizes.setdefault(role, []).append(size)
        level = [child for pid in level for child in children.get(pid, [])]
    return sizes


def children_by_parent() -> dict[int, list[int]]:
    """The ids of all processes of this machine by the id of their parent; empty where there is no /proc."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            status = (folder / "stat").read_text(encoding="ascii", errors="replace")
            children.setdefault(int(status.rpartition(")")[2].split()[1]), []).append(int(folder.name))
    return children


def proportional_size(pid: int) -> int | None:
    """Memory of a process in bytes, each shared page divided by how many share it; None where it cannot be read."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return None
