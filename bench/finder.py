"""Time of the finder in the server: ``.venv/bin/python -m bench.finder [RELEASE]``.

Median and 95th percentile in milliseconds, of processor time and of the clock, for suggestions (budget: 50 ms),
searches and pages (budget: 30 ms). This process answers each request, without a network.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from graph.release import Release, current
from server.app import create_app

ROUNDS = 20
PATHS = {
    "suggest": [
        "/suggest?q=" + q for q in ("s", "さっ", "sapporo", "01100", "国際", "Tiếng", "tokyo gaikokujin", "ん")
    ],
    "search": ["/search?q=" + q for q in ("札幌", "Sapporo city", "Ohsaka", "外国人相談", "zzzzzz")],
    "find": [
        "/find",
        "/find?language=vi&day=saturday",
        "/find?kind=counter",
        "/find?kind=page&topic=education&place=13000",
        "/find?text=ガイド",
    ],
    "map": ["/find?kind=counter&view=map"],
    "data": ["/find.csv", "/find.json?language=vi", "/find.rq?language=vi"],
    "home": ["/"],
}


def main(folder: str | None = None) -> None:
    """Print the figures of the release in *folder*, or of the current one."""
    release = Release.open(Path(folder)) if folder else current()
    begun = time.perf_counter()
    app = create_app(release)
    print(f"release {release.version}: {release.quads:,} statements; ready after {time.perf_counter() - begun:.1f} s")
    client = app.test_client()
    print(f"{'':10}{'cpu p50':>10}{'cpu p95':>10}{'clock p50':>11}{'clock p95':>11}  ms")
    try:
        for name, paths in PATHS.items():
            cpu, clock = [], []
            for path in paths * ROUNDS:
                wall, process = time.perf_counter(), time.process_time()
                response = client.get(path, headers={"Accept": "text/html", "Accept-Language": "ja"})
                cpu.append((time.process_time() - process) * 1000)
                clock.append((time.perf_counter() - wall) * 1000)
                assert response.status_code == 200, path
            figures = [statistics.quantiles(times, n=100)[at] for times in (cpu, clock) for at in (49, 94)]
            print(
                f"{name:10}"
                + "".join(f"{figure:{width}.1f}" for figure, width in zip(figures, (10, 10, 11, 11), strict=True))
            )
    finally:
        app.extensions["tabunka"].runner.close()


if __name__ == "__main__":
    main(*sys.argv[1:2])
