"""Running a server: health, metrics, log, a new release without a dropped request, a proxy in front."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.mmap_dict import MmapedDict, mmap_key

from graph.release import Release
from server.metrics import MULTIPROCESS, Metrics
from server.processes.allocator import TUNABLES, VARIABLE, new_start
from tests.conftest import linked_release, need
from tests.http_client import COUNT_OF_TYPES, ENDLESS, anew, ask, get, in_background
from tests.serving import ROOT, RunningServer, start, wait_until

_BETWEEN = 0.005
"""Seconds between the requests of a client: three without a pause would take all the machine from the server."""
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def number(text: str, name: str) -> float:
    """The sum of the samples of a metric; *name* may hold labels."""
    samples = [line for line in text.splitlines() if line.startswith(name)]
    return sum(float(line.rsplit(" ", 1)[1]) for line in samples)


def test_health_says_which_release_is_ready(sturdy_server: RunningServer, release: Release) -> None:
    for path in ("/health", "/health/ready"):
        answer = get(sturdy_server.url + path)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        health = answer.json
        assert (health["status"], health["release"]) == ("ready", release.version)
        assert health["statements"] == release.manifest["statements"]["default"]
    assert get(sturdy_server.url + "/health/live").json == {"status": "live"}


def test_metrics_count_over_all_processes(sturdy_server: RunningServer) -> None:
    url = sturdy_server.url
    before = get(f"{url}/metrics").text

    def more(text: str, name: str) -> float:
        return number(text, name) - number(before, name)

    for _ in range(3):
        assert get(f"{url}/doc/municipality/14100.ttl").status == 200
    assert ask(url, anew(COUNT_OF_TYPES)).status == 200
    assert ask(url, "CLEAR ALL").status == 403
    thread, _ = in_background(lambda: ask(url, ENDLESS))
    assert wait_until(lambda: number(get(f"{url}/metrics").text, "tabunka_queries_running") == 1)
    thread.join()
    assert wait_until(lambda: number(get(f"{url}/metrics").text, "tabunka_queries_running") == 0)
    text = get(f"{url}/metrics").text
    assert more(text, 'tabunka_requests_total{kind="documents",method="GET",status="200"}') == 3
    assert more(text, 'tabunka_request_seconds_count{kind="documents"}') == 3
    assert more(text, 'tabunka_queries_total{outcome="answered"}') == 1
    assert more(text, 'tabunka_queries_total{outcome="seconds"}') == 1
    assert more(text, 'tabunka_queries_total{outcome="refused"}') == 1
    assert number(text, 'tabunka_memory_bytes{role="worker"}') > 10_000_000
    assert number(text, 'tabunka_processes{role="worker"}') == 1
    (worker,) = sturdy_server.workers
    os.kill(worker, signal.SIGKILL)
    assert wait_until(lambda: sturdy_server.workers not in ([], [worker]))
    assert wait_until(lambda: get(f"{url}/metrics").status == 200)
    after = get(f"{url}/metrics").text
    assert more(after, "tabunka_worker_restarts_total") == 1
    assert more(after, 'tabunka_queries_total{outcome="answered"}') == 1, "what a dead worker counted stays counted"


def test_metrics_do_without_a_process_that_has_only_begun_to_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MULTIPROCESS, str(tmp_path))
    (tmp_path / "counter_1.db").touch()
    counted = MmapedDict(str(tmp_path / "counter_2.db"))
    counted.write_value(mmap_key("tabunka_queries", "tabunka_queries_total", ["outcome"], ["busy"], "Queries."), 3, 0)
    counted.close()
    text = Metrics("2026-01-01-aaaaaaaa").exposition().decode()
    assert number(text, 'tabunka_queries_total{outcome="busy"}') == 3


def test_the_log_has_a_line_for_each_request_and_no_words_of_the_reader(sturdy_server: RunningServer) -> None:
    url, before = sturdy_server.url, len(sturdy_server.output)
    headers = get(f"{url}/search?q=himitsu", Accept="text/html", Referer="http://a.example/?q=x").headers
    ask(url, "SELECT * WHERE { ?himitsu ?p ?o } LIMIT 1")
    named = get(f"{url}/robots.txt", X_Request_Id="from-the-proxy").headers
    assert named["X-Request-Id"] == "from-the-proxy"
    renamed = get(f"{url}/robots.txt", X_Request_Id="x" * 200).headers
    assert renamed["X-Request-Id"] != "x" * 200
    assert wait_until(lambda: sum('"/robots.txt"' in line for line in sturdy_server.output[before:]) == 2)
    log = sturdy_server.output[before:]
    lines = [json.loads(line) for line in log if line.startswith("{")]
    assert "himitsu" not in "".join(log)
    search = next(line for line in lines if line["path"] == "/search")
    assert search["request"] == headers["X-Request-Id"]
    assert (search["method"], search["status"], search["kind"]) == ("GET", 200, "search")
    assert search["referrer"] == "http://a.example/"
    assert search["seconds"] >= 0
    assert {"/sparql", "/robots.txt"} <= {line["path"] for line in lines}


# -- a new release


@pytest.fixture(scope="module")
def changing(small_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningServer, Path]]:
    """A server of a folder whose current release can be changed; the two releases differ in their version."""
    folder_of_all = tmp_path_factory.mktemp("changing")
    var = folder_of_all / "var"
    for version in ("first", "second"):
        folder = linked_release(small_release, var, version)
        manifest = {**small_release.manifest, "version": version}
        (folder / "manifest.json").unlink()
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (var / "current").symlink_to("releases/first")
    running = start(None, "--workers", "1", "--reload-seconds", "0.5", folder=folder_of_all)
    yield running, var
    running.stop()


def make_current(var: Path, version: str) -> None:
    (var / "next").symlink_to(f"releases/{version}")
    (var / "next").replace(var / "current")


def served(url: str) -> str:
    return str(get(f"{url}/health").json["release"])


def test_a_new_release_is_taken_up_without_dropping_a_request(changing: tuple[RunningServer, Path]) -> None:
    running, var = changing
    before = served(running.url)
    after = "second" if before == "first" else "first"
    failures: list[object] = []
    done = threading.Event()
    count = 0

    def load(path: str) -> None:
        nonlocal count
        while not done.wait(_BETWEEN):
            try:
                status = get(running.url + path).status
            except OSError as error:
                failures.append((path, error))
                continue
            count += 1
            if status != 200:
                failures.append((path, status))

    paths = ("/doc/lamp/north", "/sparql?query=ASK%7B%7D", "/doc/lamp/mole.ttl")
    threads = [threading.Thread(target=load, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    try:
        make_current(var, after)
        assert wait_until(lambda: served(running.url) == after, 60)
        assert wait_until(lambda: len(running.generations) == 1, 60)
        so_far = count
        assert wait_until(lambda: count > so_far + 30), "the generation that is left answers all of them"
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not failures
    assert count > 100


def test_a_signal_reloads_and_a_broken_release_changes_nothing(changing: tuple[RunningServer, Path]) -> None:
    running, var = changing
    broken = var / "releases" / "broken"
    broken.mkdir()
    before = served(running.url)
    make_current(var, "broken")
    assert wait_until(lambda: any("the one before stays" in line for line in running.output), 60)
    assert served(running.url) == before
    # The broken one is tried again from time to time; the oldest generation is the one that serves.
    generation = min(running.generations)
    make_current(var, before)
    running.process.send_signal(signal.SIGHUP)
    assert wait_until(lambda: len(running.generations) == 1 and generation not in running.generations, 60)
    assert served(running.url) == before
    assert not any("Traceback" in line for line in running.output)


def test_a_generation_that_dies_is_replaced(changing: tuple[RunningServer, Path]) -> None:
    running, _ = changing
    (generation,) = running.generations
    os.kill(generation, signal.SIGKILL)
    assert wait_until(lambda: running.generations not in ([], [generation]), 60)
    assert wait_until(lambda: bool(running.workers) and ask(running.url, anew(COUNT_OF_TYPES)).status == 200, 60)


# -- a proxy in front


def test_nginx_in_front_tells_client_host_and_path(sturdy_server: RunningServer, tmp_path: Path) -> None:
    need(shutil.which("nginx") is not None, "nginx")
    url, before = sturdy_server.url, len(sturdy_server.output)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (block,) = [body for language, body in BLOCK.findall(text) if language == "nginx"]
    block = block.replace("listen 8080;", f"listen 127.0.0.1:{port};").replace("http://127.0.0.1:8000", url)
    folders = "".join(
        f"{name}_temp_path {tmp_path}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {tmp_path}/nginx.pid; error_log stderr;\nevents {{}}\n"
        f"http {{ access_log off;\n{folders}{block}\n}}\n",
        encoding="utf-8",
    )
    command = ["nginx", "-p", str(tmp_path), "-c", str(configuration)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    proxy = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        front = f"http://localhost:{port}"
        assert wait_until(lambda: is_open(port))
        assert f"{front}/sparql" in get(f"{front}/sparql", Accept="text/turtle").text
        page = get(f"{front}/id/municipality/14100", Accept="text/html")
        assert (page.status, "横浜市" in page.text) == (200, True)
        assert get(f"{front}/metrics").status == 403
    finally:
        proxy.terminate()
        proxy.wait(timeout=20)

    assert wait_until(lambda: any('"/doc/municipality/14100"' in line for line in sturdy_server.output[before:]))
    lines = [json.loads(line) for line in sturdy_server.output[before:] if line.startswith("{")]
    assert {line["client"] for line in lines} == {"127.0.0.1"}


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


# -- what the documentation says


def test_the_commands_of_the_guide_work(changing: tuple[RunningServer, Path]) -> None:
    running, _ = changing
    written = len(running.output)
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    before, _, after = text.partition("## A store elsewhere\n")
    text = before + after.partition("\n## ")[2]  # that section's commands load the stores of test_stores.py
    commands = [body for language, body in BLOCK.findall(text) if language == "sh"]
    assert len(commands) == 2
    environment = {**os.environ, "BASE": running.url, "SERVER": str(running.process.pid)}
    for command in reversed(commands):
        process = subprocess.run(
            ["bash", "-euc", command], env=environment, capture_output=True, text=True, check=False
        )
        assert process.returncode == 0, process.stderr
    assert wait_until(lambda: any("told to reload" in line for line in running.output[written:]))
    assert wait_until(lambda: any("is served" in line for line in running.output[written:]), 60)


def test_the_example_file_is_one_and_other_names_than_its_own_are_refused(
    small_release: Release, tmp_path: Path
) -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (example,) = [body for language, body in BLOCK.findall(text) if language == "toml"]
    file = tmp_path / "tabunka.toml"
    file.write_text(example, encoding="utf-8")
    running = start(small_release, "--config", str(file), "--workers", "1")
    try:
        answer = get(f"{running.url}/robots.txt", Host="data.example.org")
        assert (answer.status, answer.headers["RateLimit-Policy"]) == (200, '"client";q=300;w=60')
        assert get(f"{running.url}/robots.txt", Host="evil.example").status == 400
    finally:
        running.stop()
    assert not [line for line in running.output if "prepare" in line], "pages were prepared under its name"


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    need(shutil.which("systemd-analyze") is not None, "systemd-analyze")
    unit = (ROOT / "deploy" / "tabunka.service").read_text(encoding="utf-8")
    # The program is not installed where the unit expects it; everything else is checked as it is.
    path = tmp_path / "tabunka.service"
    path.write_text(unit.replace("/srv/tabunka/.venv/bin/tabunka", "/bin/true"), encoding="utf-8")
    process = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False)
    assert (process.returncode, [line for line in process.stderr.splitlines() if "tabunka" in line]) == (0, [])


@pytest.mark.parametrize("chosen", [None, "", "glibc.malloc.tcache_count=7"])
def test_glibc_is_told_to_keep_more_blocks_of_memory_unless_an_operator_chooses(
    release: Release, chosen: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    if chosen is not None:
        monkeypatch.setenv(VARIABLE, chosen)
    server = start(release, "--workers", "1")
    try:
        (worker,) = server.workers
        texts = Path(f"/proc/{worker}/environ").read_bytes().decode().split("\0")
        assert [text for text in texts if text.startswith(VARIABLE)] == [
            f"{VARIABLE}={TUNABLES if chosen is None else chosen}"
        ]
        # It is the same process that an operator started, and it stops as ever.
        assert server.stop() == 0
    finally:
        server.process.kill()


def test_a_program_with_another_c_library_is_not_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    assert new_start({"LANG": "C"}) == {"LANG": "C", VARIABLE: TUNABLES}
    assert new_start({VARIABLE: TUNABLES}) is None

    def no_glibc(name: str) -> str:
        raise ValueError(f"unrecognized configuration name {name}")

    monkeypatch.setattr(os, "confstr", no_glibc)
    assert new_start({"LANG": "C"}) is None
