"""Where things are, and the region that they are part of."""

from __future__ import annotations

import pytest

from server.display.knowledge import Knowledge
from server.display.places import coordinates, region_of


@pytest.mark.parametrize(
    ("kind", "key", "region"),
    [
        ("municipality", "14100", "14000"),
        ("municipality", "34107", "34000"),
        ("municipality", "13000", "13000"),
        ("area", "28108", "28000"),
        ("language", "vi", "vi"),
    ],
)
def test_the_region_is_the_largest_thing_of_the_same_kind(
    knowledge: Knowledge, kind: str, key: str, region: str
) -> None:
    thing = knowledge.namespace.thing
    assert region_of(knowledge, thing(kind, key)) == thing(kind, region)


def test_every_municipality_is_in_the_prefecture_that_its_code_begins_with(knowledge: Knowledge) -> None:
    municipalities = knowledge.index.kinds["municipality"]
    assert len(municipalities) > 250
    for municipality in municipalities:
        prefecture = knowledge.namespace.thing("municipality", f"{municipality.key[:2]}000")
        assert region_of(knowledge, knowledge.iri(municipality)) == prefecture


def test_a_place_has_the_coordinates_of_its_area(knowledge: Knowledge) -> None:
    thing = knowledge.namespace.thing
    sapporo = coordinates(knowledge, thing("municipality", "01100"))
    assert sapporo == pytest.approx((43.06, 141.35), abs=0.01)
    assert coordinates(knowledge, thing("area", "01100")) == sapporo
    assert coordinates(knowledge, thing("language", "vi")) is None
