"""Queries of one size beside the native Oxigraph server, as :mod:`bench.beside` asks them."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.beside import Peer, Workload, asked_of, differing, ours_and_native, work_on
from bench.load import burst, fetch
from graph.release import Release


def beside_native(release: Release, seconds: int, rounds: int, clients: int) -> Iterator[tuple[str, list[str]]]:
    """For each kind of query: answers a second of ours and of the native server, the ratio, what failed.

    Medians of *rounds*, in which both take turns for *seconds* with so many *clients*.
    """
    with tempfile.TemporaryDirectory() as name, ours_and_native(release, Path(name)) as servers:
        for workload in work_on(release):
            if workload.queries:
                wrong = differing(servers, workload)
                yield workload.name, [*_row(servers, workload, seconds, rounds, clients), ", ".join(wrong) or "none"]


def _row(servers: list[Peer], workload: Workload, seconds: int, rounds: int, clients: int) -> list[str]:
    rates: dict[str, list[float]] = {peer.name: [] for peer in servers}
    processor: dict[str, list[float]] = {peer.name: [] for peer in servers}
    failed = 0
    if "once" not in workload.name:  # what is repeated is warm, as it is for all but the first readers
        for asked in 2 * asked_of(servers[0], workload):
            fetch(servers[0].base, asked)
    for _ in range(rounds):
        for peer in servers:
            measured = burst(peer.base, asked_of(peer, workload), clients=clients, seconds=seconds, pid=peer.pid)
            rates[peer.name].append(measured.rate)
            processor[peer.name].append(measured.processor or 0)
            failed += measured.failed
    ours, native = (statistics.median(rates[peer.name]) for peer in servers)
    spent, spent_native = (statistics.median(processor[peer.name]) for peer in servers)
    ratio = f"{ours / native:.2f}" if native else "–"
    return [f"{ours:,.0f}", f"{native:,.0f}", ratio, f"{spent:.2f}", f"{spent_native:.2f}", str(failed)]
