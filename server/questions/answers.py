"""Answers to the queries of pages: evaluated where every query is, kept because nothing in a release changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple, parse_query_results

from graph.formats import RESULTS_JSON
from server.display.asking import answer_of, request_for
from server.display.publication import knowledge, publication
from server.query.evaluation import EvaluationError
from server.settings import Limits

Term = NamedNode | BlankNode | Literal | Triple

KEPT = 512
"""How many answers are kept."""
LARGEST = 5000
"""Rows of the largest answer that is kept."""


@dataclass(frozen=True)
class Rows:
    """The answer to a SELECT: the names of its columns, and its rows with None where nothing is bound."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def column(self, index: int) -> tuple[Term | None, ...]:
        """The values of one column."""
        return tuple(row[index] for row in self.rows)


class Answers:
    """The answers asked for most recently, by release and query. Safe to use from several threads."""

    def __init__(self, kept: int = KEPT, largest: int = LARGEST) -> None:
        self._kept = kept
        self._largest = largest
        self._found: OrderedDict[tuple[str, str], Rows] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, version: str, query: str) -> Rows | None:
        """What *query* was answered on the release *version*, if that is known."""
        with self._lock:
            rows = self._found.get((version, query))
            if rows is not None:
                self._found.move_to_end((version, query))
            return rows

    def keep(self, version: str, query: str, rows: Rows) -> None:
        """Remember *rows*, unless they are too many; the answer that was not asked for longest goes."""
        if len(rows.rows) > self._largest:
            return
        with self._lock:
            self._found[version, query] = rows
            while len(self._found) > self._kept:
                self._found.popitem(last=False)


def select(query: str, limits: Limits) -> Rows:
    """The answer to the SELECT *query* within *limits*.

    It is evaluated in a process that can be killed, like every query. Raises LimitError, BusyError, QuerySyntaxError
    and EvaluationError, the last also when *query* is no SELECT.
    """
    answers = publication().once(Answers, Answers)
    version = knowledge().release.version
    kept = answers.get(version, query)
    if kept is not None:
        return kept
    answer = answer_of(request_for(query, RESULTS_JSON, is_results=True, limits=limits))
    with answer.file:
        parsed = parse_query_results(answer.file, format=RESULTS_JSON.results)
        if not isinstance(parsed, QuerySolutions):
            raise EvaluationError("the query is no SELECT; a page shows rows")
        rows = Rows(
            tuple(variable.value for variable in parsed.variables), tuple(tuple(solution) for solution in parsed)
        )
    answers.keep(version, query, rows)
    return rows
