"""Statements in the format that a client wants."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import DefaultGraph, Quad

from graph.formats import TABLE_CSV, Format
from server.display.publication import knowledge
from server.display.statement_table import statement_table


def data(quads: Sequence[Quad], chosen: Format) -> str | bytes:
    """*quads* in the format *chosen*, which is one of RDF or the table of statements, with the release's prefixes."""
    if chosen == TABLE_CSV:
        return statement_table([quad for quad in quads if quad.graph_name == DefaultGraph()])
    return knowledge().serialiser.serialise(quads, chosen)
