"""The marks beside the values of a figure: for each the statements that it rests on, by the records of the value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode, Triple

from graph.ask.trace import Origin
from ontology.vocabulary import PROV, RDF
from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.publication import knowledge, publication
from server.figures.declaration import Figure
from server.figures.values import FigureRow
from server.questions.answer_table import number_of

MOST = 8
"""The most records that a mark names; the downloads have all."""


def mark_of(figure: Figure, row: FigureRow) -> tuple[Origin, ...]:
    """The first records of *row* of *figure*, each with the statement that the value rests on."""
    return publication().once((mark_of, figure.key, row), lambda: tuple(_marked(row, knowledge())))


def expect_marks(rows: Iterable[FigureRow]) -> None:
    """Announce to the store that the marks of *rows* will be made."""
    records = (_record(origin, knowledge()) for row in rows for origin in row.origins[:MOST])
    knowledge().store.expect_links([PROV.wasDerivedFrom], records)


def _record(origin: Origin, knowledge: Knowledge) -> NamedNode:
    return knowledge.iri(Thing("record", f"{origin.table}/{origin.row}"))


def _marked(row: FigureRow, knowledge: Knowledge) -> Iterator[Origin]:
    for origin in row.origins[:MOST]:
        record = _record(origin, knowledge)
        # Take the nearest statement made from this record: lineage is looked up for the nearest statements only.
        triples = _nearest_first(_made_from(record, knowledge), row)
        marked = (marked for triple in triples for marked in knowledge.origins(triple) if marked == origin)
        yield from islice(marked, 1)


def _made_from(record: NamedNode, knowledge: Knowledge) -> Iterator[Triple]:
    """The statements about the things that *record* is about, whether they were made from it or not."""
    for derived in knowledge.store.statements(None, PROV.wasDerivedFrom, record, DefaultGraph()):
        # Statements about the row itself do not count.
        if derived.subject != record and isinstance(derived.subject, NamedNode):
            for quad in knowledge.store.statements(derived.subject, None, None, DefaultGraph()):
                yield quad.triple


def _nearest_first(triples: Iterable[Triple], row: FigureRow) -> Iterator[Triple]:
    """*triples*, those nearest to the value of *row* first; of equally near ones in the order of their texts."""
    by_distance: dict[int, list[Triple]] = {}
    for triple in triples:
        by_distance.setdefault(_distance(triple, row), []).append(triple)
    for distance in sorted(by_distance):
        yield from sorted(by_distance[distance], key=str)


def _distance(triple: Triple, row: FigureRow) -> int:
    """How near *triple* is to the value of *row*: it states the value, the thing counted by, what was counted, else."""
    number = number_of(triple.object)
    if number is not None and len(row.origins) == 1 and Decimal(number) == row.value:
        return 0
    if isinstance(row.thing, NamedNode) and triple.object == row.thing:
        return 1
    return 2 if triple.predicate == RDF.type else 3
