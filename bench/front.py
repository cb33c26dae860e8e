"""The gain of a cache in front of our server: nginx with and without its cache.

Each answer is requested once before, so that all caches are warm; nginx reports its hits. It caches no page: pages
depend on a cookie, so the server allows only the reader's own cache to keep them.
"""

from __future__ import annotations

import contextlib
import getpass
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from rich.table import Table

from bench.load import Asked, burst, fetch, warm
from bench.peers import ours
from bench.plan import Plan, Section
from bench.processes import spent, tree
from bench.workloads import workloads_on
from tests.http.stores import free_port

TITLE = "a cache in front, requests a second"
WAYS = ("direct", "through nginx", "nginx with a cache")
CHOSEN = (
    "page of a municipality",
    "Turtle document (others: DESCRIBE)",
    "303 to its document",
    "mixed, eight repeated",
)
_MOST_SECONDS = 2
"""Seconds of a burst: rates of warm answers differ little from one burst to the next."""
_CONFIGURATION = """
user {user} {user};
daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/temporary;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  proxy_cache_path {folder}/cache keys_zone=answers:10m;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host 127.0.0.1:{ours};
  upstream tabunka {{ server 127.0.0.1:{ours}; keepalive 32; }}
  server {{ listen 127.0.0.1:{plain}; location / {{ proxy_pass http://tabunka; }} }}
  server {{
    listen 127.0.0.1:{cached};
    location / {{
      proxy_pass http://tabunka;
      proxy_cache answers;
      proxy_cache_lock on;
      proxy_cache_key $request_uri$http_accept$http_accept_encoding$http_accept_language;
      add_header X-Cache $upstream_cache_status;
    }}
  }}
}}
"""


@contextlib.contextmanager
def nginx(port: int, folder: Path) -> Iterator[tuple[int, str, str]]:
    """nginx before the server on *port*: its process, its address without and with its cache."""
    plain, cached = free_port(), free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        _CONFIGURATION.format(user=getpass.getuser(), folder=folder, ours=port, plain=plain, cached=cached),
        encoding="ascii",
    )
    process = subprocess.Popen(["nginx", "-c", str(configuration), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{cached}/health/live", process)
        yield process.pid, f"http://127.0.0.1:{plain}", f"http://127.0.0.1:{cached}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        assert process.poll() is None, "nginx ended before it answered"
        time.sleep(0.1)
    raise TimeoutError("nginx does not answer")


def measure(plan: Plan) -> Section:
    """For each kind of request and each way the rate, and milliseconds of processor of nginx and of our server."""
    if shutil.which("nginx") is None:
        plan.tell("nginx is missing (Debian: nginx-light)")
        return {}
    figures: Section = {}
    seconds = min(plan.seconds, _MOST_SECONDS)
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as name,
        ours(plan.release, port) as server,
        nginx(port, Path(name)) as (front, plain, cached),
    ):
        bases = dict(zip(WAYS, (server.base, plain, cached), strict=True))
        workloads = [workload for workload in workloads_on(plan.release) if workload.name in CHOSEN]
        kept: dict[str, bool] = {}
        for workload in workloads:
            plan.tell(f"asking once: {workload.name}")
            for request in workload.ours:
                right = {fetch(base, request) for base in bases.values()}
                assert len(right) == 1, f"nginx gives another answer to {request.path}"
            warm(server.base, workload.ours)
            kept[workload.name] = _of_cache(cached, workload.ours[0]) == "HIT"
        rates: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
        for number in range(plan.rounds):
            for workload in workloads:
                for way, base in bases.items():
                    plan.tell(f"round {number + 1} of {plan.rounds}: {workload.name}, {way}")
                    before = spent(tree(front)).total, spent(tree(server.pid)).total
                    measured = burst(base, workload.ours, clients=plan.clients, seconds=seconds)
                    after = spent(tree(front)).total, spent(tree(server.pid)).total
                    count = measured.rate * seconds / 1000
                    rates.setdefault((workload.name, way), []).append(
                        (measured.rate, (after[0] - before[0]) / count, (after[1] - before[1]) / count)
                    )
        for workload in workloads:
            figures[workload.name] = {"kept": kept[workload.name]} | {
                way: dict(
                    zip(
                        ("rate", "nginx", "ours"),
                        map(statistics.median, zip(*rates[workload.name, way], strict=True)),
                        strict=True,
                    )
                )
                for way in WAYS
            }
    return figures


def _of_cache(base: str, asked: Asked) -> str:
    """The cache status that nginx reports: HIT, MISS …; empty for an answer that nginx did not give."""
    headers = {"Accept": asked.accept, "Accept-Encoding": asked.coding}
    opener = urllib.request.build_opener(_NoRedirects)
    try:
        with opener.open(urllib.request.Request(base + asked.path, headers=headers), timeout=60) as answer:
            return answer.headers.get("X-Cache") or ""
    except urllib.request.HTTPError as redirect:
        return redirect.headers.get("X-Cache") or ""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def table(section: Section) -> Table:
    """The figures as a table for a terminal."""
    grid = Table("", *WAYS, "processor of ours + nginx, ms: direct", "nginx", "cache", title=TITLE)
    for name, ways in section.items():
        grid.add_row(
            name + ("" if ways["kept"] else ", not kept"),
            *(f"{ways[way]['rate']:,.0f}" for way in WAYS),
            *(f"{ways[way]['ours']:.3f} + {ways[way]['nginx']:.3f}" for way in WAYS),
        )
    return grid
