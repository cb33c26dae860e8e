"""Rate limits: so many a minute, so many at once, each client for itself."""

from __future__ import annotations

import os

import pytest

from graph.release import Release
from server.app import create_app
from server.http.rate_limit import RateLimit, network_of
from tests.server.applications import NoRunner


def test_a_burst_is_allowed_then_one_every_interval() -> None:
    rate = RateLimit(60, 5)
    assert [rate.ask("192.0.2.1", 100.0).is_allowed for _ in range(6)] == [True] * 5 + [False]
    refused = rate.ask("192.0.2.1", 100.0)
    assert (refused.remaining, refused.retry_after) == (0, 1)
    assert rate.ask("192.0.2.1", 101.0).is_allowed
    assert not rate.ask("192.0.2.1", 101.0).is_allowed
    assert [rate.ask("192.0.2.1", 1000.0).is_allowed for _ in range(6)] == [True] * 5 + [False]


def test_clients_do_not_use_up_each_others_allowance() -> None:
    rate = RateLimit(60, 1)
    assert rate.ask("192.0.2.1", 1.0).is_allowed
    assert rate.ask("192.0.2.2", 1.0).is_allowed
    assert not rate.ask("192.0.2.1", 1.0).is_allowed


def test_what_remains_is_told() -> None:
    rate = RateLimit(60, 3)
    assert [rate.ask("192.0.2.1", 1.0).remaining for _ in range(3)] == [2, 1, 0]


def test_processes_share_what_a_client_has_used() -> None:
    rate = RateLimit(1, 1)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if rate.ask("192.0.2.1").is_allowed else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert not rate.ask("192.0.2.1").is_allowed


@pytest.mark.parametrize(
    ("address", "same"),
    [("2001:db8:1:2::1", "2001:db8:1:2::/64"), ("::ffff:192.0.2.1", "192.0.2.1"), ("192.0.2.1", "192.0.2.1"), ("", "")],
)
def test_a_client_of_ipv6_is_its_network(address: str, same: str) -> None:
    assert network_of(address) == same


def test_who_asks_too_often_gets_429_and_health_is_free(small_release: Release) -> None:
    limited = create_app(small_release, runner=NoRunner(), rate=RateLimit(1, 2)).test_client()
    first = limited.get("/robots.txt")
    assert first.headers["RateLimit-Policy"] == '"client";q=1;w=60'
    assert first.headers["RateLimit"] == '"client";r=1;t=0'
    assert limited.get("/robots.txt").status_code == 200
    refused = limited.get("/robots.txt", headers={"Accept": "application/json"})
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.mimetype == "application/problem+json"
    assert limited.get("/robots.txt", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 429
    assert limited.get("/health").status_code == 200
    other = limited.get("/robots.txt", environ_overrides={"REMOTE_ADDR": "192.0.2.77"})
    assert other.status_code == 200
