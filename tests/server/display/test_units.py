"""Numbers with their units, in the form that the number and the language ask for."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mappings.declared import DeclarationError
from server.display.quantities import quantity, units
from server.display.units import FILE, load_units
from tests.server.site_pages import SitePages
from tests.this_site import SITE, with_file


@pytest.mark.parametrize(
    ("value", "unit", "language", "words"),
    [
        ("15781", "person", "en", "15,781 people"),
        ("1", "person", "en", "1 person"),
        ("15781", "person", "ja", "15,781人"),
        ("15781", "person", "ja-simple", "15,781人"),
        ("15781", "person", "vi", "15,781 people"),
        ("6.08", "percent", "en", "6.08%"),
        ("6.08", "percent", "ja", "6.08%"),
        ("2", "country", "en", "2 countries"),
        ("3", "language", "ja-simple", "3の ことば"),
    ],
)
def test_a_number_has_its_unit_in_the_readers_words(
    app: Flask, value: str, unit: str, language: str, words: str
) -> None:
    with app.app_context():
        assert quantity(Decimal(value), units()[unit], language) == words


def test_every_unit_of_the_data_has_words(app: Flask, client: FlaskClient) -> None:
    keys = set(re.findall(r"/id/measure-unit/([\w-]+)>", client.get("/doc/measure-unit.nt").text))
    assert len(keys) > 20
    with app.app_context():
        assert keys <= set(units())


def test_the_page_of_a_city_says_people(site_page: SitePages) -> None:
    assert '<b><data value="15781">15,781 people</data>' in site_page.text("/doc/municipality/04100", "en")
    assert '<b><data value="15781">15,781人</data>' in site_page.text("/doc/municipality/04100", "ja")


def test_a_unit_without_its_usual_form_is_refused(tmp_path: Path) -> None:
    broken = with_file(tmp_path, FILE, "person: {ja: 人, ja-simple: 人, en: {one: person}}\n")
    with pytest.raises(DeclarationError, match="unit person has no form 'other'"):
        load_units(broken)
    assert load_units(SITE)["person"].form(1, "en") == "person"
