"""A sheet in the terms of schema.org: contacts, languages, days and operator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.display.values import Value
from server.finder.cards import Card
from server.things.matrix import OPEN, SOME
from server.things.reach import Contact
from server.things.sheet import Sheet

_PROPERTIES = {"telephone": "telephone", "email": "email", "website": "url", "address": "address"}
"""The property of each way to reach somebody."""
_CONTACT = "ContactPoint"


def described(sheet: Sheet) -> dict[str, Any]:
    """The properties of the thing of *sheet*, with its type at schema.org."""
    description: dict[str, Any] = {"@type": sheet.kind.schema_type}
    if points := list(_points(sheet.reach.own)):
        description["contactPoint"] = points
    if sheet.is_self:
        for card in sheet.places:
            description |= _place(card)
    return description


def _points(contact: Contact) -> Iterator[dict[str, Any]]:
    for point in contact.points:
        stated: dict[str, Any] = {"@type": _CONTACT}
        if point.charge:
            stated["contactType"] = [value.text for value in point.charge]
        for line in point.lines:
            stated.setdefault(_PROPERTIES[line.part], []).append(line.value.text)
        yield stated


def _place(card: Card) -> dict[str, Any]:
    """The statements about a place to go to."""
    languages = {value.href: value for spoken in card.spoken for value, _ in spoken.languages}
    place: dict[str, Any] = {}
    if languages:
        place["availableLanguage"] = [
            {"@type": "Language", "@id": value.iri, "name": value.text, "alternateName": _key(value)}
            for value in languages.values()
        ]
    if days := [day for day in card.days if day.status in (OPEN, SOME)]:
        place["hoursAvailable"] = [
            {"@type": "OpeningHoursSpecification", "dayOfWeek": f"http://schema.org/{_day(day.value)}"} for day in days
        ]
    if card.operators:
        place["provider"] = [{"@id": value.iri, "name": value.text} for value in card.operators]
    if card.governments:
        place["areaServed"] = [{"@id": value.iri, "name": value.text} for value in card.governments]
    return place


def _key(value: Value) -> str:
    return value.iri.rpartition("/")[2]


def _day(value: Value) -> str:
    """The name of a day at schema.org: monday is Monday, public-holiday is PublicHolidays."""
    name = "".join(part.capitalize() for part in _key(value).split("-"))
    return f"{name}s" if name.endswith("Holiday") else name
