"""Numbers with their units in the reader's words; a number whose unit the site does not declare stands alone."""

from __future__ import annotations

from decimal import Decimal

from ontology.ruby import without_ruby
from server.display.publication import publication, words
from server.display.translations import locale_of, number_text
from server.display.units import FILE, Unit, between, load_units, with_unit


def units() -> dict[str, Unit]:
    """The units of this site, by key."""
    return publication().once(FILE, lambda: load_units(publication().site))


def unit_of(iri: str) -> Unit | None:
    """The unit with the IRI *iri*; None for a unit that the site does not declare."""
    return units().get(iri.rpartition("/")[2])


def quantity(value: float | Decimal, unit: Unit | None, language: str) -> str:
    """*value* with *unit* for a reader of *language*, without readings: 15,781 people, 15,781人."""
    return without_ruby(quantity_read(value, unit, language))


def quantity_read(value: float | Decimal, unit: Unit | None, language: str) -> str:
    """The same with the reading of the unit, as catalogues write readings."""
    words_language = words().complete(language)
    if unit is None:
        return number_text(value, locale_of(language))
    number = number_text(value, locale_of(words_language))
    return with_unit(number, unit.form(value, words_language), words_language.partition("-")[0])


def unit_beside(value: float | Decimal, unit: Unit, language: str) -> str:
    """The unit as it follows *value*, with the space before it where there is one, and with readings."""
    words_language = words().complete(language)
    form = unit.form(value, words_language)
    return between(form, words_language.partition("-")[0]) + form


def unit_name(unit: Unit, language: str) -> str:
    """The name of *unit* for the heading of a column, without readings: people, 人."""
    return without_ruby(unit.name(words().complete(language)))
