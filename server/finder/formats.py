"""What the results of the finder can be had in."""

from __future__ import annotations

from graph.formats import HTML, JSON, SPARQL_QUERY, TABLE_CSV, TURTLE

FORMATS = (HTML, TABLE_CSV, JSON, TURTLE, SPARQL_QUERY)
"""The preferred first."""
