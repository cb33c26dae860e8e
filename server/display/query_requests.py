"""A request's query, handed to the runner of this application."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import request

from graph.formats import Format
from server.display.publication import publication
from server.http.gateway import IS_GONE
from server.query.request import QueryRequest
from server.query.runner import Answer
from server.settings import Limits


def request_for(
    query: str,
    chosen: Format,
    *,
    is_results: bool,
    limits: Limits,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    base: str | None = None,
) -> QueryRequest:
    """*query* with what it may use, and the *base* of its relative IRIs."""
    return QueryRequest(
        query=query,
        format=chosen.extension,
        is_results=is_results,
        max_rows=limits.rows,
        max_bytes=limits.bytes,
        max_seconds=limits.seconds,
        max_memory=limits.memory,
        default_graphs=tuple(default_graphs),
        named_graphs=tuple(named_graphs),
        base=base,
    )


def is_gone_of(environ: Mapping[str, Any]) -> Callable[[], bool] | None:
    """A function that tells whether the client of a request has disconnected; None where the server cannot tell."""
    is_gone: Callable[[], bool] | None = environ.get(IS_GONE)
    return is_gone


def answer_of(query: QueryRequest) -> Answer:
    """The answer to *query*, which stops when this request's client disconnects. Raises the errors of Runner.run."""
    return publication().runner.run(query, is_gone_of(request.environ))
