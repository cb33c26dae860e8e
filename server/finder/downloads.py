"""The results of a state as CSV, JSON, GeoJSON, Turtle, or the SPARQL query that finds them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from pyoxigraph import NamedNode, Quad

from graph.formats import GEOJSON, JSON, SPARQL_QUERY, TABLE_CSV, TURTLE, Format
from mappings.site_settings import Texts
from ontology.json_text import indented
from server.display.publication import words_language
from server.display.rdf import data
from server.finder.declaration import KIND, NOT_STATED
from server.finder.finder import Finder, Position
from server.finder.state import State

_SEPARATOR = " "
"""Between keys in a cell: no key holds a space."""
_DETAILS = ("website", "email")
"""The details that downloads have beside the facets."""


def download(finder: Finder, state: State, format: Format) -> str | bytes:
    """The results of *state* in *format*, one of TABLE_CSV, JSON, GEOJSON, TURTLE, SPARQL_QUERY."""
    if format == SPARQL_QUERY:
        return finder.query(state, words_language())
    numbers = finder.index.matching(state)
    if format == TABLE_CSV:
        return csv_text(finder, numbers)
    if format == JSON:
        return json_text(finder, state, numbers)
    if format == GEOJSON:
        return geojson_text(finder, numbers)
    assert format == TURTLE
    return data(_descriptions(finder, numbers), TURTLE)


def _descriptions(finder: Finder, numbers: Sequence[int]) -> list[Quad]:
    """The statements that describe the items *numbers* and their parts, each once."""
    knowledge = finder.knowledge
    quads: dict[Quad, None] = {}
    for number in numbers:
        item = finder.index.items[number]
        quads |= dict.fromkeys(knowledge.description(item, with_graphs=False))
        for part in finder.index.parts.get(item.value, ()):
            quads |= dict.fromkeys(knowledge.statements_about(part))
    return list(quads)


def csv_text(finder: Finder, numbers: Sequence[int]) -> str:
    """The items *numbers*: IRI, a column for each language of names, one for each facet with its keys, one a detail.

    An empty cell means: not stated.
    """
    facets = [facet.name for facet in finder.declared.facets]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(["item", *(f"label_{tag}" for tag in finder.languages), *facets, *_DETAILS])
    for number in numbers:
        item = finder.index.items[number]
        labels = finder.labels(item)
        writer.writerow(
            [
                item.value,
                *(labels.get(tag, "") for tag in finder.languages),
                *(_SEPARATOR.join(_keys(finder, number, facet)) for facet in facets),
                *(_SEPARATOR.join(_details(finder, item, name)) for name in _DETAILS),
            ]
        )
    return out.getvalue()


def json_text(finder: Finder, state: State, numbers: Sequence[int]) -> str:
    """*state*, its results, its query, and for each facet the values with the number of items each would leave."""
    document = {
        "state": {**dict(state.chosen), **({"text": state.text} if state.text else {})},
        "count": len(numbers),
        "query": finder.query(state, finder.languages[0]),
        "facets": [_facet(finder, state, facet.name) for facet in finder.declared.facets],
        "results": [_result(finder, number) for number in numbers],
    }
    return indented(document) + "\n"


def geojson_text(finder: Finder, numbers: Sequence[int]) -> str:
    """The items *numbers* as a FeatureCollection (RFC 7946), each where the places are that it belongs to.

    An item of which no position is known has the geometry null (section 3.2). Degrees, WGS 84.
    """
    features = []
    for number in numbers:
        result = _result(finder, number)
        positions = finder.positions(number)
        features.append(
            {"type": "Feature", "id": result.pop("id"), "geometry": _geometry(positions), "properties": result}
        )
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"


def _geometry(positions: Sequence[Position]) -> dict[str, Any] | None:
    """A Point or a MultiPoint, longitude first (RFC 7946, sections 3.1.1 to 3.1.3)."""
    points = [[longitude, latitude] for latitude, longitude in positions]
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points}


def _facet(finder: Finder, state: State, name: str) -> dict[str, Any]:
    facet = finder.declared.by_name[name]
    values = []
    for counted in sorted(finder.index.counts(state, name), key=lambda value: (-value.count, value.key)):
        is_chosen = counted.key in state.of(name)
        if not counted.count and not is_chosen:
            continue
        value: dict[str, Any] = {"key": counted.key, "count": counted.count, "chosen": is_chosen}
        if name == KIND:
            value["label"] = _in_languages(finder, finder.declared.kind_by_key[counted.key].label)
        elif counted.key != NOT_STATED:
            iri = finder.index.iri(name, counted.key)
            value |= {"id": iri.value, "label": finder.labels(iri)}
        values.append(value)
    return {"name": name, "label": _in_languages(finder, facet.label), "values": values}


def _in_languages(finder: Finder, label: Texts) -> dict[str, str]:
    """*label* in the languages of the data."""
    return {tag: label[tag] for tag in finder.languages if tag in label}


def _result(finder: Finder, number: int) -> dict[str, Any]:
    item = finder.index.items[number]
    result: dict[str, Any] = {"id": item.value, "label": finder.labels(item)}
    for facet in finder.declared.facets:
        keys = _keys(finder, number, facet.name)
        if keys:  # a facet without a stated value is absent
            result[facet.name] = keys
    for name in _DETAILS:
        values = _details(finder, item, name)
        if values:
            result[name] = values
    return result


def _keys(finder: Finder, number: int, facet: str) -> list[str]:
    return sorted(finder.index.values_of(number, facet))


def _details(finder: Finder, item: NamedNode, name: str) -> list[str]:
    return [term.value for term in finder.index.details.get(name, {}).get(item.value, ())]
