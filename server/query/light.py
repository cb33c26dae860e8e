"""Light queries: queries whose cost has a small bound. The worker answers them itself.

Handing a look-up to another process and back costs several times what the engine needs to answer it. An evaluator
process is for queries that may take long or need much memory. A light query does neither: before it runs it is known to
read at most :data:`MOST_WALKED` statements.
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
"""The engine reads that many statements in half a millisecond."""
_SURPRISING_SECONDS = 0.05
"""A light query that takes longer is watched; if one of its shape takes longer again, the shape counts as heavy."""

_log = logging.getLogger("tabunka.server")


class LightQueries:
    """Answers light queries on the store of *evaluator*, which has the *cardinalities*; tells *observer*."""

    def __init__(self, evaluator: Evaluator, cardinalities: Cardinalities, observer: Observer | None = None) -> None:
        self._evaluator = evaluator
        self._cardinalities = cardinalities
        self._observer = observer or Unobserved()
        self._watched: set[Shape] = set()
        """Shapes of queries that took long, perhaps because the machine was busy: their processor time is measured."""
        self._surprising: set[Shape] = set()

    def answer(self, request: QueryRequest) -> bytes | None:
        """The answer to *request*, or None where its query is not light. Raises the errors of the evaluator."""
        shape, iris = shape_of(request.query)
        if shape is None or (self._surprising and shape in self._surprising):
            return None
        if shape.most(iris, self._cardinalities) > MOST_WALKED:
            return None
        # Reading the processor time takes many times as long as reading the wall clock.
        clock = time.thread_time if self._watched and shape in self._watched else time.perf_counter
        parts: list[bytes] = []
        began = clock()
        if shape.described:
            try:
                resources = [NamedNode(constant.of(iris)[1:-1]) for constant in shape.described]
            except ValueError:  # not an IRI: the engine reports the error
                return None
            last = self._evaluator.describe(resources, request, parts.append)
        else:
            last = self._evaluator.evaluate(request, parts.append)
        if clock() - began > _SURPRISING_SECONDS:
            self._judge(shape)
        self._observer.query_ended(outcome_of(None))
        return b"".join([*parts, last]) if parts else last

    def _judge(self, shape: Shape) -> None:
        """Watch *shape*, since a query of it took long; if it was watched already, count it as heavy from now on."""
        if shape not in self._watched:
            self._watched.add(shape)
            return
        _log.warning("a light query took long twice; queries of its shape now go to an evaluator")
        self._surprising.add(shape)
