"""The table of a comparison: rows of features of several things. ``compare.yaml`` of the site declares the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode

from graph.ask.trace import Origin
from mappings.declared import DeclarationError, declared
from mappings.site import Site
from server.display.index import Thing
from server.display.publication import publication, reader_catalogue
from server.display.rooms import has_room
from server.display.values import Presenter, Value
from server.finder.cards import Card, Cards
from server.finder.finder import finder
from server.finder.state import make_state
from server.things.figures import Measure, figures, measures, rankings

FILE = "compare.yaml"
_OPEN = {"open": "○", "some": "△", "closed": "×"}
_WHOLE_PARTS = ("figures", "rankings")
"""Parts of the table that have a row for each measure or ranking."""
_SOURCES = ("values", "links", "cards")


@dataclass(frozen=True)
class Feature:
    """A row as declared: where its cells come from (*source*), and which property or part of a card (*of*)."""

    key: str
    title: str
    source: str
    of: str


@dataclass(frozen=True)
class Comparison:
    """All of ``compare.yaml``, which explains each field. *about*, *choose* and *query_about* are messages."""

    kind: str
    array: str
    facet: str
    of: str
    most: int
    about: str
    choose: str
    features: tuple[Feature, ...]
    query: str
    query_about: str

    @property
    def messages(self) -> list[str]:
        """Every message that the file names; the catalogues of the site must have them."""
        titles = [feature.title for feature in self.features if feature.title]
        return [self.about, self.choose, self.query_about, *titles]


@dataclass(frozen=True)
class CellEntry:
    """One value in a cell, with a remark (a date, a mode) and its origins."""

    value: Value
    remark: str = ""
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True)
class Row:
    """A feature, *key* for programs and *name* for readers, and its values for each thing."""

    key: str
    name: str
    cells: tuple[tuple[CellEntry, ...], ...]


def load_comparison(site: Site) -> Comparison | None:
    """The comparison that *site* declares, or None. Raises DeclarationError."""

    def make(raw: Any) -> Comparison:
        return Comparison(
            raw["kind"],
            raw["array"],
            raw["facet"],
            raw["of"],
            int(raw["most"]),
            raw["about"],
            raw["choose"],
            tuple(map(_feature, raw["rows"])),
            raw["query"],
            raw["query_about"],
        )

    return declared(site, FILE, make)


def _feature(raw: Any) -> Feature:
    if raw in _WHOLE_PARTS:
        return Feature(raw, "", raw, "")
    source = next((source for source in _SOURCES if source in raw), "")
    if not source or (source == "cards" and raw[source] not in _PARTS_OF_CARDS):
        raise DeclarationError(f"the row {raw!r} takes its cells from none of {', '.join(_SOURCES)}")
    return Feature(raw["key"], raw["title"], source, raw[source])


def comparison() -> Comparison | None:
    """The comparison of the site being served; None where it has none, or no finder to read it from."""
    declaration = publication().once(FILE, lambda: load_comparison(publication().site))
    return declaration if has_room("finder") else None


def table(presenter: Presenter, compared: Comparison, keys: Sequence[str]) -> list[Row]:
    """The rows of *compared* for the things with *keys*, one column each."""
    iris = [presenter.knowledge.iri(Thing(compared.kind, key)) for key in keys]
    cards = [_cards(presenter, compared, key) for key in keys]
    rows: list[Row] = []
    for feature in compared.features:
        match feature.source:
            case "figures":
                rows += _figure_rows(presenter, iris)
            case "rankings":
                rows += _ranking_rows(presenter, iris)
            case "values":
                rows.append(_row(feature, [_values(presenter, iri, feature.of) for iri in iris]))
            case "links":
                rows.append(_row(feature, [_links(presenter, iri, feature.of) for iri in iris]))
            case _:
                cells = [
                    _PARTS_OF_CARDS[feature.of](_of_kind(presenter, compared, column, feature.of)) for column in cards
                ]
                rows.append(_row(feature, cells))
    return rows


def _row(feature: Feature, cells: Sequence[tuple[CellEntry, ...]]) -> Row:
    return Row(feature.key, reader_catalogue().plain(feature.title), tuple(cells))


def _cards(presenter: Presenter, compared: Comparison, key: str) -> list[tuple[int, Card]]:
    """The cards of the finder's items for the thing with *key*, each with its number in the finder's index."""
    state, unknown = make_state(finder().declared, finder().index, {compared.facet: (key,)})
    if unknown:
        return []
    cards = Cards(finder(), presenter, state)
    return [(number, cards.card(number)) for number in finder().index.matching(state)]


def _of_kind(presenter: Presenter, compared: Comparison, cards: Sequence[tuple[int, Card]], part: str) -> list[Card]:
    """The cards of the kind that is compared, or for the part ``others`` all the others."""
    is_of_kind = part != "others"
    return [card for number, card in cards if (compared.of in finder().index.values_of(number, "kind")) == is_of_kind]


def _values(presenter: Presenter, iri: NamedNode, name: str) -> tuple[CellEntry, ...]:
    quads = presenter.knowledge.values(iri, presenter.knowledge.expand(name))
    return tuple(
        CellEntry(presenter.value(quad.object), "", presenter.knowledge.origins(quad.triple)) for quad in quads
    )


def _links(presenter: Presenter, iri: NamedNode, name: str) -> tuple[CellEntry, ...]:
    knowledge = presenter.knowledge
    links = knowledge.store.statements(None, knowledge.expand(name), iri, DefaultGraph())
    quads = sorted((quad for quad in links if isinstance(quad.subject, NamedNode)), key=lambda quad: str(quad.subject))
    return tuple(CellEntry(presenter.value(quad.subject), "", knowledge.origins(quad.triple)) for quad in quads)


def _figure_rows(presenter: Presenter, iris: Sequence[NamedNode]) -> list[Row]:
    by_thing = [{measure.name: measure for measure in measures(presenter, iri)} for iri in iris]
    names: dict[str, Measure] = {}
    for stated in by_thing:
        names |= stated
    rows = []
    for name in sorted(names):
        cells = tuple(
            tuple(
                CellEntry(figure.value, figure.date.text if figure.date else "", figure.value.origins)
                for figure in (stated[name].figures if name in stated else ())
            )
            for stated in by_thing
        )
        rows.append(Row(name.rpartition("#")[2].rpartition("/")[2], names[name].label.text, cells))
    return rows


def _ranking_rows(presenter: Presenter, iris: Sequence[NamedNode]) -> list[Row]:
    declaration = figures()
    ranked = declaration.ranked if declaration else {}
    return [
        Row(kind, reader_catalogue().plain(title), tuple(_ranked(presenter, iri, kind) for iri in iris))
        for kind, title in ranked.items()
    ]


def _ranked(presenter: Presenter, iri: NamedNode, kind: str) -> tuple[CellEntry, ...]:
    for ranking in rankings(presenter, iri):
        if ranking.kind == kind:
            return tuple(CellEntry(value, f"{position}.", origins) for position, value, origins in ranking.items)
    return ()


def _languages(card: Card) -> list[CellEntry]:
    entries = []
    for spoken in card.spoken:
        mode = spoken.mode.text if spoken.mode else ""
        entries += [CellEntry(value, mode, card.language_origins) for value, _ in spoken.languages]
        for number, bound in spoken.counts:
            count = reader_catalogue().ngettext("%(num)s language", "%(num)s languages", int(number)) % {"num": number}
            remark = ", ".join(filter(None, (mode, bound.text if bound else "")))
            entries.append(CellEntry(Value("text", count), remark, card.language_origins))
    return entries


def _days(card: Card) -> list[CellEntry]:
    return [CellEntry(day.value, _OPEN[day.status], card.day_origins) for day in card.days if day.status in _OPEN]


def _names(cards: Sequence[Card]) -> tuple[CellEntry, ...]:
    return tuple(CellEntry(card.value, "", card.origins) for card in cards)


def _each_once(part: Callable[[Card], list[CellEntry]]) -> Callable[[Sequence[Card]], tuple[CellEntry, ...]]:
    """A function that gives the entries of *part* for several cards, each entry once."""

    def entries(cards: Sequence[Card]) -> tuple[CellEntry, ...]:
        by_text: dict[tuple[str, str, str], CellEntry] = {}
        for card in cards:
            for entry in part(card):
                by_text.setdefault((entry.value.text, entry.value.href or "", entry.remark), entry)
        return tuple(by_text.values())

    return entries


_PARTS_OF_CARDS: dict[str, Callable[[Sequence[Card]], tuple[CellEntry, ...]]] = {
    "name": _each_once(lambda card: [CellEntry(card.value, "", card.origins)]),
    "languages": _each_once(_languages),
    "days": _each_once(_days),
    "operators": _each_once(
        lambda card: [CellEntry(operator, "", card.operator_origins) for operator in card.operators]
    ),
    "channels": _each_once(lambda card: [CellEntry(channel) for channel in card.channels]),
    "others": _names,
}
"""The parts of cards that a row can show."""
