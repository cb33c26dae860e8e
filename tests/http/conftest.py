"""Servers for tests that harm them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from graph.release import Release
from tests.serving import RunningServer, start, wait_until

OPTIONS = ("--workers", "1", "--query-seconds", "1", "--query-memory", "200")


@pytest.fixture
def own_server(small_release: Release) -> Iterator[RunningServer]:
    """A server of a few things with one worker, for a test that ends it."""
    running = start(small_release, *OPTIONS)
    assert wait_until(lambda: bool(running.zygotes))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def _sturdy_server(release: Release) -> Iterator[RunningServer]:
    running = start(release, *OPTIONS, "--trusted-proxies", "127.0.0.0/8")
    yield running
    running.stop()


@pytest.fixture
def sturdy_server(_sturdy_server: RunningServer) -> RunningServer:
    """A server with one worker, for tests that kill a part of it, which it replaces: whole again before each test.

    So others that try to harm it share it. Its queries may run one second and use 200 MiB, and it believes proxies on
    this machine.
    """
    assert wait_until(
        lambda: (
            [len(part) for part in (_sturdy_server.generations, _sturdy_server.workers, _sturdy_server.zygotes)]
            == [1, 1, 1]
            and not _sturdy_server.queries
        ),
        60,
    )
    return _sturdy_server


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List the kinds of fault (tests/http/test_wire.py) with how many siblings of each passed."""
    passed: Counter[str] = Counter()
    for report in terminalreporter.stats.get("passed", ()):
        kind = dict(getattr(report, "user_properties", ())).get("kind of fault")
        if kind and report.when == "call":
            passed[kind] += 1
    for kind, count in passed.items():
        terminalreporter.write_line(f"{kind}: {count} siblings passed")
