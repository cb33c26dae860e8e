"""The W3C's tests of query evaluation, asked of a running server that serves their data as it is."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import need
from tests.http_client import send
from tests.serving import ROOT, start_command
from tests.w3c.comparing import is_expected, media_type
from tests.w3c.suite import EvaluationTest, evaluation_tests, write_data

DEVIATIONS = Path(__file__).with_name("deviations.csv")
"""The tests that are not passed, each with its reason. It may become shorter, and never longer."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def is_passed(url: str, test: EvaluationTest) -> bool:
    """Does the server at *url* answer *test* as expected? Its data are named graphs there, of which it chooses some."""
    query = f"BASE <{test.base}>\n{test.query.read_text(encoding='utf-8')}"
    fields = [("query", query), *(("default-graph-uri", graph) for graph in test.data)]
    fields += [("named-graph-uri", graph) for graph in test.named]
    headers = FORM | {"Accept": media_type(test.result)}
    answer = send(f"{url}/sparql", "POST", headers, urlencode(fields).encode())
    return answer.status == 200 and is_expected(test.result, test.base, answer.media_type, answer.body)


def test_the_w3c_tests_of_query_evaluation_are_passed_but_for_the_deviations_that_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(os.environ.get("TABUNKA_W3C", ""))
    need(folder.is_absolute() and folder.is_dir(), "the W3C's SPARQL 1.1 tests (TABUNKA_W3C names their folder)")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    tests = list(evaluation_tests(folder))
    write_data(folder, tests, tmp_path / "w3c.nq")
    command = [sys.executable, "-m", "server.cli", "serve", "w3c.nq", "--port", "0", "--access-log", "off"]
    server = start_command(command, tmp_path, ROOT)
    try:
        failed = {test.key for test in tests if not is_passed(server.url, test)}
    finally:
        assert server.stop() == 0
    with DEVIATIONS.open(encoding="utf-8", newline="") as file:
        known = {row["test"]: row["reason"] for row in csv.DictReader(file)}
    print(f"{len(tests) - len(failed)} of {len(tests)} passed")
    assert len(tests) > 150
    assert failed == set(known)
    assert all(known.values())
