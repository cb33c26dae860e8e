"""Figures about a thing, each with its date; figures of one measure stand together, whatever sources state them.

``figures.yaml`` of the site declares which observations are figures of what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.ask.trace import Origin
from mappings.declared import declared
from mappings.site import Site
from ontology.vocabulary import DCT, QB, RDF, SCHEMA, SDMX_ATTRIBUTE, XSD
from server.display.knowledge import Knowledge
from server.display.labels import Label
from server.display.markup import value_markup
from server.display.publication import publication
from server.display.quantities import unit_beside, unit_of
from server.display.translations import with_ruby
from server.display.values import Presenter, Value

FILE = "figures.yaml"
_NUMBERS = (XSD.integer, XSD.decimal, XSD.double)
_UNIT = SDMX_ATTRIBUTE["unitMeasure"]


@dataclass(frozen=True)
class Figures:
    """Which statements are figures of a thing. Properties are prefixed names.

    *of* is the property from an observation to the thing, *dates* those that date it, *left_out* numbers that are no
    measures. *ranked_of* is the property from an entry of a ranking to the thing, and *ranked* has for each kind of
    things that are ranked a title (a message).
    """

    of: str
    dates: tuple[str, ...]
    left_out: tuple[str, ...]
    ranked_of: str
    ranked: Mapping[str, str]


@dataclass(frozen=True)
class Figure:
    """A number; *unit* (as it follows the number) and *date* are empty or None where no source states them."""

    value: Value
    unit: Markup
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
    """Things of a *kind* in the order of their ranks for another thing, as of *date*. *title* is a message."""

    kind: str
    title: str
    items: tuple[tuple[str, Value, tuple[Origin, ...]], ...]
    date: Value | None


def load_figures(site: Site) -> Figures | None:
    """The figures that *site* declares, or None. Raises DeclarationError."""
    return declared(
        site,
        FILE,
        lambda raw: Figures(
            raw["of"],
            tuple(raw["dates"]),
            tuple(raw.get("left_out", ())),
            raw.get("rankings", {}).get("of", ""),
            dict(raw.get("rankings", {}).get("kinds", {})),
        ),
    )


def figures() -> Figures | None:
    """The figures of the site being served."""
    return publication().once(FILE, lambda: load_figures(publication().site))


def measures(presenter: Presenter, thing: NamedNode) -> list[Measure]:
    """The figures that observations state of *thing*, by measure, in the order of the measures' names."""
    declaration = figures()
    if declaration is None:
        return []
    knowledge = presenter.knowledge
    dated = [knowledge.expand(name) for name in declaration.dates]
    left_out = [knowledge.expand(name) for name in declaration.left_out]
    by_measure: dict[tuple[NamedNode, NamedNode | None], list[Figure]] = {}
    links = knowledge.store.statements(None, knowledge.expand(declaration.of), thing, DefaultGraph())
    # Where two observations state the same figure, the first by its IRI is shown, whatever the order of the store.
    observations = {link.subject for link in links if isinstance(link.subject, NamedNode)}
    for observation in sorted(observations, key=lambda iri: iri.value, reverse=True):
        quads = knowledge.statements_about(observation)
        dates = [quad for quad in quads if quad.predicate in dated]
        units = [quad for quad in quads if quad.predicate == _UNIT]
        for quad in quads:
            if _is_number(quad) and quad.predicate not in left_out:
                key = (quad.predicate, _subject_of(presenter, quad.predicate, observation, quads))
                by_measure.setdefault(key, []).append(_figure(presenter, quad, units, dates))
    views = [
        Measure(
            (kind or predicate).value,
            knowledge.labels.best(kind or predicate, presenter.language),
            _newest_first(stated),
        )
        for (predicate, kind), stated in by_measure.items()
    ]
    return sorted(views, key=lambda view: view.name)


def _subject_of(
    presenter: Presenter, predicate: NamedNode, observation: NamedNode, quads: Sequence[Quad]
) -> NamedNode | None:
    """The thing that names the measure of a figure whose property is too general (``…Value``).

    That is the type of the observation, else the observation itself where it has a name, else its data set.
    """
    if not predicate.value.lower().endswith("value"):
        return None
    objects = {quad.predicate: quad.object for quad in quads if isinstance(quad.object, NamedNode)}
    named = observation if presenter.knowledge.labels.of(observation) else None
    return objects.get(DCT.type) or named or objects.get(QB.dataSet)


def _is_number(quad: Quad) -> bool:
    return isinstance(quad.object, Literal) and quad.object.datatype in _NUMBERS


def _figure(presenter: Presenter, quad: Quad, units: Sequence[Quad], dates: Sequence[Quad]) -> Figure:
    assert isinstance(quad.object, Literal)
    origins = presenter.knowledge.origins(quad.triple)
    return Figure(
        presenter.value(quad.object, origins),
        _unit(presenter, quad.object.value, units[0].object) if units else Markup(""),
        presenter.value(dates[0].object) if dates else None,
        (getattr(dates[0].object, "value", "") if dates else "", quad.object.value),
    )


def _unit(presenter: Presenter, number: str, term: object) -> Markup:
    """The unit *term* as it follows *number*: in the words of the site, else by its name."""
    if not isinstance(term, NamedNode):
        return Markup("")
    unit = unit_of(term.value)
    if unit is not None:
        return with_ruby(unit_beside(Decimal(number), unit, presenter.language))
    return Markup(" ") + value_markup().named(presenter.value(term))


def _newest_first(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """*figures*, the newest first, each date and number once."""
    by_key = {figure.key: figure for figure in figures}
    return tuple(by_key[key] for key in sorted(by_key, reverse=True))


def _is_entry(knowledge: Knowledge, thing: NamedNode) -> bool:
    """Is *thing* an entry of a ranking? Most of what a place is named in is none, and need not be read whole."""
    return any(knowledge.store.statements(thing, RDF.type, SCHEMA.ListItem, DefaultGraph()))


def rankings(presenter: Presenter, thing: NamedNode) -> list[Ranking]:
    """The rankings for *thing*, by kind and date."""
    declaration = figures()
    if declaration is None or not declaration.ranked_of:
        return []
    knowledge = presenter.knowledge
    ranked: dict[tuple[str, str], list[tuple[str, Value, tuple[Origin, ...]]]] = {}
    dates: dict[tuple[str, str], Value | None] = {}
    for link in knowledge.store.statements(None, knowledge.expand(declaration.ranked_of), thing, DefaultGraph()):
        entry = link.subject
        if not isinstance(entry, NamedNode) or not _is_entry(knowledge, entry):
            continue
        positions = knowledge.values(entry, SCHEMA.position)
        if not positions:
            continue
        position = positions[0].object
        when = knowledge.values(entry, DCT.date)
        date = getattr(when[0].object, "value", "") if when else ""
        for quad in knowledge.values(entry, SCHEMA.item):
            item = knowledge.index.thing(quad.object.value) if isinstance(quad.object, NamedNode) else None
            if item is None or item.kind not in declaration.ranked:
                continue
            key = (item.kind, date)
            row = (getattr(position, "value", ""), presenter.value(quad.object), knowledge.origins(quad.triple))
            if row not in ranked.setdefault(key, []):
                ranked[key].append(row)
            dates[key] = presenter.value(when[0].object) if when else None
    return [
        Ranking(key[0], declaration.ranked[key[0]], tuple(sorted(rows, key=lambda row: int(row[0] or 0))), dates[key])
        for key, rows in sorted(ranked.items())
    ]
