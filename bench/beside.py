"""Requests a second of our server beside others on the same statements, in one run.

They take turns, so that a machine whose speed drifts treats them alike: quote the ratios, and the processor time of a
request. A sample of the answers of each is compared with Oxigraph's before anything is counted.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from bench.load import Measured, burst, warm
from bench.peers import NATIVE, OURS, missing, peers
from bench.plan import Plan, Section
from bench.workloads import workloads_on, wrong

TITLE = "beside other servers, requests a second"


def measure(plan: Plan, *, others: bool = True) -> Section:
    """For each kind of request the figures of each server: ours, native Oxigraph, and all *others*.

    Raises ClickException without wrk or Oxigraph.
    """
    if lacking := missing():
        raise click.ClickException(f"the comparison needs {' and '.join(lacking)}")
    figures: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name, peers(plan, Path(name), others=others) as servers:
        workloads = workloads_on(plan.release)
        differing = {}
        for workload in workloads:
            plan.tell(f"comparing answers: {workload.name}")
            differing[workload.name] = wrong(servers, workload)
        for workload in workloads:
            if workload.is_warm:
                plan.tell(f"warming: {workload.name}")
                with servers[0].turn():
                    warm(servers[0].base, workload.ours)
        bursts: dict[tuple[str, str], list[Measured]] = {}
        for number in range(plan.rounds):
            for workload in workloads:
                for peer in servers:
                    requests = workload.asked_of(peer)
                    if not requests or peer.name in differing[workload.name]:
                        continue
                    plan.tell(f"round {number + 1} of {plan.rounds}: {workload.name}: {peer.name}")
                    with peer.turn():
                        measured = burst(peer.base, requests, clients=plan.clients, seconds=plan.seconds, pid=peer.pid)
                    bursts.setdefault((workload.name, peer.name), []).append(measured)
        for workload in workloads:
            for peer in servers:
                if peer.name in differing[workload.name]:
                    figures.setdefault(workload.name, {})[peer.name] = {"differs": differing[workload.name][peer.name]}
                elif (workload.name, peer.name) in bursts:
                    figures.setdefault(workload.name, {})[peer.name] = _medians(bursts[workload.name, peer.name])
        return {"peers": [peer.name for peer in servers], "work": figures}


def _medians(bursts: Sequence[Measured]) -> dict[str, float]:
    return {
        "rate": statistics.median(measured.rate for measured in bursts),
        "p50": statistics.median(measured.p50 for measured in bursts),
        "p99": statistics.median(measured.p99 for measured in bursts),
        "processor": statistics.median(measured.processor or 0 for measured in bursts),
        "failed": sum(measured.failed for measured in bursts),
    }


def ratio(row: dict[str, Any]) -> float | None:
    """Our rate as a part of Oxigraph's, for a row of the figures."""
    here, there = (row.get(name, {}).get("rate") for name in (OURS, NATIVE))
    return here / there if here and there else None


def cell(row: dict[str, Any], peer: str) -> str:
    """The rate of *peer* in a row of the figures."""
    figures = row.get(peer)
    if figures is None:
        return "–"
    if "differs" in figures:
        return "another answer"
    return f"{figures['rate']:,.0f}" + (f" ({figures['failed']} failed)" if figures["failed"] else "")


def table(section: Section) -> Table:
    """The figures as a table for a terminal."""
    grid = Table("work", *section["peers"], "of Oxigraph", "ms processor", "p99 ms", title=TITLE)
    for name, row in section["work"].items():
        part, here = ratio(row), row[OURS]
        grid.add_row(
            name,
            *(cell(row, peer) for peer in section["peers"]),
            f"{part:.2f}" if part else "–",
            f"{here['processor']:.3f}" if "rate" in here else "–",
            f"{here['p99']:.1f}" if "rate" in here else "–",
        )
    return grid
