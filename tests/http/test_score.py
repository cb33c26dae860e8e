"""``tabunka score``: our server passes every check, and no check passes on a server that does everything wrong."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.release import Release
from server.checks.client import Server
from server.checks.scoring import FAMILIES, measure
from tests.conftest import linked_release
from tests.serving import ROOT, RunningServer

CHECKS = [check for checks in FAMILIES.values() for check in checks]


class Wrong(http.server.BaseHTTPRequestHandler):
    """Answers whatever it is asked with 200 and the same few bytes, or 500 where that would be right."""

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        self.send_response(500 if self.command in ("HEAD", "OPTIONS", "PUT") else 200)
        self.send_header("Content-Type", "application/octet-stream")
        self.end_headers()
        self.wfile.write(b"?")

    do_GET = do_POST = do_PUT = do_HEAD = do_OPTIONS = answer  # noqa: N815 - named by the standard library

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def wrong() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Wrong)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def test_there_are_as_many_checks_as_peers_are_measured_by() -> None:
    assert len(CHECKS) >= 42
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_our_server_passes_every_check_and_every_criterion_is_measured(server: RunningServer, release: Release) -> None:
    score = measure(Server(f"{server.url}/sparql", release.base))
    assert [outcome.check.name for outcome in score.outcomes if not outcome.holds] == []
    values = {measurement.metric: measurement.value for measurement in score.measurements}
    assert values["umaka-operation"] == 100
    assert values["umaka-validity"] == 100
    assert values["umaka-usefulness"] > 90
    assert 0 < values["umaka-response"] < 5000


def test_no_check_is_passed_by_a_server_that_does_everything_wrong(wrong: str) -> None:
    score = measure(Server(wrong))
    passed = {outcome.check.name for outcome in score.outcomes if outcome.holds}
    assert passed <= {"robots.txt"}, "any page at that address is one"


def test_the_command_measures_keeps_and_prints(server: RunningServer, release: Release, tmp_path: Path) -> None:
    var = tmp_path / "var"
    linked_release(release, var, release.version)
    (var / "current").symlink_to(f"releases/{release.version}")

    def score(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "server.cli", "score", "--out", str(var), *options]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    before = json.loads(score("--format", "json").stdout)
    assert before["metrics"]["protocol-checks"] is None
    assert before["metrics"]["shacl-violations"]["value"] == 0
    assert "not measured" in score().stdout
    measured = score("--url", server.url, "--format", "json")
    assert measured.returncode == 0, measured.stderr
    assert all(check["passed"] for check in json.loads(measured.stdout)["checks"])
    after = json.loads(score("--format", "json").stdout)
    assert after["metrics"]["protocol-checks"]["value"] == 100
    assert (var / "measurements" / f"{release.version}.nq").is_file()
    away = score("--url", "http://127.0.0.1:9/")
    assert (away.returncode, away.stdout) == (1, "")
    assert "nothing answers at http://127.0.0.1:9/sparql" in away.stderr
