"""The marks beside the values of a figure: for each the statements that it rests on, by the records of the value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pyoxigraph import NamedNode, Triple

from graph.ask.trace import Origin, supported
from ontology.vocabulary import RDF
from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.publication import knowledge, publication
from server.figures.declaration import Figure
from server.figures.values import FigureRow, FigureValues
from server.questions.answer_table import number_of

MOST = 8
"""The most records that a mark names; the downloads have all."""


def marks_of(figure: Figure, values: FigureValues) -> Mapping[FigureRow, tuple[Origin, ...]]:
    """For each row of *figure* its first records, each with the statement that the value rests on."""
    return publication().once(
        (marks_of, figure.key), lambda: {row: tuple(_marked(row, knowledge())) for row in values.rows}
    )


def _marked(row: FigureRow, knowledge: Knowledge) -> Iterator[Origin]:
    for origin in row.origins[:MOST]:
        record = knowledge.iri(Thing("record", f"{origin.table}/{origin.row}"))
        stated = supported(knowledge.store, knowledge.namespace, record)
        triples = (triple for triple in stated if triple.subject != record)  # not what is said of the row itself
        nearest = min(triples, key=lambda triple: (_distance(triple, row), str(triple)), default=None)
        if nearest is not None:
            yield from (marked for marked in knowledge.origins(nearest) if marked == origin)


def _distance(triple: Triple, row: FigureRow) -> int:
    """How near *triple* is to the value of *row*: it states the value, the thing counted by, what was counted, else."""
    number = number_of(triple.object)
    if number is not None and len(row.origins) == 1 and Decimal(number) == row.value:
        return 0
    if isinstance(row.thing, NamedNode) and triple.object == row.thing:
        return 1
    return 2 if triple.predicate == RDF.type else 3
