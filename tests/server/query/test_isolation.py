"""A query runs in a process that may use so much and no more, and reach nothing."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.store import EmbeddedStore
from server.query.evaluation import EvaluationError, Evaluator, LimitError, QueryRequest
from server.query.isolation import BusyError, ClientGoneError, KilledError, Zygote

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def request(query: str, **changes: object) -> QueryRequest:
    usual = QueryRequest(query, "json", True, 1000, 1_000_000, 5.0, 200_000_000)
    return replace(usual, **changes)  # type: ignore[arg-type]


def zygote_evaluator() -> Evaluator:
    """On three hundred statements."""
    store = Store()
    made = (NamedNode(f"http://example.org/{n}") for n in range(300))
    store.bulk_extend(Quad(iri, NamedNode("http://example.org/p"), Literal(iri.value)) for iri in made)
    return Evaluator(EmbeddedStore(store), "http://localhost:8000")


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    runner = Zygote(zygote_evaluator(), queries=2, waiting=1, queue_seconds=0.3, quick_seconds=0.2)
    yield runner
    runner.close()


def text(zygote: Zygote, query: str) -> str:
    answer = zygote.run(request(query))
    with answer.file:
        data = answer.file.read()
    assert len(data) == answer.size
    return data.decode()


def test_an_answer_is_complete(zygote: Zygote) -> None:
    assert '"300"' in text(zygote, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")


def test_a_query_that_takes_too_long_is_killed_in_time(zygote: Zygote) -> None:
    started = time.monotonic()
    with pytest.raises(LimitError) as caught:
        zygote.run(request(ENDLESS, max_seconds=0.5))
    assert (caught.value.limit, caught.value.value) == ("seconds", 0.5)
    assert time.monotonic() - started < 3


def test_a_query_that_needs_too_much_memory_is_told_so(zygote: Zygote) -> None:
    everything = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"
    with pytest.raises(LimitError) as caught:
        zygote.run(request(everything, max_seconds=30, max_memory=30_000_000))
    assert caught.value.limit == "memory"
    assert '"300"' in text(zygote, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")


def test_a_query_so_deep_that_the_parser_dies_takes_nothing_with_it(zygote: Zygote) -> None:
    with pytest.raises(LimitError, match="nested too deeply"):
        zygote.run(request("SELECT (" + "(" * 50_000 + "1" + ")" * 50_000 + " AS ?x) {}"))
    assert '"300"' in text(zygote, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")


def test_nothing_is_ever_fetched(zygote: Zygote) -> None:
    """Even where the tokeniser is gone around, the process of a query cannot open a connection."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.5)
        port = canary.getsockname()[1]
        with pytest.raises(EvaluationError):
            zygote.run(request(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"))
        text(zygote, f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
        text(zygote, f"SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}")
        with pytest.raises(TimeoutError):
            canary.accept()


def test_a_client_that_leaves_frees_its_query(zygote: Zygote) -> None:
    started = time.monotonic()
    with pytest.raises(ClientGoneError):
        zygote.run(request(ENDLESS, max_seconds=20), is_gone=lambda: time.monotonic() - started > 0.3)
    assert time.monotonic() - started < 5


def test_when_every_place_is_taken_the_next_is_told_to_come_back(zygote: Zygote) -> None:
    errors: list[Exception] = []

    def run() -> None:
        try:
            zygote.run(request(ENDLESS, max_seconds=1.5))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(error).__name__ for error in errors) == ["BusyError"] * 4 + ["LimitError"] * 2
    assert all(error.retry_after >= 1 for error in errors if isinstance(error, BusyError))
    assert '"300"' in text(zygote, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")


def test_a_simple_query_does_not_wait_for_long_ones(zygote: Zygote) -> None:
    errors: list[Exception] = []

    def run() -> None:
        try:
            zygote.run(request(ENDLESS, max_seconds=3.0))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.6)
    for _ in range(5):
        started = time.monotonic()
        assert '"300"' in text(zygote, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        assert time.monotonic() - started < 1
    for thread in threads:
        thread.join()
    assert [type(error).__name__ for error in errors] == ["LimitError"] * 2


def test_a_query_that_is_done_does_not_wait_for_one_that_began_later() -> None:
    runner = Zygote(zygote_evaluator(), queries=2, waiting=2, queue_seconds=5)
    try:
        ended: list[float] = []

        def first() -> None:
            _ignore(runner, request(ENDLESS, max_seconds=0.6))
            ended.append(time.monotonic())

        began = time.monotonic()
        one = threading.Thread(target=first)
        one.start()
        time.sleep(0.2)
        other = threading.Thread(target=lambda: _ignore(runner, request(ENDLESS, max_seconds=3.0)))
        other.start()
        one.join()
        assert ended[0] - began < 1.5
        other.join()
    finally:
        runner.close()


def test_a_long_query_is_held_until_there_is_a_place_and_then_finishes() -> None:
    """Two that are cut off after a while hold the places; a third, somewhat long, gets one of them and answers."""
    runner = Zygote(zygote_evaluator(), queries=1, waiting=2, queue_seconds=5, quick_seconds=0.05)
    try:
        blocker = threading.Thread(target=lambda: _ignore(runner, request(ENDLESS, max_seconds=1.0)))
        blocker.start()
        time.sleep(0.4)
        started = time.monotonic()
        some = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRENDS(STR(?g), '7')) }"
        answer = runner.run(request(some, max_seconds=5.0))
        with answer.file:
            assert b'"2700000"' in answer.file.read()
        assert time.monotonic() - started > 0.3, "it had to wait"
        blocker.join()
    finally:
        runner.close()


def _ignore(runner: Zygote, asked: QueryRequest) -> None:
    with contextlib.suppress(LimitError):
        runner.run(asked)


def test_without_its_process_a_runner_says_so() -> None:
    runner = Zygote(Evaluator(EmbeddedStore(Store()), "http://localhost:8000"), queries=1, waiting=0, queue_seconds=0)
    assert runner.is_alive()
    runner.close()
    assert not runner.is_alive()
    with pytest.raises(KilledError):
        runner.run(request("ASK {}"))
