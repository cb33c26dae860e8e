"""Two ways of doing a thing, timed in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], runs: int) -> list[float]:
    """Wall-clock seconds of each of *runs* runs of *work*."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken


def compare(name: str, ours: Callable[[], object], peer_name: str, peer: Callable[[], object], runs: int = 7) -> str:
    """Run *ours* and *peer* in turn, after a warm-up of both; a line with both medians and the median of the ratios."""
    ours()
    peer()
    pairs = [(seconds(ours, 1)[0], seconds(peer, 1)[0]) for _ in range(runs)]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    return f"{name}: {mine * 1000:.2f} ms; {peer_name}: {theirs * 1000:.2f} ms; ratio {ratio:.2f}"
