"""Every place of Japan has its names, and places of one name are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.declared import DeclarationError
from server.display.gazetteer import Places, load_gazetteer
from tests.this_site import SITE, with_file


@pytest.fixture(scope="module")
def gazetteer() -> Places:
    return load_gazetteer(SITE)


def test_it_has_every_prefecture_municipality_and_ward(gazetteer: Places) -> None:
    types = [place.type for place in gazetteer.places.values()]
    assert (types.count("prefecture"), types.count("special-ward"), types.count("ward")) == (47, 23, 171)
    assert len(types) == 1965
    assert [place.key for place in gazetteer.around("01101")] == ["01100", "01000"]


@pytest.mark.parametrize(
    ("key", "language", "shown"),
    [
        ("27000", "en", "Osaka (prefecture)"),
        ("27100", "en", "Osaka (city)"),
        ("27100", "ja", "大阪市"),
        ("20211", "en", "Nakano (Nagano)"),
        ("13114", "en", "Nakano (Tokyo)"),
        ("13114", "ja", "中野区"),
        ("01331", "ja", "松前町（北海道）"),
        ("01331", "en", "Matsumae"),
        ("34302", "en", "Fuchu (town, Hiroshima)"),
        ("01100", "en", "Sapporo"),
        ("01101", "en", "Chuo, Sapporo"),
        ("01361", "en", "Esashi (江差町)"),
        ("01696", "ja", "泊村（01696）"),
    ],
)
def test_homonyms_are_told_apart(gazetteer: Places, key: str, language: str, shown: str) -> None:
    assert gazetteer.places[key].names[language] + gazetteer.remark(key, language) == shown


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_two_places_of_the_gazetteer_are_alike(gazetteer: Places, language: str) -> None:
    shown = [place.names[language] + gazetteer.remark(place.key, language) for place in gazetteer.places.values()]
    assert len(set(shown)) == len(shown)


def test_a_ward_has_its_name_without_that_of_its_city(gazetteer: Places) -> None:
    names = set(gazetteer.names_of(gazetteer.places["01101"]))
    assert {"札幌市中央区", "中央区", "ちゅうおう", "Chuo, Sapporo", "Chuo ward", "Chuo-ku"} <= names


def test_a_site_without_a_gazetteer_tells_no_place_apart(tmp_path: Path) -> None:
    gazetteer = load_gazetteer(with_file(tmp_path, "other.yaml", ""))
    assert gazetteer.remark("27100", "en") == ""
    assert not gazetteer.has_kind("municipality")
    assert gazetteer.region("27100") is None


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("key,type,part_of\n1,planet,\n", "'planet' is not declared"),
        ("key,type,part_of\n1,town,2\n", "1 is part of 2, which is no place of the table"),
        ("key,type\n1,town\n", "must hold"),
    ],
)
def test_a_gazetteer_with_a_fault_is_refused_with_its_name(tmp_path: Path, table: str, fault: str) -> None:
    site = with_file(
        tmp_path,
        "gazetteer.yaml",
        "{file: places.csv, kind: place, types: {town: {ja: 町, ja-simple: 町, en: town}}, forms: {}}",
    )
    (site.data / "places.csv").write_text(table, encoding="utf-8")
    with pytest.raises(DeclarationError, match=f"gazetteer.yaml: .*{fault}"):
        load_gazetteer(site)
