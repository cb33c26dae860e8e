"""Processor time of pages that no cache has: ``python -m bench.pages [RELEASE]``.

Each page is asked for once, in one process and without a network, and costs what its first reader waits for. What is
made once for a release is made before, by pages that are not counted.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient

from graph.ask.question import load_questions
from graph.release import Release, current
from server.app import create_app
from server.pages.preparation import prepare

THINGS = 50
"""How many municipalities are asked for."""
HEADERS = {"Accept": "text/html", "Accept-Language": "ja"}


def pages(release: Release) -> Iterator[tuple[str, float, list[str]]]:
    """Groups of pages: what they are, the milliseconds of processor that one may cost, their paths."""
    things = (release.path / "things.txt").read_text(encoding="utf-8").split()
    places = [thing for thing in things if thing.startswith("municipality/")]
    languages = [thing.removeprefix("language/") for thing in things if thing.startswith("language/")]
    first, *chosen = places[:: len(places) // (THINGS + 1)][: THINGS + 1]
    interface = release.site.interface
    yield "not counted", 0, [f"/doc/{first}.html", "/", "/find", "/compare", "/questions", "/doc/municipality.html"]
    yield "municipality", 6, [f"/doc/{place}.html" for place in chosen]
    yield "home", 6, [f"/?lang={language}" for language in interface.readable]
    yield "find, by language", 15, [f"/find?language={language}" for language in languages]
    yield "compare", 15, ["/compare", f"/compare?{urlencode([tuple(place.split('/')) for place in chosen[:2]])}"]
    yield "questions", 15, ["/questions", *(f"/questions/{q.key}" for q in load_questions(release.site))]


def cost(client: FlaskClient, path: str) -> float:
    """The milliseconds of processor that the page at *path* takes; it must be there."""
    begun = time.process_time()
    response = client.get(path, headers=HEADERS)
    taken = (time.process_time() - begun) * 1000
    assert response.status_code == 200, (path, response.status)
    return taken


def main(folder: str | None = None) -> None:
    """Print the figures of the release in *folder*, or of the current one."""
    release = Release.open(Path(folder)) if folder else current()
    app = create_app(release)
    try:
        begun = time.process_time()
        prepare(app)
        print(f"prepared in {time.process_time() - begun:.2f} s of processor")
        gc.collect()
        gc.freeze()  # as the server does before it forks its workers
        print(f"release {release.version}, milliseconds of processor for a page that no cache has")
        print(f"{'pages':20}{'number':>8}{'median':>8}{'most':>8}{'reach':>8}")
        for name, reach, paths in pages(release):
            client = app.test_client(use_cookies=False)
            taken = [cost(client, path) for path in paths]
            print(f"{name:20}{len(taken):8}{statistics.median(taken):8.1f}{max(taken):8.1f}{reach:8.0f}")
    finally:
        app.extensions["tabunka"].runner.close()


if __name__ == "__main__":
    main(*sys.argv[1:2])
