"""One query, evaluated against a store and written in a format, within limits of rows and bytes.

An evaluator process (:mod:`server.query.evaluator`) does this; here nothing is known of processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions

from graph.formats import RDF_FORMATS, RESULT_FORMATS, FormatError, by_extension
from graph.store import StatementStore, StoreUnavailableError
from graph.write.jsonld import Context, ContextError
from graph.write.lines import sort_key
from graph.write.serialisation import Serialiser
from ontology.errors import ReportedError
from server.query.describe import describe_query, description, in_default_graph, statements_about
from server.query.faults import QuerySyntaxError
from server.query.limits import byte_limit, row_limit
from server.query.output import PART, ROW_MARKS, Output
from server.query.request import QueryRequest
from server.query.results import write_results, write_truth
from server.query.syntax import syntax_error
from server.query.tokeniser import has_dataset

_RDF = by_extension(RDF_FORMATS)
_RESULTS = by_extension(RESULT_FORMATS)
_DESCRIBE = "describe"


class EvaluationError(ReportedError):
    """The engine could not evaluate a query that it could read."""

    status = 400
    title = "Query failed"


@dataclass(frozen=True)
class Evaluator:
    """Evaluates queries on a store and writes the answers."""

    store: StatementStore
    base: str
    prefixes: Mapping[str, str] = field(default_factory=dict)
    context: Context = field(default_factory=Context)
    kinds: Sequence[str] = ()
    """The kinds of things of the release: of each, a prefix that a query may declare."""

    @cached_property
    def _serialiser(self) -> Serialiser:
        return Serialiser(self.prefixes, self.base, self.context)

    def evaluate(self, request: QueryRequest, send: Callable[[bytes], None]) -> bytes:
        """The answer to *request*, or its end: *send* takes what comes before it, where it is long.

        Raises QuerySyntaxError, EvaluationError, LimitError, StoreUnavailableError; parts sent before the error are
        void.
        """
        dataset = self._dataset(request)
        may_describe = not request.is_results and _DESCRIBE in request.query.lower()
        described = describe_query(request.query) if may_describe else None
        text = request.query if described is None else described.text()
        try:
            answer = self.store.query(text, base=request.base, **dataset)
        except SyntaxError as error:
            raise self._syntax_error(request.query, str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise EvaluationError(f"the query could not be evaluated: {error}") from error
        try:
            if isinstance(answer, QueryBoolean):
                return write_truth(answer, _RESULTS[request.format])
            if isinstance(answer, QuerySolutions):
                return self._results(answer, request, send)
            if described is not None:
                statements = description(self.store, described, dataset, request.base)
                return self._graph(statements, request, send)
            return self._graph(map(in_default_graph, answer), request, send)
        except SyntaxError as error:
            if self.store.is_remote:
                raise StoreUnavailableError(f"the store sent an answer that cannot be read: {error}") from error
            raise EvaluationError(f"the query could not be evaluated: {error}") from error
        except (FormatError, ContextError) as error:
            raise EvaluationError(str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise EvaluationError(f"the query could not be evaluated: {error}") from error

    def describe(self, resources: Iterable[NamedNode], request: QueryRequest, send: Callable[[bytes], None]) -> bytes:
        """As :meth:`evaluate`, of the query that describes *resources* in the default graph.

        Raises LimitError, EvaluationError.
        """
        quads = list(islice(statements_about(self.store, resources), request.max_rows + 1))
        if len(quads) > request.max_rows:
            raise row_limit(request.max_rows)
        try:
            return self._written(quads, request, send)
        except (FormatError, ContextError) as error:
            raise EvaluationError(str(error)) from error

    def _syntax_error(self, query: str, message: str) -> QuerySyntaxError:
        declarable = {kind: f"{self.base}/id/{kind}/" for kind in self.kinds} | dict(self.prefixes)
        return syntax_error(query, message, declarable, self.base)

    def _dataset(self, request: QueryRequest) -> dict[str, Any]:
        """The dataset of *request* for the store, as arguments of its method ``query``."""
        if request.default_graphs or request.named_graphs:
            # Section 2.1.4: a dataset in the request replaces that of the query; its parts that are not named are
            # empty.
            return {
                "default_graph": [NamedNode(iri) for iri in request.default_graphs],
                "named_graphs": [NamedNode(iri) for iri in request.named_graphs],
            }
        return {"has_dataset": has_dataset(request.query)} if self.store.is_remote else {}

    @staticmethod
    def _results(answer: QuerySolutions, request: QueryRequest, send: Callable[[bytes], None]) -> bytes:
        marks = ROW_MARKS[request.format]
        output = Output(send, max_bytes=request.max_bytes, max_rows=request.max_rows, marks=marks)
        write_results(answer, _RESULTS[request.format], output)
        return output.rest()

    def _graph(self, statements: Iterable[Quad], request: QueryRequest, send: Callable[[bytes], None]) -> bytes:
        # Each statement once, as a graph is a set: the engine repeats what several solutions construct.
        quads: dict[Quad, None] = {}
        for quad in statements:
            quads[quad] = None
            if len(quads) > request.max_rows:
                raise row_limit(request.max_rows)
        if request.is_ordered:
            return self._written(sorted(quads, key=_place_in_file, reverse=True), request, send)
        return self._written(list(quads), request, send)

    def _written(self, quads: Sequence[Quad], request: QueryRequest, send: Callable[[bytes], None]) -> bytes:
        chosen = _RDF[request.format]
        data = self._serialiser.serialise_default_graph(quads, chosen)
        if len(data) > request.max_bytes:
            raise byte_limit(request.max_bytes)
        last = max(0, (len(data) - 1) // PART * PART)
        for start in range(0, last, PART):
            send(data[start : start + PART])
        return data[last:]


def _place_in_file(quad: Quad) -> str:
    """Where *quad* stands in a file of its graph."""
    return sort_key(str(quad.triple))
