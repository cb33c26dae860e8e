"""Draw an answer as a picture, from the columns that hold names, places and dates, and from the measure asked for.

A picture draws numbers only where it is told which: by the measure that a question declares, or the column that the
reader of an answer chose (:func:`measure_of_column`). Without one a map counts the rows of each place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from graph.ask.measure import MeasuredColumn
from ontology.ruby import without_ruby
from ontology.vocabulary import XSD
from server.display.labels import Label
from server.display.places import coordinates
from server.display.publication import words
from server.display.quantities import units
from server.display.translations import with_ruby
from server.display.units import Unit
from server.display.values import Presenter
from server.pictures import (
    Bar,
    BarChart,
    Event,
    EventGroup,
    MapPlace,
    PictureError,
    PointMap,
    Reader,
    Tile,
    TileMap,
    Timeline,
    bar_chart,
    point_map,
    tile_map,
    timeline,
)
from server.pictures.current import atlas, picture_reader
from server.questions.answer_table import number_of
from server.questions.answers import Rows, Term
from server.questions.headings import heading, is_amount

CHART, MAP, TIMELINE = "chart", "map", "timeline"
KINDS = (CHART, MAP, TIMELINE)
MOST = 100
"""The most bars of a chart and groups of a timeline; an answer with more is not drawn."""

_LARGEST = Decimal(10) ** 15
"""A larger number is not drawn: the scale of the picture would show nothing else."""
_DATES = (XSD.date, XSD.gYearMonth, XSD.gYear)


@dataclass(frozen=True)
class DrawnMeasure:
    """The column *variable* as a picture draws it: its *label* with readings, its *unit* if it has one.

    *adds_up*: values of several rows may be added.
    """

    variable: str
    label: str
    unit: Unit | None = None
    adds_up: bool = False


@dataclass(frozen=True)
class Drawing:
    """The input of a picture: the rows, their reader, the title above it with its readings, and the measure drawn."""

    answer: Rows
    presenter: Presenter
    title: str
    identifier: str = "answer"
    """The HTML id of the picture on its page."""
    measure: DrawnMeasure | None = None

    @property
    def reader(self) -> Reader:
        """The reader, as pictures need it."""
        return picture_reader(self.presenter.language)

    @property
    def language(self) -> str:
        """The language of titles and headings: the complete one closest to the reader's."""
        return words().complete(self.presenter.language)

    @property
    def caption(self) -> Markup:
        """The caption of a picture of the measure, or of one without."""
        return with_ruby(self.measure.label if self.measure else self.title)

    def name(self, term: Term) -> tuple[Label, str]:
        """The label of *term*, and the target of its link."""
        value = self.presenter.value(term)
        return Label(value.text, value.language, value.reading), value.href or ""

    def heading(self, index: int) -> str:
        """The heading of a column, without readings."""
        return _begun(without_ruby(heading(self.answer.columns[index], self.presenter.language)))


def declared_measure(answer: Rows, measures: Sequence[MeasuredColumn], presenter: Presenter) -> DrawnMeasure | None:
    """The first of *measures* that *answer* has numbers of, for the reader of *presenter*; None without."""
    amounts = measure_columns(answer)
    for measure in measures:
        if measure.variable in amounts:
            label = measure.label[words().complete(presenter.language)]
            return DrawnMeasure(measure.variable, label, units().get(measure.unit), measure.adds_up)
    return None


def measure_columns(answer: Rows) -> tuple[str, ...]:
    """The columns of *answer* that hold amounts."""
    return tuple(answer.columns[index] for index in _amounts(answer))


def measure_of_column(answer: Rows, presenter: Presenter, variable: str = "") -> DrawnMeasure | None:
    """The amounts in the column *variable* of an answer of which nothing is declared, or in its last column of amounts.

    Nobody says whether they may be added, so they are not. None without such a column.
    """
    columns = measure_columns(answer)
    if not columns:
        return None
    chosen = variable if variable in columns else columns[-1]
    return DrawnMeasure(chosen, _begun(heading(chosen, presenter.language)))


def drawable(answer: Rows, measure: DrawnMeasure | None) -> tuple[str, ...]:
    """The kinds of pictures that *answer* has the columns for, where *measure* is drawn."""
    kinds = []
    if len(answer.rows) > 1 and _amount(answer, measure) is not None and _names(answer):
        kinds.append(CHART)
    if atlas().has_maps and _places(answer) and _has_one_value_a_place(answer, measure):
        kinds.append(MAP)
    if _dates(answer):
        kinds.append(TIMELINE)
    return tuple(kinds)


def draw(kind: str, drawing: Drawing) -> Markup | None:
    """*drawing* as a ``chart``, ``map`` or ``timeline``; None where the answer cannot be drawn so."""
    if not drawing.answer.rows or kind not in drawable(drawing.answer, drawing.measure):
        return None
    draws: Mapping[str, Callable[[Drawing], Markup | None]] = {CHART: _chart, MAP: _map, TIMELINE: _timeline}
    try:
        return draws[kind](drawing)
    except PictureError:
        # Negative numbers and dates out of range cannot be drawn; the table shows them.
        return None


def _begun(text: str) -> str:
    """*text* as it begins a line."""
    return text[:1].upper() + text[1:]


# -- which columns


def _columns(answer: Rows, fits: Callable[[Term], bool]) -> list[int]:
    """The columns with a value that *fits* and no other."""
    columns = []
    for index in range(len(answer.columns)):
        values = [value for value in answer.column(index) if value is not None]
        if values and all(fits(value) for value in values):
            columns.append(index)
    return columns


def _amounts(answer: Rows) -> list[int]:
    return [
        index
        for index in _columns(answer, lambda term: number_of(term) is not None)
        if is_amount(answer.columns[index])
    ]


def _amount(answer: Rows, measure: DrawnMeasure | None) -> int | None:
    """The place of the column of *measure*; None without one, and where the column holds anything but numbers."""
    if measure is None or measure.variable not in answer.columns:
        return None
    index = answer.columns.index(measure.variable)
    return index if index in _columns(answer, lambda term: number_of(term) is not None) else None


def _has_one_value_a_place(answer: Rows, measure: DrawnMeasure | None) -> bool:
    """Is there one value of *measure* for each place, so that a map can show it? Counts of rows always are."""
    amount = _amount(answer, measure)
    if amount is None:
        return measure is None
    place = _places(answer)[0]
    values: dict[Term | None, Term | None] = {}
    return all(values.setdefault(row[place], row[amount]) == row[amount] for row in answer.rows)


def _dates(answer: Rows) -> list[int]:
    return _columns(answer, lambda term: isinstance(term, Literal) and term.datatype in _DATES)


def _things(answer: Rows) -> list[int]:
    return _columns(answer, lambda term: isinstance(term, NamedNode) and "/id/" in term.value)


def _texts(answer: Rows) -> list[int]:
    return _columns(
        answer,
        lambda term: isinstance(term, Literal) and (bool(term.language) or term.datatype == XSD.string),
    )


def _names(answer: Rows) -> list[int]:
    """Columns that can name a row: things, or where there are none, texts, or else classes and other IRIs."""
    return _things(answer) or _texts(answer) or _columns(answer, lambda term: isinstance(term, NamedNode))


def _places(answer: Rows) -> list[int]:
    kinds = atlas().place_kinds

    def is_place(term: Term) -> bool:
        return isinstance(term, NamedNode) and any(f"/id/{kind}/" in term.value for kind in kinds)

    return _columns(answer, is_place)


# -- bars


def _chart(drawing: Drawing) -> Markup | None:
    answer, measure = drawing.answer, drawing.measure
    amount, names = _amount(answer, measure), _names(answer)
    if measure is None or amount is None:
        return None
    used = _enough_names(answer, names, amount)
    bars: dict[tuple[Term | None, ...], Bar] = {}
    for row in answer.rows:
        key = (*(row[index] for index in used), row[amount])
        if key in bars or len(bars) == MOST:
            continue
        labels = [drawing.name(term) for index in used if (term := row[index]) is not None]
        if not labels:
            continue
        (first, href), others = labels[0], labels[1:]
        label = first if not others else Label(" · ".join([first.text, *(other.text for other, _ in others)]))
        bars[key] = Bar(label, _number(row[amount]), href)
    picture = BarChart(
        f"{drawing.identifier}-chart",
        drawing.caption,
        "",
        tuple(bars.values()),
        unit=measure.unit or "",
        heading=drawing.heading(used[0]),
        language=drawing.language,
    )
    return bar_chart(picture, drawing.reader)


def _enough_names(answer: Rows, names: Sequence[int], amount: int) -> list[int]:
    """As many of the columns *names* as distinguish rows with different amounts."""
    for length in range(1, len(names) + 1):
        seen: dict[tuple[Term | None, ...], Term | None] = {}
        used = list(names[:length])
        if all(seen.setdefault(tuple(row[index] for index in used), row[amount]) == row[amount] for row in answer.rows):
            return used
    return list(names)


def _number(term: Term | None) -> Decimal | None:
    """The number that *term* is; None where it is none, or one that no picture can draw: infinite or beyond measure."""
    text = number_of(term)
    try:
        number = None if text is None else Decimal(text)
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and abs(number) < _LARGEST else None


# -- maps


def _map(drawing: Drawing) -> Markup | None:
    """Tiles where all places are regions, else points; None where the site has no such map."""
    answer, index, maps, measure = drawing.answer, drawing.presenter.knowledge.index, atlas(), drawing.measure
    column, amount = _places(answer)[0], _amount(answer, measure)
    title, language = drawing.caption, drawing.language
    unit = measure.unit or "" if measure else ""
    rows_of: dict[NamedNode, list[tuple[Term | None, ...]]] = {}
    for row in answer.rows:
        term = row[column]
        if isinstance(term, NamedNode):
            rows_of.setdefault(term, []).append(row)
    keys = {iri: thing.key for iri in rows_of if (thing := index.thing(iri.value)) is not None}
    values = {iri: Decimal(len(rows)) if amount is None else _number(rows[0][amount]) for iri, rows in rows_of.items()}
    identifier = f"{drawing.identifier}-map"
    if maps.grid is not None and all(key in maps.grid for key in keys.values()):
        tiles = []
        for iri, key in keys.items():
            label, href = drawing.name(iri)
            tiles.append(Tile(key, values[iri], href=href, name=label))
        picture = TileMap(identifier, title, "", maps.grid, tiles, unit=unit, language=language)
        return tile_map(picture, drawing.reader)
    if maps.base_map is None:
        return None
    places = []
    for iri in keys:
        position = coordinates(drawing.presenter.knowledge, iri)
        if position is None:
            continue
        label, href = drawing.name(iri)
        places.append(MapPlace(label, *position, values[iri], href))
    point_picture = PointMap(
        identifier,
        title,
        "",
        maps.base_map,
        places,
        unit=unit,
        measure=with_ruby(measure.label) if measure else "",
        adds_up=measure is None or measure.adds_up,
        language=language,
    )
    return point_map(point_picture, drawing.reader)


# -- timelines


def _timeline(drawing: Drawing) -> Markup:
    answer = drawing.answer
    dates = _dates(answer)
    names = [index for index in (*_things(answer), *_texts(answer)) if index not in dates]
    group = next((index for index in _places(answer)), names[0] if names else None)
    rest = [index for index in names if index != group]
    if rest and group is not None:
        # The name of the group's own thing says nothing about what happened.
        labels = drawing.presenter.knowledge.labels
        rest = [
            index
            for index in rest
            if not all(isinstance(row[group], NamedNode) and row[index] in labels.of(row[group]) for row in answer.rows)
        ]
    events_of: dict[Term | None, list[Event]] = {}
    for row in answer.rows:
        when = _when(row, dates)
        if when is None:
            continue
        key = row[group] if group is not None else None
        subject = next((term for index in rest if (term := row[index]) is not None), None)
        label, href = drawing.name(subject) if subject is not None else (Label(drawing.heading(dates[0])), "")
        event = Event(when, label, href)
        events = events_of.setdefault(key, [])
        if event not in events:
            events.append(event)
    groups = []
    for key, events in list(events_of.items())[:MOST]:
        label, href = drawing.name(key) if key is not None else (Label(without_ruby(drawing.title)), "")
        groups.append(EventGroup(label, tuple(events), href))
    picture = Timeline(
        f"{drawing.identifier}-timeline", with_ruby(drawing.title), "", groups, language=drawing.language
    )
    return timeline(picture, drawing.reader)


def _when(row: Sequence[Term | None], dates: Sequence[int]) -> str | None:
    """A date, or where the row has a second, later one, the time between them."""
    written = [term.value for index in dates if isinstance(term := row[index], Literal)]
    if len(written) > 1 and written[0][:10] < written[1][:10]:
        return f"{written[0]}/{written[1]}"
    return written[0] if written else None
