"""Light queries: those whose cost has a small bound. They are answered where they arrive, in the worker itself.

To hand a look-up to another process and back costs several times what the engine needs for it. A process of its own is
for queries that may take long or run out of memory; of a light one it is known beforehand that it walks through at most
:data:`MOST_WALKED` statements, so it can do neither.
"""

from __future__ import annotations

import logging
import time

from pyoxigraph import NamedNode

from graph.cardinality import Cardinalities
from server.query.evaluation import Evaluator
from server.query.request import QueryRequest
from server.query.runner import Observer, Unobserved, outcome_of
from server.query.shape import Shape, shape_of

MOST_WALKED = 2000
"""The most statements that a light query walks through: reading and writing them takes up to 10 ms. For a larger answer
the way to an evaluator adds a tenth of that at most."""
_SURPRISING_SECONDS = 0.05
"""A query that computed for so many seconds was not light. After two of a shape, its queries go to an evaluator."""
_MOST_REMEMBERED = 1000
"""The most shapes that are remembered because a query of them took long."""
_MOST_PARTS = 4
"""The most parts of an answer, of 256 KiB each. A larger answer is left to an evaluator, which keeps none in memory."""

_log = logging.getLogger("tabunka.server")


class _LargeAnswerError(Exception):
    """The answer is too large to be kept in memory."""


class _Parts(list[bytes]):
    """The parts of an answer. Raises _LargeAnswerError where there are too many."""

    def append(self, part: bytes) -> None:
        if len(self) == _MOST_PARTS:
            raise _LargeAnswerError
        super().append(part)


class LightQueries:
    """Answers light queries on the store of *evaluator*, which has the *cardinalities*; tells *observer* of each."""

    def __init__(self, evaluator: Evaluator, cardinalities: Cardinalities, observer: Observer | None = None) -> None:
        self._evaluator = evaluator
        self._cardinalities = cardinalities
        self._observer = observer or Unobserved()
        self._watched: set[Shape] = set()
        """Shapes of queries that took long, perhaps because the machine was busy: their processor time is measured."""
        self._surprising: set[Shape] = set()

    def answer(self, request: QueryRequest) -> bytes | None:
        """The answer to *request*, or None where its query is not light. Raises what an evaluator does."""
        shape, iris = shape_of(request.query)
        if shape is None or (self._surprising and self._is_surprising(shape)):
            return None
        if shape.most(iris, self._cardinalities) > MOST_WALKED:
            return None
        # The clock of a processor takes many times as long to read as the clock on the wall.
        clock = time.thread_time if self._watched and shape in self._watched else time.perf_counter
        parts = _Parts()
        began = clock()
        try:
            if shape.described:
                try:
                    resources = [NamedNode(constant.of(iris)[1:-1]) for constant in shape.described]
                except ValueError:  # no IRI, but a part of one: the engine explains it
                    return None
                last = self._evaluator.describe(resources, request, parts.append)
            else:
                last = self._evaluator.evaluate(request, parts.append)
        except _LargeAnswerError:
            return None
        if clock() - began > _SURPRISING_SECONDS:
            self._judge(shape)
        self._observer.query_ended(outcome_of(None))
        return b"".join([*parts, last]) if parts else last

    def _is_surprising(self, shape: Shape) -> bool:
        """Is *shape* not taken for light? Where very many are not, none is."""
        return shape in self._surprising or len(self._surprising) >= _MOST_REMEMBERED

    def _judge(self, shape: Shape) -> None:
        """Watch *shape*, of which a query took long; if it was watched already, take it for light no more."""
        if shape not in self._watched:
            if len(self._watched) >= _MOST_REMEMBERED:
                self._watched.clear()
            self._watched.add(shape)
            return
        _log.warning("a query taken for light was not; others of its shape go to an evaluator")
        self._surprising.add(shape)
