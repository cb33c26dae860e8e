"""The request to an evaluator: a query with the format and limits of its answer."""

from __future__ import annotations

import marshal
from dataclasses import dataclass

from graph.store import may_read_other_graphs


@dataclass(kw_only=True)
class QueryRequest:
    """A query as the protocol gives it (SPARQL 1.1 Protocol, section 2.1), with what its answer may use.

    Nobody changes one. To say so by ``frozen`` takes three microseconds of each look-up.
    """

    query: str
    format: str
    """Extension of the answer's format."""
    is_results: bool
    """Is it answered by a result set (SELECT, ASK), not by RDF?"""
    max_rows: int
    """Rows of a result set, statements of a graph."""
    max_bytes: int
    """Bytes of the answer."""
    max_seconds: float
    max_memory: int
    """Bytes of memory that the evaluation may take."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    """The base of relative IRIs in the query (SPARQL 1.1, section 4.1.1.2): the URL of the endpoint."""
    is_ordered: bool = False
    """Are the statements of an answer in RDF sorted, the last first? Else they come as the engine gives them."""

    @property
    def may_read_other_graphs(self) -> bool:
        """May its answer need more than the default graph?"""
        return bool(self.default_graphs or self.named_graphs) or may_read_other_graphs(self.query)

    def packed(self) -> bytes:
        """For the way to an evaluator, which is a fork of this process and so the same interpreter."""
        return marshal.dumps(tuple(self.__dict__.values()))

    @classmethod
    def unpacked(cls, data: bytes) -> QueryRequest:
        """The reverse of :meth:`packed`."""
        return cls(**dict(zip(cls.__dataclass_fields__, marshal.loads(data), strict=True)))
