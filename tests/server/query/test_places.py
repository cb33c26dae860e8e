"""Quick, long and held places, without any process."""

from __future__ import annotations

import threading

from server.query.places import Place, PlaceKind, Places
from tests.serving import wait_until


def admitted(places: Places) -> Place:
    place = places.admit(0)
    assert place is not None
    return place


def test_there_are_so_many_quick_places_and_no_more() -> None:
    places = Places(quick=2, long=1, held=1)
    first = admitted(places)
    admitted(places)
    assert places.admit(0) is None
    assert places.admit(0.01) is None
    first.leave()
    assert places.admit(0) is not None


def test_who_waits_gets_the_place_that_is_left() -> None:
    places = Places(quick=1, long=1, held=0)
    place = admitted(places)
    waiting: list[Place | None] = []
    thread = threading.Thread(target=lambda: waiting.append(places.admit(60)))
    thread.start()
    assert place.lengthen()
    thread.join(60)
    assert waiting[0] is not None
    assert (place.kind, waiting[0].kind) == (PlaceKind.LONG, PlaceKind.QUICK)


def test_a_long_place_is_taken_once_and_given_back() -> None:
    places = Places(quick=2, long=1, held=1)
    first, second = admitted(places), admitted(places)
    assert first.lengthen()
    assert not second.lengthen()
    first.leave()
    first.leave()
    assert second.lengthen()
    second.leave()
    assert places.free == {PlaceKind.QUICK: 2, PlaceKind.LONG: 1, PlaceKind.HELD: 1}


def test_who_is_held_first_goes_on_first_and_nobody_overtakes_them() -> None:
    places = Places(quick=4, long=1, held=2)
    running, first, second, third = (admitted(places) for _ in range(4))
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


def test_who_waits_longest_is_admitted_first_and_nobody_overtakes_them() -> None:
    places = Places(quick=1, long=0, held=0)
    first = admitted(places)
    order: list[int] = []
    threads = []
    for number in range(5):
        thread = threading.Thread(target=lambda number=number: wait_in_line(places, number, order))
        thread.start()
        threads.append(thread)
        assert wait_until(lambda number=number: places.waiting == number + 1)
    first.leave()
    for thread in threads:
        thread.join(60)
    assert order == [0, 1, 2, 3, 4]
    assert places.admit(0) is not None


def wait_in_line(places: Places, number: int, order: list[int]) -> None:
    place = places.admit(60)
    assert place is not None
    assert places.admit(0) is None, "another cannot take it"
    order.append(number)
    place.leave()
