"""The sheet of a thing: how somebody is reached, in which languages and when, what else is offered, figures, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from graph.ask.trace import Origin
from ontology.vocabulary import DCT, SCHEMA
from server.display.addresses import path_of
from server.display.capabilities import has_capability
from server.display.index import Thing
from server.display.values import Presenter, Value
from server.finder.addresses import url_of
from server.finder.cards import Card, Cards
from server.finder.declaration import KIND
from server.finder.finder import Finder, finder
from server.finder.state import State, make_state
from server.things.comparison import comparison
from server.things.figures import Ranking, StatedMeasure, measures, rankings
from server.things.matrix import Matrix, MatrixMaker
from server.things.reach import Reach, Reaching
from server.things.sheet_kinds import PART_NAMES, KindOfSheet, sheet_kinds
from server.things.standing import Standing, standings
from server.things.surroundings import Surroundings, surroundings_of

_MOST_PLACES, _MOST_OTHERS = 12, 12


@dataclass(frozen=True)
class OtherOffer:
    """Something else that is offered: what it is (*kind*, by language of the interface), on which web page."""

    value: Value
    kind: Mapping[str, str]
    languages: tuple[Value, ...]
    websites: tuple[Value, ...]
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Sheet:
    """The sheet of *thing*, called *value*.

    *places* are the cards of what somebody can go to, *offered* the first of the *count* other things of the finder but
    for points of contact; *href* leads to all of them. *lacking* are the messages of what the documents do not state.
    *documents* are those that state the rest, each with its dates.
    """

    thing: Thing
    iri: NamedNode
    value: Value
    kind: KindOfSheet
    reach: Reach
    places: tuple[Card, ...]
    matrix: Matrix
    offered: tuple[OtherOffer, ...]
    count: int
    href: str
    standings: tuple[Standing, ...]
    measures: tuple[StatedMeasure, ...]
    rankings: tuple[Ranking, ...]
    surroundings: Surroundings
    compare: str
    lacking: tuple[str, ...]
    documents: tuple[tuple[Value, tuple[Value, ...]], ...]

    @property
    def is_self(self) -> bool:
        """Is the thing itself the place to go to? Then nothing on its sheet leads to itself."""
        return self.kind.is_card

    @property
    def offers(self) -> str:
        """The message that heads the table: another one where it has no place to go to, but web pages only."""
        return self.kind.offers if self.places or not self.matrix.sections else self.kind.pages


def has_sheet(kind: str) -> bool:
    """Have the things of *kind* sheets?"""
    return has_capability("finder") and kind in sheet_kinds().kinds


def sheet(thing: Thing, iri: NamedNode, presenter: Presenter) -> Sheet | None:
    """The sheet of *thing*, or None for a kind that has none, or a thing that has nothing to show on it."""
    if not has_sheet(thing.kind):
        return None
    kind = sheet_kinds().kinds[thing.kind]
    reach = Reaching(presenter, sheet_kinds()).reach(iri, kind)
    state, numbers = _items(finder(), thing, iri, kind)
    if not kind.is_always_shown and not numbers and not reach.own.points:
        return None
    cards = Cards(finder(), presenter, state)
    places = [number for number in numbers if kind.is_card or _is_place(finder(), number)]
    others = [number for number in numbers if number not in places and not _is_point(presenter, number)]
    finder().expect([*places[:_MOST_PLACES], *others[:_MOST_OTHERS]])
    shown = [(number, cards.card(number)) for number in places[:_MOST_PLACES]]
    offered = tuple(_offered(finder(), presenter, number) for number in others[:_MOST_OTHERS])
    stated, of_measures = _figures(presenter, iri) if kind.figures else ((), ())
    matrix = MatrixMaker(finder(), presenter).matrix(shown, others)
    origins = _origins(reach, [card for _, card in shown], offered, matrix)
    return Sheet(
        thing,
        iri,
        presenter.value(iri),
        kind,
        reach,
        tuple(card for _, card in shown),
        matrix,
        offered,
        len(others),
        url_of(state) if numbers and not kind.is_card else "",
        stated,
        of_measures,
        tuple(rankings(presenter, iri)) if kind.figures else (),
        surroundings_of(presenter, thing.kind, iri) if kind.beside else Surroundings(),
        _comparison(thing),
        tuple(_lacking(finder(), reach, shown, matrix)),
        tuple(_documents(presenter, origins)),
    )


def _items(finder: Finder, thing: Thing, iri: NamedNode, kind: KindOfSheet) -> tuple[State, Sequence[int]]:
    """The state of the finder that the sheet shows, and the numbers of its items."""
    if kind.is_card:
        number = finder.index.number(iri)
        return State(), [] if number is None else [number]
    state = make_state(finder.declared, finder.index, {kind.facet: (thing.key,)})[0]
    return state, [] if state.is_empty else finder.index.matching(state)


def _is_place(finder: Finder, number: int) -> bool:
    kinds = finder.declared.kind_by_key
    return any(kinds[key].is_place for key in finder.index.values_of(number, KIND))


def _is_point(presenter: Presenter, number: int) -> bool:
    """Is the item *number* a point of contact, which the sheet has already?"""
    thing = presenter.knowledge.index.thing(finder().index.items[number].value)
    return thing is not None and thing.kind == sheet_kinds().points


def _offered(finder: Finder, presenter: Presenter, number: int) -> OtherOffer:
    index, facts = finder.index, finder.facts(number)
    return OtherOffer(
        presenter.value(facts.item),
        next(kind.label for kind in finder.declared.kinds if kind.key in facts.kinds),
        tuple(presenter.value(index.iri("language", key)) for key in index.values_of(number, "language")),
        tuple(presenter.value(term, facts.origins) for term in facts.websites),
        facts.origins,
    )


def _figures(presenter: Presenter, iri: NamedNode) -> tuple[tuple[Standing, ...], tuple[StatedMeasure, ...]]:
    """Where the thing stands in the figures of the site, and the measures that none of these shows."""
    stated = standings(presenter, iri) if has_capability("figures") else ()
    shown = {(standing.row.date, f"{standing.row.value:f}") for standing in stated}
    rest = (measure for measure in measures(presenter, iri) if measure.figures[0].key not in shown)
    return stated, tuple(rest)


def _comparison(thing: Thing) -> str:
    """The URL of a comparison with *thing*, empty where things of its kind are not compared."""
    compared = comparison()
    if compared is None or compared.kind != thing.kind:
        return ""
    return f"{path_of('compare.compare')}?{urlencode({thing.kind: thing.key})}"


def _lacking(finder: Finder, reach: Reach, shown: Sequence[tuple[int, Card]], matrix: Matrix) -> Iterator[str]:
    """The messages of what the documents do not state."""
    yield from (PART_NAMES[part] for part in reach.missing)
    places = [card for _, card in shown]
    if places:
        yield from (
            name
            for name, is_stated in (
                ("Opening hours", any(_has_hours(finder, number) for number, _ in shown)),
                ("Days", bool(matrix.days)),
                ("Languages", any(card.spoken for card in places)),
                (finder.declared.words.channels, any(card.channels for card in places)),
                ("Run by", any(card.operators for card in places)),
            )
            if not is_stated
        )


def _has_hours(finder: Finder, number: int) -> bool:
    """Is a time of the day stated at which the item *number* opens?"""
    openings = finder.index.details.get("opening", {}).get(finder.index.items[number].value, ())
    return any(finder.knowledge.values(term, SCHEMA.opens) for term in openings if isinstance(term, NamedNode))


def _origins(reach: Reach, places: Iterable[Card], offered: Iterable[OtherOffer], matrix: Matrix) -> Iterator[Origin]:
    yield from reach.origins
    for card in places:
        yield from (*card.origins, *card.language_origins, *card.day_origins, *card.operator_origins)
    for other in offered:
        yield from other.origins
    for section in matrix.sections:
        for row in section.rows:
            yield from row.origins


def _documents(presenter: Presenter, origins: Iterable[Origin]) -> Iterator[tuple[Value, tuple[Value, ...]]]:
    """The documents that *origins* lie in, by key, each with its dates."""
    knowledge = presenter.knowledge
    for key in sorted({lines.document for origin in origins for lines in origin.lines}):
        iri = knowledge.namespace.thing("document", key)
        dates = knowledge.values(iri, DCT.date)
        yield presenter.value(iri), tuple(presenter.value(quad.object) for quad in dates)
