"""Where things are: their coordinates, and the region that they are part of."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from ontology.vocabulary import DCT, SCHEMA
from server.display.knowledge import Knowledge


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
