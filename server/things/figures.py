"""Figures about a local government: each measure with its dates; what differs between sources stands together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from graph.ask.trace import Origin
from server.display.labels import Label
from server.display.values import Shower, Value

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {_XSD + name for name in ("integer", "decimal", "double")}
_UNIT = NamedNode("http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure")
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_KIND = NamedNode("http://purl.org/dc/terms/type")
_DATA_SET = NamedNode("http://purl.org/linked-data/cube#dataSet")
_LIST_ITEM = NamedNode("http://schema.org/ListItem")
_ITEM = NamedNode("http://schema.org/item")
_POSITION = NamedNode("http://schema.org/position")
_DATE = NamedNode("http://purl.org/dc/terms/date")
_NO_MEASURES = ("rank", "fiscalYear", "position")
_RANKED = ("country", "residence-status")


@dataclass(frozen=True)
class Figure:
    """A number as of a date, which no source may state."""

    value: Value
    unit: Value | None
    date: Value | None
    key: tuple[str, str]
    """The date and the number as the data has them, to put figures in order."""


@dataclass(frozen=True)
class Measure:
    """A measure and its figures, the newest first."""

    name: str
    label: Label
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Ranking:
    """What comes first: nationalities or statuses of residence, in their order, as of a date."""

    kind: str
    items: tuple[tuple[str, Value, tuple[Origin, ...]], ...]
    date: Value | None


def measures(show: Shower, municipality: NamedNode) -> list[Measure]:
    """The figures that observations state of *municipality*, by measure, in the order of the measures' names."""
    known = show.knowledge
    dimension, date = known.namespace.term("refMunicipality"), known.namespace.term("refDate")
    found: dict[tuple[NamedNode, NamedNode | None], list[Figure]] = {}
    links = known.store.statements(None, dimension, municipality, None)
    # Where two observations state the same figure the first by its IRI is shown, whatever the order of the store.
    observations = (link.subject for link in links if isinstance(link.subject, NamedNode))
    for observation in sorted(set(observations), key=str, reverse=True):
        quads = known.statements_about(observation)
        dates = [quad for quad in quads if quad.predicate in (date, _DATE)]
        units = [quad for quad in quads if quad.predicate == _UNIT]
        for quad in quads:
            if _is_measure(quad):
                key = (quad.predicate, _kind(show, quad.predicate, observation, quads))
                found.setdefault(key, []).append(_figure(show, quad, units, dates))
    views = [
        Measure((kind or predicate).value, known.labels.best(kind or predicate, show.language), tuple(_once(figures)))
        for (predicate, kind), figures in found.items()
    ]
    return sorted(views, key=lambda view: view.name)


def _kind(show: Shower, predicate: NamedNode, observation: NamedNode, quads: Sequence[Quad]) -> NamedNode | None:
    """What says what a figure is of, where its property does not: its kind, itself where it has a name, or its set."""
    if not predicate.value.lower().endswith("value"):
        return None
    objects = {quad.predicate: quad.object for quad in quads if isinstance(quad.object, NamedNode)}
    named = observation if show.knowledge.labels.of(observation) else None
    return objects.get(_KIND) or named or objects.get(_DATA_SET)


def _is_measure(quad: Quad) -> bool:
    name = quad.predicate.value.rpartition("#")[2].rpartition("/")[2]
    return isinstance(quad.object, Literal) and quad.object.datatype.value in _NUMBERS and name not in _NO_MEASURES


def _figure(show: Shower, quad: Quad, units: Sequence[Quad], dates: Sequence[Quad]) -> Figure:
    assert isinstance(quad.object, Literal)
    origins = show.knowledge.origins(quad.triple)
    return Figure(
        show.value(quad.object, origins),
        show.value(units[0].object) if units else None,
        show.value(dates[0].object) if dates else None,
        (getattr(dates[0].object, "value", "") if dates else "", quad.object.value),
    )


def _once(figures: list[Figure]) -> list[Figure]:
    """The figures, the newest first, each date and number once."""
    by_key = {figure.key: figure for figure in figures}
    return [by_key[key] for key in sorted(by_key, reverse=True)]


def rankings(show: Shower, municipality: NamedNode) -> list[Ranking]:
    """The nationalities and the statuses of residence that come first in *municipality*."""
    known = show.knowledge
    listed = known.namespace.term("listedFor")
    found: dict[tuple[str, str], list[tuple[str, Value, tuple[Origin, ...]]]] = {}
    dates: dict[tuple[str, str], Value | None] = {}
    for link in known.store.statements(None, listed, municipality, None):
        entry = link.subject
        if not isinstance(entry, NamedNode) or not known.values(entry, _POSITION):
            continue
        if not any(quad.object == _LIST_ITEM for quad in known.values(entry, _TYPE)):
            continue
        position = known.values(entry, _POSITION)[0].object
        when = known.values(entry, _DATE)
        date = getattr(when[0].object, "value", "") if when else ""
        for quad in known.values(entry, _ITEM):
            thing = known.index.thing(quad.object.value) if isinstance(quad.object, NamedNode) else None
            if thing is None or thing.kind not in _RANKED:
                continue
            key = (thing.kind, date)
            item = (getattr(position, "value", ""), show.value(quad.object), known.origins(quad.triple))
            if item not in found.setdefault(key, []):
                found[key].append(item)
            dates[key] = show.value(when[0].object) if when else None
    return [
        Ranking(key[0], tuple(sorted(items, key=lambda item: int(item[0] or 0))), dates[key])
        for key, items in sorted(found.items())
    ]
