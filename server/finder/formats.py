"""What the results of the finder can be had in."""

from __future__ import annotations

from graph.formats import HTML, TABLE_CSV, TURTLE, Format

JSON = Format("JSON", "", "application/json", "json", "table")
QUERY = Format("SPARQL", "", "application/sparql-query", "rq", "table")
FORMATS = (HTML, TABLE_CSV, JSON, TURTLE, QUERY)
"""The preferred first."""
