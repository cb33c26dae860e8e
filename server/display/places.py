"""Where things are: their coordinates, the region that they are part of, places of which the data states nothing."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from ontology.vocabulary import DCT, SCHEMA
from server.display.gazetteer import Place
from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.values import Presenter, Value


def coordinates(knowledge: Knowledge, place: NamedNode) -> tuple[float, float] | None:
    """Latitude and longitude (degrees) of *place* or of the area it has (``dct:spatial``), None where none is known."""
    areas = (quad.object for quad in knowledge.values(place, DCT.spatial))
    for area in (place, *areas):
        if not isinstance(area, NamedNode):
            continue
        latitudes, longitudes = knowledge.values(area, SCHEMA.latitude), knowledge.values(area, SCHEMA.longitude)
        if latitudes and longitudes:
            latitude, longitude = latitudes[0].object, longitudes[0].object
            if isinstance(latitude, Literal) and isinstance(longitude, Literal):
                return float(latitude.value), float(longitude.value)
    return None


def region_of(knowledge: Knowledge, place: NamedNode) -> NamedNode:
    """The largest thing of the kind of *place* that it is part of (``dct:isPartOf``, at any depth), or itself."""
    kind = place.value.rpartition("/")[0]
    passed = {place}
    while True:
        wholes = [
            quad.object
            for quad in knowledge.values(place, DCT.isPartOf)
            if isinstance(quad.object, NamedNode) and quad.object.value.rpartition("/")[0] == kind
        ]
        if not wholes or wholes[0] in passed:
            return place
        place = wholes[0]
        passed.add(place)


def place_value(presenter: Presenter, place: Place) -> Value:
    """*place* as a page shows it: the thing of the data that it is, else its name in the language of the reader."""
    knowledge = presenter.knowledge
    thing = Thing(knowledge.gazetteer.kind, place.key)
    if thing in knowledge.index:
        return presenter.value(knowledge.iri(thing))
    languages = knowledge.release.site.interface.label_languages(presenter.language)
    language = next((tag for tag in languages if tag in place.names), next(iter(place.names)))
    reading = place.names.get("ja-Hira", "") if presenter.language == "ja-simple" and language == "ja" else ""
    which = knowledge.gazetteer.remark(place.key, language)
    return Value("thing", place.names[language], language, reading, which=which)
