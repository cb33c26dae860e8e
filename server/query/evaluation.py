"""One query, evaluated against a store and written in a format, within limits of rows and bytes.

This is what runs inside the process that may be killed (:mod:`server.query.isolation`); it knows nothing of processes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import IO, Any, cast

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    Triple,
    parse_query_results,
)

from graph.formats import RDF_FORMATS, RESULT_FORMATS, Format, by_extension
from graph.store import StatementStore, StoreUnavailableError
from graph.write.jsonld import Context
from graph.write.serialisation import serialise
from ontology.errors import ReportedError
from server.query.describe import DescribeQuery, describe_query
from server.query.tokeniser import QuerySyntaxError, has_dataset

_FORMATS = {"results": by_extension(RESULT_FORMATS), "rdf": by_extension(RDF_FORMATS)}
_ENGINE_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_CHARACTER_CLASS = re.compile(r"\[(?:'[^']*'|[^\]'])*\]")
_AT_ONCE = 500
_CHUNK = 1024 * 1024


class LimitError(ReportedError):
    """A limit was exceeded: *limit* names it, *value* is what it stands at.

    The status is 400: 503 would say that the same query may succeed later, and it will not.
    """

    status = 400
    title = "Query exceeds a limit"

    def __init__(self, limit: str, value: float, message: str) -> None:
        super().__init__(message)
        self.limit = limit
        self.value = value

    @property
    def members(self) -> Mapping[str, object]:
        """The limit and its value."""
        return {"limit": self.limit, "value": self.value}


class EvaluationError(ReportedError):
    """The engine could not evaluate a query that it could read."""

    status = 400
    title = "Query failed"


@dataclass(frozen=True)
class QueryRequest:
    """A query as the protocol gives it (SPARQL 1.1 Protocol, section 2.1), with what the answer may use."""

    query: str
    format: str
    """Extension of the answer's format."""
    is_results: bool
    """Is it answered by a result set (SELECT, ASK), not by RDF?"""
    max_rows: int
    max_bytes: int
    max_seconds: float
    max_memory: int
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For the way to the process that evaluates it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> QueryRequest:
        """The reverse of :meth:`to_dict`."""
        names = ("default_graphs", "named_graphs")
        values: dict[str, Any] = {key: tuple(value) if key in names else value for key, value in data.items()}
        return cls(**values)


@dataclass(frozen=True)
class Evaluator:
    """Evaluates queries on a store and writes the answers."""

    store: StatementStore
    base: str
    prefixes: Mapping[str, str] = field(default_factory=dict)
    context: Context = field(default_factory=Context)

    def evaluate(self, request: QueryRequest, output: IO[bytes]) -> int:
        """Write the whole answer to *output* and give its number of rows.

        Raises QuerySyntaxError, EvaluationError, or LimitError; what is in *output* then is of no use.
        """
        chosen = _FORMATS["results" if request.is_results else "rdf"][request.format]
        dataset: dict[str, Any] = {"has_dataset": has_dataset(request.query)}
        if request.default_graphs or request.named_graphs:
            # Section 2.1.4: a dataset in the request replaces the one in the query; what is not named is empty.
            dataset = {
                "default_graph": [NamedNode(iri) for iri in request.default_graphs],
                "named_graphs": [NamedNode(iri) for iri in request.named_graphs],
            }
        try:
            answer = self.store.query(request.query, **dataset)
        except SyntaxError as error:
            raise syntax_error(str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise EvaluationError(f"the query could not be evaluated: {error}") from error
        bounded = _Bounded(output, request.max_bytes)
        try:
            if isinstance(answer, QuerySolutions | QueryBoolean):
                return _results(answer, chosen, request, bounded)
            described = describe_query(request.query)
            triples = answer if described is None else self._description(described, dataset)
            return self._triples(triples, chosen, request, bounded)
        except SyntaxError as error:
            raise StoreUnavailableError(f"the store sent an answer that cannot be read: {error}") from error
        except (OSError, ValueError, RuntimeError) as error:
            if bounded.is_full:
                raise byte_limit(request.max_bytes) from error
            raise EvaluationError(f"the query could not be evaluated: {error}") from error

    def _description(self, query: DescribeQuery, dataset: dict[str, Any]) -> Iterator[Triple]:
        """The symmetric description of what *query* names, in its dataset."""
        resources: dict[str, None] = {}
        for text in filter(None, (query.of_names(), query.of_variables())):
            answer = self.store.query(text, **dataset)
            assert isinstance(answer, QuerySolutions)
            for solution in answer:
                resources |= dict.fromkeys(str(term) for term in solution if isinstance(term, NamedNode))
        # In parts, so that no query grows without bound; a statement between two of them is made once by _triples.
        iris = list(resources)
        for start in range(0, len(iris), _AT_ONCE):
            answer = self.store.query(query.about(iris[start : start + _AT_ONCE]), **dataset)
            assert not isinstance(answer, QuerySolutions | QueryBoolean)
            yield from answer

    def _triples(self, answer: Iterable[Triple], chosen: Format, request: QueryRequest, output: _Bounded) -> int:
        # Each statement once, as a graph is a set: the engine repeats what several solutions construct.
        quads: dict[Quad, None] = {}
        for triple in answer:
            quads[Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())] = None
            if len(quads) > request.max_rows:
                raise row_limit(request.max_rows)
        data = serialise(list(quads), chosen, prefixes=self.prefixes, base=self.base, context=self.context)
        for start in range(0, len(data), _CHUNK):
            output.write(data[start : start + _CHUNK])
        return len(quads)


def _results(answer: QuerySolutions | QueryBoolean, chosen: Format, request: QueryRequest, output: _Bounded) -> int:
    results = chosen.results
    assert results is not None
    file = cast(IO[bytes], output)
    if isinstance(answer, QueryBoolean):
        if chosen.extension in ("csv", "tsv"):
            # The recommendation defines these for SELECT only; a header and a value is what spreadsheets expect.
            output.write(b"boolean\r\n" if chosen.extension == "csv" else b"?boolean\n")
            output.write(b"true" if bool(answer) else b"false")
            output.write(b"\r\n" if chosen.extension == "csv" else b"\n")
        else:
            answer.serialize(file, format=results)
        return 1
    answer.serialize(file, format=results)
    # Rows are counted afterwards, in what was written, and only when there are bytes enough for too many of them.
    shortest_row = 1 if chosen.extension in ("csv", "tsv") else 2
    if output.written < request.max_rows * shortest_row:
        return -1
    rows = _count_rows(output.inner, chosen, request.max_rows)
    if rows > request.max_rows:
        raise row_limit(request.max_rows)
    return rows


def _count_rows(written: IO[bytes], chosen: Format, at_most: int) -> int:
    """The rows of a result set that was written, counted up to one more than *at_most*."""
    written.flush()
    written.seek(0)
    rows: Iterator[Any]
    if chosen.extension == "csv":
        text = io.TextIOWrapper(written, encoding="utf-8", newline="")
        rows = csv.reader(text)
        next(rows)  # the header
        count = sum(1 for _ in islice(rows, at_most + 1))
        text.detach()
    else:
        assert chosen.results is not None
        parsed = parse_query_results(written, format=chosen.results)
        assert isinstance(parsed, QuerySolutions)
        count = sum(1 for _ in islice(parsed, at_most + 1))
    written.seek(0, io.SEEK_END)
    return count


class _Bounded(io.RawIOBase):
    """Passes bytes on until there are too many."""

    def __init__(self, inner: IO[bytes], limit: int) -> None:
        self.inner = inner
        self.limit = limit
        self.written = 0
        self.is_full = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.written += len(data)
        if self.written > self.limit:
            self.is_full = True
            raise byte_limit(self.limit)
        self.inner.write(data)
        return len(data)


def row_limit(rows: int) -> LimitError:
    """The error for an answer with more than *rows* rows."""
    return LimitError(
        "rows", rows, f"the answer has more than {rows} rows; add LIMIT and OFFSET, aggregate, or take a dump"
    )


def byte_limit(size: int) -> LimitError:
    """The error for an answer of more than *size* bytes."""
    return LimitError(
        "bytes",
        size,
        f"the answer is larger than {size} bytes; add LIMIT and OFFSET, ask for fewer columns, or take a dump",
    )


def time_limit(seconds: float) -> LimitError:
    """The error for a query that ran longer than *seconds*."""
    return LimitError(
        "seconds",
        seconds,
        f"the query ran longer than {seconds:g} s; make its patterns more specific, add LIMIT, or load a dump yourself",
    )


def memory_limit(size: int) -> LimitError:
    """The error for a query that needed more than *size* bytes of memory."""
    return LimitError(
        "memory",
        size,
        f"the query needed more than {size // (1024 * 1024)} MiB of memory, or is nested too deeply; sort, group and "
        "join less at once, or load a dump yourself",
    )


def syntax_error(message: str) -> QuerySyntaxError:
    """The engine's message as an error that knows its line and column."""
    match = _ENGINE_PLACE.match(message)
    if match is None:
        return QuerySyntaxError(message)
    return QuerySyntaxError(_readable(match[3]), int(match[1]), int(match[2]))


def _readable(message: str) -> str:
    """What the engine expected, without its classes of characters."""
    head, found, rest = message.partition("expected one of ")
    if not found:
        return " ".join(message.split())
    choices = [choice.strip() for choice in _CHARACTER_CLASS.sub("", rest).split(", ")]
    return head + found + ", ".join(choice for choice in choices if choice)
