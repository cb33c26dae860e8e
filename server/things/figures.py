"""Figures about a thing, each with its date; figures of one measure stand together, whatever sources state them.

``figures.yaml`` of the site declares which observations are figures of what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from server.display.publication import publication, words, words_language
from server.display.quantities import unit_beside, unit_name, unit_of
from server.display.texts import with_language
from server.display.translations import with_ruby
from server.display.values import Presenter, Value

FILE = "figures.yaml"
_NUMBERS = (XSD.integer, XSD.decimal, XSD.double)
_UNIT = SDMX_ATTRIBUTE["unitMeasure"]
FISCAL = "FY"
"""Before a fiscal year, where a date of the data is expected."""


@dataclass(frozen=True)
class FigureProperties:
    """Which statements are figures of a thing. Properties are prefixed names.

    *of* is the property from an observation to the thing, *dates* those that date it (*years* by a fiscal year),
    *left_out* numbers that are no measures. *names* says what an observation counts, *upper* is the other end of a
    range, *details* tell what a figure holds for or how exact it is, but for the *usual* values, which go without
    saying. *ranked_of* is the property from an entry of a ranking to the thing, and *ranked* has for each kind of
    things that are ranked a title (a message).
    """

    of: str
    dates: tuple[str, ...]
    years: str
    left_out: tuple[str, ...]
    names: str
    upper: str
    details: tuple[str, ...]
    usual: tuple[str, ...]
    ranked_of: str
    ranked: Mapping[str, str]


@dataclass(frozen=True)
class StatedFigure:
    """A number; *unit* (as it follows the number) and *date* are empty or None where no source states them.

    *upper* is the other end, where the figure is a range; *details* say what it holds for, or how exact it is.
    *unit_name* is the unit for the heading of a column, *day* the date as the data has it (FY2024: a fiscal year).
    """

    value: Value
    unit: Markup
    date: Value | None
    key: tuple[str, str]
    """The date and the number as the data has them, to put figures in order."""
    upper: Value | None = None
    details: tuple[Value, ...] = ()
    unit_name: str = ""
    day: str = ""


@dataclass(frozen=True)
class StatedMeasure:
    """A measure and its figures, the newest first."""

    name: str
    label: Label
    figures: tuple[StatedFigure, ...]


@dataclass(frozen=True)
class Ranking:
    """Things of a *kind* in the order of their ranks for another thing, as of *date*. *title* is a message."""

    kind: str
    title: str
    items: tuple[tuple[str, Value, tuple[Origin, ...]], ...]
    date: Value | None


def load_figures(site: Site) -> FigureProperties | None:
    """The figures that *site* declares, or None. Raises DeclarationError."""
    return declared(
        site,
        FILE,
        lambda raw: FigureProperties(
            raw["of"],
            tuple(raw["dates"]),
            raw.get("years", ""),
            tuple(raw.get("left_out", ())),
            raw.get("names", ""),
            raw.get("upper", ""),
            tuple(raw.get("details", ())),
            tuple(raw.get("usual", ())),
            raw.get("rankings", {}).get("of", ""),
            dict(raw.get("rankings", {}).get("kinds", {})),
        ),
    )


def figures() -> FigureProperties | None:
    """The figures of the site being served."""
    return publication().once(FILE, lambda: load_figures(publication().site))


def measures(presenter: Presenter, thing: NamedNode) -> list[StatedMeasure]:
    """The figures that observations state of *thing*, by measure, in the order of the measures' names."""
    declaration = figures()
    if declaration is None:
        return []
    reader = _Reader(presenter, declaration)
    links = presenter.knowledge.store.statements(
        None, presenter.knowledge.expand(declaration.of), thing, DefaultGraph()
    )
    # Where two observations state the same figure, the first by its IRI is shown, whatever the order of the store.
    observations = {link.subject for link in links if isinstance(link.subject, NamedNode)}
    for observation in sorted(observations, key=lambda iri: iri.value, reverse=True):
        reader.read(observation)
    return sorted(reader.measures(), key=lambda measure: (measure.name, measure.label.text))


def figure_of(presenter: Presenter, quad: Quad) -> StatedFigure:
    """The figure that *quad*, of an observation, states."""
    declaration = figures()
    assert declaration is not None, "a site without figures asks for none"
    assert isinstance(quad.subject, NamedNode)
    return _Reader(presenter, declaration).figure(quad, presenter.knowledge.statements_about(quad.subject))


class _Reader:
    """Reads observations as *declaration* says, for the reader of *presenter*."""

    def __init__(self, presenter: Presenter, declaration: FigureProperties) -> None:
        expand = presenter.knowledge.expand
        self._presenter = presenter
        self._dates = [expand(name) for name in declaration.dates]
        self._details = [expand(name) for name in declaration.details]
        self._usual = frozenset(declaration.usual)
        self._years, self._names, self._upper = (
            expand(name) if name else None for name in (declaration.years, declaration.names, declaration.upper)
        )
        self._no_measures = {*map(expand, declaration.left_out), self._upper}
        self._by_measure: dict[tuple[NamedNode, NamedNode | None, Label | None], list[StatedFigure]] = {}

    def read(self, observation: NamedNode) -> None:
        """Add the figures that *observation* states."""
        quads = self._presenter.knowledge.statements_about(observation)
        for quad in quads:
            if _is_number(quad) and quad.predicate not in self._no_measures:
                subject = _subject_of(self._presenter, quad.predicate, observation, quads)
                label = self._stated_name(quads) if subject else None
                if label and subject == observation:
                    subject = _data_set(quads) or subject
                self._by_measure.setdefault((quad.predicate, subject, label), []).append(self.figure(quad, quads))

    def measures(self) -> Iterator[StatedMeasure]:
        """The figures read, by measure; one whose property is too general has the name that its observations state."""
        labels, language = self._presenter.knowledge.labels, self._presenter.language
        for (predicate, subject, label), stated in self._by_measure.items():
            named = subject or predicate
            yield StatedMeasure(named.value, label or labels.best(named, language), _newest_first(stated))

    def _stated_name(self, quads: Sequence[Quad]) -> Label | None:
        values = [self._presenter.value(quad.object) for quad in quads if quad.predicate == self._names]
        value = next((value for value in values if not value.is_fallback), values[0] if values else None)
        return Label(value.text, value.language, value.reading) if value else None

    def figure(self, quad: Quad, quads: Sequence[Quad]) -> StatedFigure:
        """The figure that *quad* states, one of *quads*, which are all of its observation."""
        presenter, term = self._presenter, quad.object
        assert isinstance(term, Literal)
        units = [stated.object for stated in quads if stated.predicate == _UNIT]
        uppers = [stated.object for stated in quads if stated.predicate == self._upper]
        last = uppers[0] if uppers else term
        date, day = self._date(quads)
        return StatedFigure(
            presenter.value(term, presenter.knowledge.origins(quad.triple)),
            _unit(presenter, getattr(last, "value", term.value), units[0]) if units else Markup(""),
            date,
            (day.removeprefix(FISCAL), term.value),
            presenter.value(uppers[0]) if uppers else None,
            tuple(presenter.value(stated.object) for stated in quads if self._is_detail(stated)),
            _unit_name(presenter, units[0]) if units else "",
            day,
        )

    def _is_detail(self, quad: Quad) -> bool:
        if quad.predicate not in self._details:
            return False
        thing = self._presenter.knowledge.index.thing(quad.object.value) if isinstance(quad.object, NamedNode) else None
        return thing is None or f"{thing.kind}/{thing.key}" not in self._usual

    def _date(self, quads: Sequence[Quad]) -> tuple[Value | None, str]:
        """The date as a page shows it and as the data has it."""
        for quad in quads:
            if quad.predicate in self._dates:
                return self._presenter.value(quad.object), getattr(quad.object, "value", "")
        for quad in quads:
            if quad.predicate == self._years and isinstance(quad.object, Literal):
                year = quad.object.value
                text = words().catalogue(self._presenter.language).plain("fiscal %(year)s", year=year)
                return Value("date", text, exact=year), f"{FISCAL}{year}"
        return None, ""


def _subject_of(
    presenter: Presenter, predicate: NamedNode, observation: NamedNode, quads: Sequence[Quad]
) -> NamedNode | None:
    """The thing that names the measure of a figure whose property is too general (``…Value``).

    That is the type of the observation, else the observation itself where it has a name, else its data set.
    """
    if not predicate.value.lower().endswith("value"):
        return None
    types = [quad.object for quad in quads if quad.predicate == DCT.type and isinstance(quad.object, NamedNode)]
    named = observation if presenter.knowledge.labels.of(observation) else None
    return types[-1] if types else named or _data_set(quads)


def _data_set(quads: Iterable[Quad]) -> NamedNode | None:
    """The data set that an observation is in, else what it is part of."""
    objects = {quad.predicate: quad.object for quad in quads if isinstance(quad.object, NamedNode)}
    return objects.get(QB.dataSet) or objects.get(DCT.isPartOf)


def _is_number(quad: Quad) -> bool:
    return isinstance(quad.object, Literal) and quad.object.datatype in _NUMBERS


def _unit(presenter: Presenter, number: str, term: object) -> Markup:
    """The unit *term* as it follows *number*: in the words of the site, else by its name."""
    if not isinstance(term, NamedNode):
        return Markup("")
    unit = unit_of(term.value)
    if unit is not None:
        return with_language(with_ruby(unit_beside(Decimal(number), unit, presenter.language)), words_language())
    return Markup(" ") + value_markup().named(presenter.value(term))


def _unit_name(presenter: Presenter, term: object) -> str:
    """The unit *term* for the heading of a column, without readings."""
    if not isinstance(term, NamedNode):
        return ""
    unit = unit_of(term.value)
    return unit_name(unit, presenter.language) if unit else presenter.value(term).text


def _newest_first(figures: Sequence[StatedFigure]) -> tuple[StatedFigure, ...]:
    """*figures*, the newest first, each date and number once, of all that they hold for."""
    by_key = {(figure.key, tuple(detail.text for detail in figure.details)): figure for figure in figures}
    return tuple(by_key[key] for key in sorted(by_key, reverse=True))


def _entries(knowledge: Knowledge) -> frozenset[object]:
    """The entries of all rankings. Most of what a place is named in is none, and need not be read."""
    statements = knowledge.store.statements(None, RDF.type, SCHEMA.ListItem, DefaultGraph())
    return frozenset(quad.subject for quad in statements)


def rankings(presenter: Presenter, thing: NamedNode) -> list[Ranking]:
    """The rankings for *thing*, by kind and date."""
    declaration = figures()
    if declaration is None or not declaration.ranked_of:
        return []
    knowledge = presenter.knowledge
    entries = publication().once(_entries, lambda: _entries(knowledge))
    ranked: dict[tuple[str, str], list[tuple[str, Value, tuple[Origin, ...]]]] = {}
    dates: dict[tuple[str, str], Value | None] = {}
    for link in knowledge.store.statements(None, knowledge.expand(declaration.ranked_of), thing, DefaultGraph()):
        entry = link.subject
        if entry not in entries or not isinstance(entry, NamedNode):
            continue
        positions = knowledge.facts.some(entry, SCHEMA.position)
        if not positions:
            continue
        position = positions[0].object
        when = knowledge.facts.some(entry, DCT.date)
        date = getattr(when[0].object, "value", "") if when else ""
        for quad in knowledge.facts.some(entry, SCHEMA.item):
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
