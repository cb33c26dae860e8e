"""Makes the table of a comparison for a reader: the rows that ``compare.yaml`` declares, from the release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from markupsafe import Markup
from pyoxigraph import DefaultGraph, NamedNode, Quad

from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.labels import Label
from server.display.markup import value_markup
from server.display.publication import reader_catalogue, words_language
from server.display.quantities import unit_beside, unit_name, units
from server.display.texts import with_language
from server.display.translations import number_text, with_ruby
from server.display.values import Presenter, Value
from server.finder.addresses import url_of
from server.finder.cards import Card, Cards
from server.finder.declaration import KIND
from server.finder.finder import finder
from server.finder.state import make_state
from server.things.compared import (
    FIGURES,
    LANGUAGES,
    LISTS,
    WEEKS,
    CellValue,
    ComparedCell,
    ComparedRow,
    ComparedSection,
    Week,
)
from server.things.compared_languages import LanguageOffer, LanguageReader
from server.things.comparison import ComparisonDeclaration, Feature
from server.things.figures import StatedFigure, StatedMeasure, figures, measures, rankings

_MOST = 8
"""Values of a cell that a page shows; the rest are behind a link."""
_OPEN = {"open": "○", "some": "△", "closed": "×"}
_LANGUAGE_UNIT = "language"
"""The unit of a number of languages."""


def entry_of(figure: StatedFigure) -> CellValue:
    """A figure as a value of a cell."""
    return CellValue(
        figure.value,
        figure.value.origins,
        figure.details,
        unit=figure.unit,
        unit_name=figure.unit_name,
        upper=figure.upper,
        date=figure.date,
        day=figure.day,
    )


class ComparedThing:
    """One of the things that are compared, and what the finder has of it."""

    def __init__(self, presenter: Presenter, compared: ComparisonDeclaration, key: str) -> None:
        self.key = key
        self.iri = presenter.knowledge.iri(Thing(compared.kind, key))
        self.value = presenter.value(self.iri)
        self._presenter, self._compared = presenter, compared
        self._state, _ = make_state(finder().declared, finder().index, {compared.facet: (key,)})
        self.numbers: Sequence[int] = [] if self._state.is_empty else finder().index.matching(self._state)
        """The numbers of its items in the index of the finder."""

    @cached_property
    def cards(self) -> list[Card]:
        """The cards of the kind that is compared."""
        return self.cards_of(self._compared.of)

    @cached_property
    def offered(self) -> LanguageOffer:
        """The languages that it offers."""
        return LanguageReader(finder(), self._presenter).offered(self.numbers)

    def cards_of(self, kind: str) -> list[Card]:
        """The cards of the items whose first kind is *kind*."""
        cards = Cards(finder(), self._presenter, self._state)
        return cards.cards(number for number in self.numbers if _first_kind(number) == kind)

    def items_of(self, kind: str) -> list[NamedNode]:
        """The items whose first kind is *kind*."""
        return [finder().index.items[number] for number in self.numbers if _first_kind(number) == kind]

    def url_of(self, kind: str) -> str:
        """The finder with its items of *kind*."""
        chosen = {self._compared.facet: (self.key,), KIND: (kind,)}
        return url_of(make_state(finder().declared, finder().index, chosen)[0])


def _first_kind(number: int) -> str:
    kinds = finder().index.values_of(number, KIND)
    return next((kind.key for kind in finder().declared.kinds if kind.key in kinds), "")


def columns(presenter: Presenter, compared: ComparisonDeclaration, keys: Sequence[str]) -> list[ComparedThing]:
    """The things with *keys*."""
    return [ComparedThing(presenter, compared, key) for key in keys]


def table(
    presenter: Presenter, compared: ComparisonDeclaration, things: Sequence[ComparedThing]
) -> list[ComparedSection]:
    """The sections of *compared* for *things*, one column each; a section without a row is left out."""
    _announce(presenter.knowledge, compared, things)
    maker = _RowMaker(presenter, compared, things)
    sections = []
    for declared in compared.sections:
        rows = tuple(row for feature in declared.features for row in maker.rows(feature))
        if rows:
            sections.append(ComparedSection(declared.title, rows))
    return sections


def _announce(knowledge: Knowledge, compared: ComparisonDeclaration, things: Sequence[ComparedThing]) -> None:
    """Announce to the store what will be asked about all of *things*."""
    iris = [thing.iri for thing in things]
    features = (feature for section in compared.sections for feature in section.features)
    links = [feature.of for feature in features if feature.source == "links"]
    if declaration := figures():
        links += filter(None, (declaration.of, declaration.ranked_of))
    knowledge.store.expect(iris)
    knowledge.store.expect_links([knowledge.expand(name) for name in links], iris)
    finder().expect(number for thing in things for number in thing.numbers)


class _RowMaker:
    """Makes the rows of each feature."""

    def __init__(self, presenter: Presenter, compared: ComparisonDeclaration, things: Sequence[ComparedThing]) -> None:
        self._presenter, self._compared, self._things = presenter, compared, things
        self._knowledge = presenter.knowledge

    def rows(self, feature: Feature) -> Iterable[ComparedRow]:
        """The rows of *feature*."""
        match feature.source, feature.of:
            case "figures", _:
                return self._figures()
            case "rankings", _:
                return self._rankings()
            case "cards", "languages":
                return self._languages(feature)
            case "cards", "days":
                return [self._row(feature.key, feature.title, map(self._days, self._things), WEEKS)]
        return [self._row(feature.key, feature.title, (self._cell(feature, thing) for thing in self._things))]

    @staticmethod
    def _row(key: str, title: str, cells: Iterable[ComparedCell], kind: str = LISTS) -> ComparedRow:
        """A row whose *title* is a message."""
        catalogue = reader_catalogue()
        return ComparedRow(key, catalogue.plain(title), catalogue.html(title), tuple(cells), kind)

    def _cell(self, feature: Feature, thing: ComparedThing) -> ComparedCell:
        entries, more = self._entries(feature, thing)
        by_value: dict[tuple[str, str], CellValue] = {}
        for entry in entries:
            by_value.setdefault((entry.value.text, entry.value.href or ""), entry)
        return ComparedCell(tuple(by_value.values()), more=more, most=_MOST)

    def _entries(self, feature: Feature, thing: ComparedThing) -> tuple[list[CellValue], str]:
        """The values of *feature*, and where all of them are."""
        page = thing.value.href or ""
        match feature.source:
            case "values":
                return self._values(thing.iri, feature.of), page
            case "links":
                return self._links(thing.iri, feature.of), f"{page}?by={feature.of}"
            case "path":
                items = thing.items_of(self._compared.of)
                ends = [quad.object for item in items for quad in self._quads(item, feature.of)]
                nodes = [end for end in ends if isinstance(end, NamedNode)]
                return [entry for end in nodes for entry in self._values(end, feature.then)], page
            case "items":
                return [CellValue(card.value, card.origins) for card in thing.cards_of(feature.of)], thing.url_of(
                    feature.of
                )
            case "contacts":
                cards = thing.cards_of(feature.of)
                addresses = [
                    CellValue(value, card.origins) for card in cards for value in (*card.emails, *card.websites)
                ]
                return addresses, thing.url_of(feature.of)
        if feature.of == "name":
            return [CellValue(card.value, card.origins) for card in thing.cards], thing.url_of(self._compared.of)
        operators = [CellValue(value, card.operator_origins) for card in thing.cards for value in card.operators]
        return operators, thing.url_of(self._compared.of)

    def _quads(self, iri: NamedNode, name: str) -> Sequence[Quad]:
        return self._knowledge.values(iri, self._knowledge.expand(name))

    def _values(self, iri: NamedNode, name: str) -> list[CellValue]:
        quads = self._knowledge.values(iri, self._knowledge.expand(name))
        return [CellValue(self._presenter.value(quad.object), self._knowledge.origins(quad.triple)) for quad in quads]

    def _links(self, iri: NamedNode, name: str) -> list[CellValue]:
        links = self._knowledge.store.statements(None, self._knowledge.expand(name), iri, DefaultGraph())
        quads = sorted(
            (quad for quad in links if isinstance(quad.subject, NamedNode)), key=lambda quad: str(quad.subject)
        )
        return [CellValue(self._presenter.value(quad.subject), self._knowledge.origins(quad.triple)) for quad in quads]

    # -- figures

    def _figures(self) -> list[ComparedRow]:
        """A row for each measure, those that most of the things have first."""
        by_measure: dict[tuple[str, Label], dict[str, StatedMeasure]] = {}
        for thing in self._things:
            for measure in measures(self._presenter, thing.iri):
                by_measure.setdefault((measure.name, measure.label), {})[thing.key] = measure
        rows = []
        for (name, label), stated in sorted(by_measure.items(), key=lambda item: (-len(item[1]), str(item[0]))):
            cells = [
                ComparedCell(tuple(map(entry_of, stated[thing.key].figures)), more=thing.value.href or "", most=_MOST)
                if thing.key in stated
                else ComparedCell()
                for thing in self._things
            ]
            rows.append(
                ComparedRow(
                    name.rpartition("#")[2].rpartition("/")[2],
                    label.text,
                    value_markup().named(label),
                    tuple(cells),
                    FIGURES,
                )
            )
        return rows

    def _rankings(self) -> list[ComparedRow]:
        declaration = figures()
        ranked = declaration.ranked if declaration else {}
        by_thing = [
            {ranking.kind: ranking for ranking in rankings(self._presenter, thing.iri)} for thing in self._things
        ]
        rows = []
        for kind, title in ranked.items():
            cells = [
                ComparedCell(
                    tuple(
                        CellValue(
                            value, origins, remark=f"{position}.", day=getattr(rankings_of[kind].date, "exact", "")
                        )
                        for position, value, origins in rankings_of[kind].items
                    )
                    if kind in rankings_of
                    else ()
                )
                for rankings_of in by_thing
            ]
            rows.append(self._row(kind, title, cells))
        return rows

    # -- languages and days

    def _languages(self, feature: Feature) -> list[ComparedRow]:
        """How many languages are offered without being named, then a row for each language that is."""
        rows = []
        counts = tuple(ComparedCell(tuple(self._counts(thing.offered))) for thing in self._things)
        if any(cell.entries for cell in counts):
            rows.append(self._row(f"{feature.key}-count", "Number of languages", counts))
        stated: dict[str, int] = {}
        for thing in self._things:
            for language in thing.offered.languages:
                stated[language] = stated.get(language, 0) + 1
        for language in sorted(stated, key=lambda language: (-stated[language], language)):
            value = self._presenter.value(finder().index.iri("language", language))
            cells = tuple(self._language(language, value, thing.offered) for thing in self._things)
            rows.append(ComparedRow(feature.key, value.text, value_markup().named(value), cells, LANGUAGES, value))
        return rows or [self._row(feature.key, feature.title, (ComparedCell() for _ in self._things))]

    def _language(self, language: str, value: Value, offered: LanguageOffer) -> ComparedCell:
        reader = LanguageReader(finder(), self._presenter)
        ways = offered.languages.get(language, {})
        return ComparedCell(
            tuple(
                CellValue(value, self._knowledge.origins_of(triples), (reader.way(way, offered),))
                for way, triples in sorted(ways.items())
            )
        )

    def _counts(self, offered: LanguageOffer) -> Iterable[CellValue]:
        presenter, unit = self._presenter, units().get(_LANGUAGE_UNIT)
        for (*modes, number), (triple, bound) in offered.counts.items():
            details = [presenter.value(finder().index.iri("mode", mode)) for mode in modes]
            details += [presenter.value(bound)] if bound else []
            count = int(number)
            yield CellValue(
                Value("number", number_text(count, presenter.locale), exact=number),
                self._knowledge.origins_of([triple]),
                tuple(details),
                unit=with_language(with_ruby(unit_beside(count, unit, presenter.language)), words_language())
                if unit
                else Markup(""),
                unit_name=unit_name(unit, presenter.language) if unit else "",
            )

    def _days(self, thing: ComparedThing) -> ComparedCell:
        cards = [card for card in thing.cards if card.days]
        several = len(cards) > 1
        weeks = tuple(Week(card.value if several else None, card.days, card.day_origins) for card in cards)
        entries = tuple(
            CellValue(day.value, card.day_origins, (card.value,) if several else (), _OPEN[day.status])
            for card in cards
            for day in card.days
            if day.status in _OPEN
        )
        return ComparedCell(entries, weeks)
