"""A query runs in a process with limits and without access to anything else, which then answers the next query."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.store import EmbeddedStore
from server.children import fork
from server.query.evaluation import EvaluationError, Evaluator
from server.query.evaluator import Retirement
from server.query.faults import QuerySyntaxError
from server.query.limits import LimitError
from server.query.permits import PermitKind
from server.query.pool import EvaluatorPool
from server.query.request import QueryRequest
from server.query.runner import Answer, BusyError, ClientGoneError, KilledError
from tests.http_client import COUNT, ENDLESS
from tests.serving import children_of, state, wait_until

SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?s ?p ?o FILTER(?s = <http://example.org/7>) }"
MEBIBYTE = 1024 * 1024
# Limits that no machine meets by being slow: a test waits for what must happen, not for a time.
FAR = 600.0


def request(query: str, **changes: object) -> QueryRequest:
    usual: dict[str, object] = {
        "format": "json",
        "is_results": True,
        "max_rows": 200_000,
        "max_bytes": 64 * MEBIBYTE,
        "max_seconds": FAR,
        "max_memory": 200_000_000,
    }
    return QueryRequest(query=query, **{**usual, **changes})


def some_evaluator() -> Evaluator:
    """On three hundred statements."""
    store = Store()
    made = (NamedNode(f"http://example.org/{n}") for n in range(300))
    store.bulk_extend(Quad(iri, NamedNode("http://example.org/p"), Literal(iri.value)) for iri in made)
    return Evaluator(EmbeddedStore(store), "http://localhost:8000")


def pool_to_start(**changes: Any) -> EvaluatorPool:
    usual: dict[str, Any] = {"long": 2, "held": 1, "quick": 4, "queue_seconds": FAR, "quick_seconds": 0.2}
    return EvaluatorPool(some_evaluator(), **{**usual, **changes})


@contextlib.contextmanager
def pool_of(**changes: Any) -> Iterator[EvaluatorPool]:
    pool = pool_to_start(**changes).start()
    try:
        yield pool
    finally:
        pool.close()


@pytest.fixture(scope="module")
def pool() -> Iterator[EvaluatorPool]:
    with pool_of() as pool:
        yield pool


def text_of(answer: Answer) -> str:
    with answer.file:
        data = answer.file.read()
    assert len(data) == answer.size
    return data.decode()


def text(pool: EvaluatorPool, query: str) -> str:
    return text_of(pool.run(request(query)))


def evaluators(pool: EvaluatorPool) -> list[int]:
    return children_of(pool.zygote.pid)


def only_evaluator(pool: EvaluatorPool) -> int:
    """The evaluator of a pool that has one."""
    assert wait_until(lambda: len(evaluators(pool)) == 1)
    return evaluators(pool)[0]


def test_a_pool_that_was_closed_starts_again_with_all_its_permits() -> None:
    with pool_of(quick=1, long=0, held=0) as pool:
        for _ in range(3):
            assert "true" in text(pool, "ASK {}")
            pool.close()
            pool.start()


class Leaver:
    """A client that stays until it is told to leave."""

    def __init__(self) -> None:
        self._left = threading.Event()

    def leave(self) -> None:
        self._left.set()

    def __call__(self) -> bool:
        return self._left.is_set()


@contextlib.contextmanager
def runaways(pool: EvaluatorPool, number: int) -> Iterator[list[BaseException]]:
    """Run so many endless queries until the end of the block; gives what they raise, complete after it."""
    errors: list[BaseException] = []
    leaver = Leaver()

    def run() -> None:
        try:
            pool.run(request(ENDLESS), leaver)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield errors
    finally:
        leaver.leave()
        for thread in threads:
            thread.join()


def test_an_answer_is_complete(pool: EvaluatorPool) -> None:
    assert '"300"' in text(pool, COUNT)


def test_a_large_answer_comes_whole_from_its_file(pool: EvaluatorPool) -> None:
    answer = text_of(pool.run(request(LARGE, format="tsv")))
    assert len(answer) > 4 * MEBIBYTE
    assert answer.count("\n") == 1 + 300 * 300
    assert answer.endswith("\n")


def test_one_evaluator_answers_one_query_after_another() -> None:
    with pool_of(quick_seconds=FAR) as pool:
        text(pool, COUNT)
        before = only_evaluator(pool)
        for number in range(50):
            assert f'"{number}"' in text(pool, f"SELECT ({number} AS ?x) {{}}")
        with pytest.raises(QuerySyntaxError) as caught:
            text(pool, "SELECT *\nWHERE { ?s ?p }")
        assert caught.value.line == 2
        with pytest.raises(LimitError, match="more than 10 rows"):
            pool.run(request("SELECT * { ?s ?p ?o }", max_rows=10))
        with pytest.raises(LimitError, match="larger than 1000 bytes"):
            pool.run(request("SELECT * { ?s ?p ?o }", max_bytes=1000))
        with pytest.raises(LimitError, match="larger than 1000000 bytes"):
            pool.run(request(LARGE, max_bytes=1_000_000))
        text_of(pool.run(request(LARGE)))
        assert '"300"' in text(pool, COUNT)
        assert evaluators(pool) == [before]


def test_a_query_that_takes_too_long_is_killed_and_its_evaluator_replaced() -> None:
    with pool_of() as pool:
        before = only_evaluator(pool)
        with pytest.raises(LimitError) as caught:
            pool.run(request(ENDLESS, max_seconds=0.5, max_memory=30_000_000))
        assert (caught.value.limit, caught.value.value) == ("seconds", 0.5)
        assert '"300"' in text(pool, COUNT)
        assert wait_until(lambda: before not in evaluators(pool))


def test_a_query_that_needs_too_much_memory_is_told_so_and_its_evaluator_replaced() -> None:
    with pool_of() as pool:
        before = only_evaluator(pool)
        with pytest.raises(LimitError) as caught:
            pool.run(request(SORT, max_memory=30_000_000))
        assert caught.value.limit == "memory"
        assert '"300"' in text(pool, COUNT)
        assert before not in evaluators(pool)


@pytest.mark.parametrize("depth", [10_000, 50_000])
def test_a_query_so_deep_that_the_parser_dies_takes_nothing_with_it(pool: EvaluatorPool, depth: int) -> None:
    with pytest.raises(LimitError, match="nested too deeply"):
        pool.run(request("SELECT (" + "(" * depth + "1" + ")" * depth + " AS ?x) {}"))
    assert '"300"' in text(pool, COUNT)


def test_nothing_is_ever_fetched(pool: EvaluatorPool) -> None:
    """Even where the tokeniser is gone around, an evaluator cannot open a connection: not at first, and not later."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.5)
        port = canary.getsockname()[1]
        for _ in range(2):
            with pytest.raises(EvaluationError):
                pool.run(request(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"))
            text(pool, f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
            text(pool, f"SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}")
        with pytest.raises(TimeoutError):
            canary.accept()


def test_an_evaluator_holds_nothing_open_but_its_connection_and_what_tells_its_memory(pool: EvaluatorPool) -> None:
    text(pool, COUNT)
    pid = evaluators(pool)[0]
    targets = [str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()]
    assert sum(target.startswith("socket:") for target in targets) == 1
    assert {target for target in targets if not target.startswith("socket:")} <= {
        "/dev/null",
        f"/proc/{pid}/statm",
        f"/proc/{pid}/smaps_rollup",
    }
    limits = Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
    assert ["Max", "open", "files", "0", "0"] in [line.split()[:5] for line in limits.splitlines()]


def test_a_client_that_leaves_frees_its_evaluator() -> None:
    with pool_of() as pool:
        before = only_evaluator(pool)
        leaver = Leaver()
        threading.Timer(0.3, leaver.leave).start()
        with pytest.raises(ClientGoneError):
            pool.run(request(ENDLESS), leaver)
        assert wait_until(lambda: before not in evaluators(pool))
        assert pool.permits.free == {PermitKind.QUICK: 4, PermitKind.LONG: 2, PermitKind.HELD: 1}
        assert '"300"' in text(pool, COUNT)


def test_a_query_whose_evaluator_is_killed_is_told_so_and_the_next_is_answered() -> None:
    with pool_of() as pool:
        with runaways(pool, 1) as errors:
            pid = only_evaluator(pool)
            assert wait_until(lambda: pool.permits.free[PermitKind.LONG] == 1)
            os.kill(pid, signal.SIGKILL)
            assert wait_until(lambda: bool(errors))
        (error,) = errors
        assert isinstance(error, KilledError)
        assert "stopped before it answered" in str(error)
        assert '"300"' in text(pool, COUNT)
        assert pid not in evaluators(pool)


def test_an_idle_evaluator_that_is_killed_is_missed_by_no_query() -> None:
    with pool_of() as pool:
        for _ in range(3):
            text(pool, COUNT)
            pid = only_evaluator(pool)
            os.kill(pid, signal.SIGKILL)
            assert wait_until(lambda pid=pid: pid not in evaluators(pool))
        assert '"300"' in text(pool, COUNT)


def test_an_evaluator_that_has_grown_is_replaced_after_its_answer() -> None:
    with pool_of(retirement=Retirement(memory=32 * MEBIBYTE, share=0, idle_seconds=FAR)) as pool:
        before = only_evaluator(pool)
        for _ in range(20):
            text(pool, COUNT)
        assert evaluators(pool) == [before], "light queries do not make it grow"
        long = "x" * 400
        grown = f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?a ?b ?c . ?d ?e ?f BIND(CONCAT(?c, ?f, '{long}') AS ?x) }}"
        assert '"90000"' in text(pool, grown)
        assert wait_until(lambda: evaluators(pool) not in ([before], []))
        assert '"300"' in text(pool, COUNT)
        after = only_evaluator(pool)
        assert private_memory(after) < 32 * MEBIBYTE


def private_memory(pid: int) -> int:
    """Bytes that the process shares with no other."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


def test_memory_of_an_evaluator_at_rest_goes_back() -> None:
    with pool_of(retirement=Retirement(idle_seconds=0.05)) as pool:
        before = only_evaluator(pool)
        text(pool, COUNT)
        assert wait_until(lambda: evaluators(pool) not in ([before], []))
        assert '"300"' in text(pool, COUNT)


def test_evaluators_that_nobody_asks_go_and_come_back_when_somebody_does() -> None:
    """Their number follows the load: as many as run at once, later one."""
    with pool_of(long=3, retirement=Retirement(idle_seconds=0.05)) as pool:
        with runaways(pool, 3):
            assert wait_until(lambda: len(evaluators(pool)) == 3)
        with ThreadPoolExecutor(20) as threads:
            assert all('"300"' in answer for answer in threads.map(lambda _: text(pool, COUNT), range(60)))
        assert wait_until(lambda: len(evaluators(pool)) == 1)
        with ThreadPoolExecutor(20) as threads:
            assert all('"300"' in answer for answer in threads.map(lambda _: text(pool, COUNT), range(60)))


def test_light_queries_are_never_refused_while_runaways_have_every_other_place() -> None:
    """Four runaways run; of two hundred light queries at a time each gets its answer."""
    with pool_of(long=4, held=0, quick_seconds=FAR) as pool, runaways(pool, 4) as errors:
        assert wait_until(lambda: pool.permits.free == {PermitKind.QUICK: 4, PermitKind.LONG: 0, PermitKind.HELD: 0})
        with ThreadPoolExecutor(200) as threads:
            answers = list(threads.map(lambda _: text(pool, COUNT), range(400)))
        assert len(answers) == 400
        assert all('"300"' in answer for answer in answers)
        assert not errors, "the runaways still run"
        assert len(evaluators(pool)) <= 4 + 4


def test_when_every_place_for_long_queries_is_taken_the_next_is_told_to_come_back() -> None:
    with pool_of(long=2, held=1) as pool, runaways(pool, 3):
        assert wait_until(lambda: pool.permits.free == {PermitKind.QUICK: 4, PermitKind.LONG: 0, PermitKind.HELD: 0})
        with pytest.raises(BusyError) as caught:
            pool.run(request(ENDLESS, max_seconds=40.0))
        assert caught.value.retry_after == 10
        assert '"300"' in text(pool, COUNT)


def test_a_long_query_is_held_until_there_is_a_place_and_then_finishes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A runaway has the only permit for long queries. Another query is stopped, and goes on when the permit is free."""
    # Half a second, and it is looked at every hundredth: it is stopped on the fastest machine too, and on a busy one.
    some = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . VALUES (?x ?y) { %s } }" % ("(1 2) " * 80)
    for seconds in ("_EARLY_SECONDS", "_POLL_SECONDS"):
        monkeypatch.setattr(f"server.query.run.{seconds}", 0.01)
    with pool_of(long=1, held=1, quick_seconds=0.01) as pool, ThreadPoolExecutor(1) as thread:
        with runaways(pool, 1):
            assert wait_until(lambda: pool.permits.free[PermitKind.LONG] == 0)
            long = thread.submit(pool.run, request(some))
            assert wait_until(lambda: pool.permits.free[PermitKind.HELD] == 0)
            assert wait_until(lambda: "T" in map(state, evaluators(pool))), "its process is stopped"
            assert not long.done()
        assert '"7200000"' in text_of(long.result())
        assert pool.permits.free == {PermitKind.QUICK: 4, PermitKind.LONG: 1, PermitKind.HELD: 1}


def test_a_query_that_has_run_for_long_has_a_lower_priority() -> None:
    with pool_of() as pool, runaways(pool, 1):
        pid = only_evaluator(pool)
        usual = os.getpriority(os.PRIO_PROCESS, 0)
        assert wait_until(lambda: os.getpriority(os.PRIO_PROCESS, pid) == min(19, usual + 12))
        text(pool, COUNT)
        (other,) = set(evaluators(pool)) - {pid}
        assert os.getpriority(os.PRIO_PROCESS, other) == min(19, usual + 2)


def test_each_worker_measures_the_evaluators_of_its_own_though_one_process_made_the_pool_of_all() -> None:
    """As a supervisor makes it. The evaluator of the other worker is at rest while ours computes."""
    pool = pool_to_start()
    here, there = socket.socketpair()

    def be_the_other_worker() -> None:
        here.close()
        there.recv(1)
        pool.start()
        text(pool, COUNT)
        there.send(b".")
        there.recv(1)
        pool.close()

    other = fork(be_the_other_worker)
    there.close()
    with contextlib.closing(pool.start()), here:
        text(pool, COUNT)
        here.send(b".")
        assert here.recv(1) == b"."
        with runaways(pool, 1):
            assert wait_until(lambda: pool.permits.free[PermitKind.LONG] == 1), "it is seen to compute"
    assert os.waitpid(other, 0)[1] == 0


def test_without_its_process_a_runner_says_so() -> None:
    with pool_of() as pool:
        assert pool.is_alive()
        text(pool, COUNT)
    assert not pool.is_alive()
    with pytest.raises(KilledError, match="is gone"):
        pool.run(request("ASK {}"))


def test_when_the_zygote_is_killed_its_evaluators_and_their_queries_end() -> None:
    with pool_of() as pool, runaways(pool, 2) as errors:
        assert wait_until(lambda: pool.permits.free[PermitKind.LONG] == 0)
        before = evaluators(pool)
        os.kill(pool.zygote.pid, signal.SIGKILL)
        assert wait_until(lambda: len(errors) == 2)
        assert all(isinstance(error, KilledError) for error in errors)
        assert wait_until(lambda: all(state(pid) in ("", "Z") for pid in before))
        assert not pool.is_alive()
