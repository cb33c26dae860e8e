"""Load by ``wrk``: many clients that ask for a list of URLs, over and over, for some seconds."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import tempfile
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.processes import spent, tree

COUNTER = "UNIQ"
"""In a URL: replaced by a running number, so that no two requests of a run are the same."""
_BURST = 10_000_000
"""More than the requests of a burst: the distance between the numbers of one burst and those of the next."""
_WARMING = 6
"""How often each URL is requested, on a new connection each time, so that nearly every worker has answered it once."""
_SCRIPT = """
local asked = dofile("%s")
local texts, at, number = {}, 0, %d
function init(arguments)
  for index, one in ipairs(asked) do
    texts[index] = wrk.format("GET", one[1], {["Accept"] = one[2], ["Accept-Encoding"] = one[3]})
  end
end
function request()
  at = at %% #texts + 1
  number = number + 1
  return (string.gsub(texts[at], "UNIQ", number))
end
function done(summary, latency, requests)
  io.write(string.format('@@{"requests":%%d,"microseconds":%%d,"refused":%%d,"lost":%%d,"p50":%%d,"p99":%%d}\\n',
    summary.requests, summary.duration, summary.errors.status,
    summary.errors.timeout + summary.errors.read + summary.errors.write + summary.errors.connect,
    latency:percentile(50), latency:percentile(99)))
end
"""
_bursts = itertools.count(1)


@dataclass(frozen=True)
class Asked:
    """One request: its path with the query, the Accept header, the content coding."""

    path: str
    accept: str
    coding: str = "identity"


@dataclass(frozen=True)
class Measured:
    """What a server did in one burst: answers a second, latencies in milliseconds, requests without a good answer.

    *processor* is the processor time of the server in milliseconds a request; None where its processes are unknown.
    """

    rate: float
    p50: float
    p99: float
    failed: int
    processor: float | None


def burst(base: str, asked: Sequence[Asked], *, clients: int, seconds: int, pid: int | None = None) -> Measured:
    """Let *clients* ask the server at *base* for *asked*; *pid* is its first process."""
    before = spent(tree(pid)).total if pid else 0.0
    with tempfile.TemporaryDirectory() as folder:
        table = ",".join(f"{{{json.dumps(a.path)},{json.dumps(a.accept)},{json.dumps(a.coding)}}}" for a in asked)
        requests, script = Path(folder, "requests.lua"), Path(folder, "load.lua")
        requests.write_text(f"return {{{table}}}", encoding="utf-8")
        script.write_text(_SCRIPT % (requests, next(_bursts) * _BURST), encoding="utf-8")
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "20s", "--latency", "-s", str(script)]
        output = subprocess.run([*command, base + "/"], capture_output=True, text=True, timeout=seconds + 90).stdout
    match = re.search(r"@@(.*)", output)
    if match is None:
        return Measured(0.0, 0.0, 0.0, 1, None)
    counted = json.loads(match[1])
    good = counted["requests"] - counted["refused"]
    taken = spent(tree(pid)).total - before if pid else None
    return Measured(
        good * 1e6 / counted["microseconds"],
        counted["p50"] / 1000,
        counted["p99"] / 1000,
        counted["refused"] + counted["lost"],
        None if taken is None else taken * 1000 / max(1, counted["requests"]),
    )


def warm(base: str, asked: Sequence[Asked]) -> None:
    """Let every worker of the server at *base* answer each of *asked*. Raises HTTPError."""
    for _ in range(_WARMING):
        for request in asked:
            fetch(base, request)


def fetch(base: str, asked: Asked, number: int = 0) -> bytes:
    """The answer to *asked*, once, with *number* for the counter. Raises HTTPError."""
    request = urllib.request.Request(
        base + asked.path.replace(COUNTER, str(number)),
        headers={"Accept": asked.accept, "Accept-Encoding": asked.coding},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        body: bytes = response.read()
    return body
