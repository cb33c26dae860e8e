"""Holding, slowing and ending a query while it runs, on a clock that the test turns: without a process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from server.query import run
from server.query.frames import End, EndedError, Frame, FrameKind, Order
from server.query.limits import LimitError
from server.query.permits import PermitKind, Permits
from server.query.request import QueryRequest
from server.query.run import Patience, QueryRun
from server.query.runner import BusyError, ClientGoneError, KilledError

REQUEST = QueryRequest(
    query="ASK {}", format="json", is_results=True, max_rows=10, max_bytes=1000, max_seconds=30.0, max_memory=1
)


class Evaluator:
    """Stands for an evaluator and the clock: it computes a *share* of the time, and answers once it has computed."""

    def __init__(self, answers_after: float = 1e9, share: float = 1.0) -> None:
        self.now = 1000.0
        self.computed = 0.0
        self.orders: list[tuple[Order, float]] = []
        self.frames = self
        self.end = SimpleNamespace(send=len)
        self._answers_after = answers_after
        self._share = share
        self._is_held = False
        self.on_wait = lambda: None

    def order(self, order: Order) -> None:
        self.orders.append((order, round(self.now - 1000, 3)))
        self._is_held = {Order.HOLD: True, Order.CONTINUE: False}.get(order, self._is_held)

    def processor_seconds(self) -> tuple[int, float]:
        return 4711, self.computed

    def wait(self, seconds: float) -> Iterator[Frame]:
        assert seconds > 0, "waits, and does not keep the machine busy"
        self.now += seconds
        if not self._is_held:
            self.computed += seconds * self._share
        self.on_wait()
        if self.computed >= self._answers_after:
            yield Frame(FrameKind.LAST, b"done")


def ask(
    evaluator: Evaluator, monkeypatch: pytest.MonkeyPatch, permits: Permits, *, is_remote: bool = False, **more: Any
) -> bytes:
    monkeypatch.setattr(run, "time", SimpleNamespace(monotonic=lambda: evaluator.now))
    permit = permits.admit(0)
    assert permit is not None
    patience = Patience(quick_seconds=1.0, queue_seconds=10.0, is_remote=is_remote)
    try:
        query = QueryRun(REQUEST, evaluator, permit, patience, more.get("is_gone"))
        return query.answer().file.read()
    finally:
        permit.leave()


def test_a_query_that_is_done_at_once_takes_no_long_place(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluator = Evaluator(answers_after=0.05)
    assert ask(evaluator, monkeypatch, Permits(quick=1, long=0, held=0)) == b"done"
    assert evaluator.orders == []


def test_a_query_is_cut_off_when_its_time_is_up_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluator = Evaluator()
    with pytest.raises(LimitError, match="longer than 30 s"):
        ask(evaluator, monkeypatch, Permits(quick=1, long=1, held=0))
    assert evaluator.now == pytest.approx(1030)
    assert ask(Evaluator(answers_after=29.9), monkeypatch, Permits(quick=1, long=1, held=0)) == b"done"


def test_a_query_moves_to_a_long_place_early_and_is_slowed_later(monkeypatch: pytest.MonkeyPatch) -> None:
    permits = Permits(quick=1, long=1, held=0)
    evaluator = Evaluator(answers_after=5.0)
    moved: list[float] = []
    evaluator.on_wait = lambda: moved.append(evaluator.now) if permits.free[PermitKind.LONG] == 0 else None
    assert ask(evaluator, monkeypatch, permits) == b"done"
    assert 0.5 <= moved[0] - 1000 < 1.0
    ((order, when),) = evaluator.orders
    assert order is Order.SLOW
    assert 1.0 <= when < 1.3


def test_a_query_that_gets_no_processor_makes_room_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """It computes for a twentieth of the time: it is neither slowed nor stopped, and others need its quick permit."""
    permits = Permits(quick=1, long=1, held=0)
    evaluator = Evaluator(answers_after=0.9, share=0.05)
    moved: list[float] = []
    evaluator.on_wait = lambda: moved.append(evaluator.now) if permits.free[PermitKind.QUICK] else None
    assert ask(evaluator, monkeypatch, permits) == b"done"
    assert 1.0 <= moved[0] - 1000 < 1.5
    assert evaluator.orders == []


def test_a_query_that_waits_for_a_processor_is_not_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine it computes for a twentieth of the time, and is neither stopped nor refused."""
    evaluator = Evaluator(answers_after=0.9, share=0.05)
    assert ask(evaluator, monkeypatch, Permits(quick=1, long=0, held=0)) == b"done"
    assert evaluator.orders == []
    with pytest.raises(BusyError):
        ask(Evaluator(answers_after=1.4, share=0.05), monkeypatch, Permits(quick=1, long=0, held=0))


def test_a_query_that_waits_for_a_remote_store_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluator = Evaluator(answers_after=0.5, share=0.05)
    with pytest.raises(BusyError):
        ask(evaluator, monkeypatch, Permits(quick=1, long=0, held=0), is_remote=True)
    assert 1.0 <= evaluator.now - 1000 < 1.3


def test_the_time_that_a_query_is_held_is_not_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    permits = Permits(quick=2, long=1, held=1)
    other = permits.admit(0)
    assert other is not None
    assert other.lengthen()
    evaluator = Evaluator()

    def end_the_other() -> None:
        if evaluator.now > 1008:
            other.leave()

    evaluator.on_wait = end_the_other
    with pytest.raises(LimitError, match="longer than 30 s"):
        ask(evaluator, monkeypatch, permits)
    (hold, held_at), (slow, _), (go_on, went_on_at) = evaluator.orders
    assert (hold, slow, go_on) == (Order.HOLD, Order.SLOW, Order.CONTINUE)
    assert went_on_at > 8
    assert evaluator.now - 1000 == pytest.approx(30 + went_on_at - held_at)
    assert permits.free == {PermitKind.QUICK: 2, PermitKind.LONG: 1, PermitKind.HELD: 1}


def test_a_query_that_is_held_for_too_long_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluator = Evaluator()
    permits = Permits(quick=1, long=0, held=1)
    with pytest.raises(BusyError):
        ask(evaluator, monkeypatch, permits)
    ((order, held_at),) = evaluator.orders
    assert order is Order.HOLD
    assert 10.0 <= evaluator.now - 1000 - held_at < 10.3
    assert permits.free == {PermitKind.QUICK: 1, PermitKind.LONG: 0, PermitKind.HELD: 1}


def test_an_answer_that_came_just_before_its_evaluator_was_stopped_lets_it_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evaluator = Evaluator()

    def finish() -> None:
        if evaluator.orders:
            evaluator.computed = 1e9

    evaluator.on_wait = finish
    assert ask(evaluator, monkeypatch, Permits(quick=1, long=0, held=1)) == b"done"
    assert [order for order, _ in evaluator.orders] == [Order.HOLD, Order.CONTINUE]


def test_a_client_that_leaves_is_noticed_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluator = Evaluator()
    with pytest.raises(ClientGoneError):
        ask(evaluator, monkeypatch, Permits(quick=1, long=1, held=0), is_gone=lambda: evaluator.now > 1003)
    assert evaluator.now - 1000 < 3.3


@pytest.mark.parametrize(
    ("end", "error", "text"),
    [
        (End(signal=6, status=0), LimitError, "memory"),
        (End(signal=11, status=0), LimitError, "nested too deeply"),
        (End(signal=9, status=0), KilledError, "stopped before it answered"),
        (End(signal=0, status=1), KilledError, "stopped before it answered"),
        (None, KilledError, "is gone"),
    ],
)
def test_how_an_evaluator_ended_is_one_clear_error(
    monkeypatch: pytest.MonkeyPatch, end: End | None, error: type[Exception], text: str
) -> None:
    evaluator = Evaluator()

    def die() -> None:
        raise EndedError(end)

    evaluator.on_wait = die
    with pytest.raises(error, match=text):
        ask(evaluator, monkeypatch, Permits(quick=1, long=1, held=0))


def test_an_error_after_a_part_of_the_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Evaluator):
        def wait(self, seconds: float) -> Iterator[Frame]:
            yield Frame(FrameKind.PART, b"so far")
            yield Frame(FrameKind.ERROR, json.dumps(["rows", "", 0, 0]).encode())

    with pytest.raises(LimitError, match="more than 10 rows"):
        ask(Broken(), monkeypatch, Permits(quick=1, long=1, held=0))
