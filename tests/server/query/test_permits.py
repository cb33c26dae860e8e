"""Quick, long and held permits, without any process."""

from __future__ import annotations

import threading

from server.query.permits import Permit, PermitKind, Permits
from tests.serving import wait_until


def admitted(permits: Permits) -> Permit:
    permit = permits.admit(0)
    assert permit is not None
    return permit


def test_there_are_so_many_quick_places_and_no_more() -> None:
    permits = Permits(quick=2, long=1, held=1)
    first = admitted(permits)
    admitted(permits)
    assert permits.admit(0) is None
    assert permits.admit(0.01) is None
    first.leave()
    assert permits.admit(0) is not None


def test_a_waiting_query_gets_the_permit_that_is_given_back() -> None:
    permits = Permits(quick=1, long=1, held=0)
    permit = admitted(permits)
    waiting: list[Permit | None] = []
    thread = threading.Thread(target=lambda: waiting.append(permits.admit(60)))
    thread.start()
    assert permit.lengthen()
    thread.join(60)
    assert waiting[0] is not None
    assert (permit.kind, waiting[0].kind) == (PermitKind.LONG, PermitKind.QUICK)


def test_a_long_place_is_taken_once_and_given_back() -> None:
    permits = Permits(quick=2, long=1, held=1)
    first, second = admitted(permits), admitted(permits)
    assert first.lengthen()
    assert not second.lengthen()
    first.leave()
    first.leave()
    assert second.lengthen()
    second.leave()
    assert permits.free == {PermitKind.QUICK: 2, PermitKind.LONG: 1, PermitKind.HELD: 1}


def test_the_query_held_first_goes_on_first_and_none_overtakes_it() -> None:
    permits = Permits(quick=4, long=1, held=2)
    running, first, second, third = (admitted(permits) for _ in range(4))
    assert running.lengthen()
    assert first.hold()
    assert second.hold()
    assert not third.hold()
    running.leave()
    assert not third.lengthen()
    assert not second.lengthen()
    assert first.lengthen()
    first.leave()
    second.leave()  # given up while it was held
    assert third.lengthen()


def test_the_thread_that_waits_longest_is_admitted_first_and_none_overtakes_it() -> None:
    permits = Permits(quick=1, long=0, held=0)
    first = admitted(permits)
    order: list[int] = []
    threads = []
    for number in range(5):
        thread = threading.Thread(target=lambda number=number: wait_in_line(permits, number, order))
        thread.start()
        threads.append(thread)
        assert wait_until(lambda number=number: permits.waiting == number + 1)
    first.leave()
    for thread in threads:
        thread.join(60)
    assert order == [0, 1, 2, 3, 4]
    assert permits.admit(0) is not None


def wait_in_line(permits: Permits, number: int, order: list[int]) -> None:
    permit = permits.admit(60)
    assert permit is not None
    assert permits.admit(0) is None, "another cannot take it"
    order.append(number)
    permit.leave()
