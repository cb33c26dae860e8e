"""Answers to the queries of pages. They are cached, because a release never changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple, parse_query_results

from graph.formats import RESULTS_JSON
from server.display.publication import knowledge, publication
from server.display.query_requests import answer_of, request_for
from server.query.evaluation import EvaluationError
from server.settings import Limits

Term = NamedNode | BlankNode | Literal | Triple

MOST_KEPT = 512
"""The most answers in the cache."""
MOST_ROWS = 5000
"""The rows of the largest answer that is cached."""


@dataclass(frozen=True)
class Rows:
    """The answer to a SELECT: the names of its columns, and its rows with None where nothing is bound."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def column(self, index: int) -> tuple[Term | None, ...]:
        """The values of one column."""
        return tuple(row[index] for row in self.rows)


class Answers:
    """The answers asked for most recently, by release and query. Threads may share it."""

    def __init__(self, most_kept: int = MOST_KEPT, most_rows: int = MOST_ROWS) -> None:
        self._most_kept = most_kept
        self._most_rows = most_rows
        self._rows: OrderedDict[tuple[str, str], Rows] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, version: str, query: str) -> Rows | None:
        """The cached answer to *query* on the release *version*, or None."""
        with self._lock:
            rows = self._rows.get((version, query))
            if rows is not None:
                self._rows.move_to_end((version, query))
            return rows

    def keep(self, version: str, query: str, rows: Rows) -> None:
        """Keep *rows* unless there are too many; drop the answer that was asked for least recently."""
        if len(rows.rows) > self._most_rows:
            return
        with self._lock:
            self._rows[version, query] = rows
            while len(self._rows) > self._most_kept:
                self._rows.popitem(last=False)


def select(query: str, limits: Limits) -> Rows:
    """The answer to the SELECT *query* within *limits*.

    It is evaluated in a process that can be killed, like every query. Raises LimitError, BusyError, QuerySyntaxError
    and EvaluationError, the last also when *query* is not a SELECT.
    """
    answers = publication().once(Answers, Answers)
    version = knowledge().release.version
    rows = answers.get(version, query)
    if rows is not None:
        return rows
    answer = answer_of(request_for(query, RESULTS_JSON, is_results=True, limits=limits))
    with answer.file:
        parsed = parse_query_results(answer.file, format=RESULTS_JSON.results)
        if not isinstance(parsed, QuerySolutions):
            raise EvaluationError("the query is not a SELECT; a page shows rows")
        rows = Rows(
            tuple(variable.value for variable in parsed.variables), tuple(tuple(solution) for solution in parsed)
        )
    answers.keep(version, query, rows)
    return rows
