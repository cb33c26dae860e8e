"""Quick, long and held places, without any process."""

from __future__ import annotations

import threading

from server.query.places import Place, PlaceKind, Places


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
