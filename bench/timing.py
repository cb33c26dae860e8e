"""Two ways of doing a thing, timed in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of *work*."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(ours: Callable[[], object], peer: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """Run *ours* and *peer* in turn, after a warm-up of both; both medians in ms and the median of the ratios."""
    ours()
    peer()
    pairs = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return mine * 1000, theirs * 1000, statistics.median(here / there for here, there in pairs)
