"""The formats of the finder's results."""

from __future__ import annotations

from graph.formats import GEOJSON, HTML, JSON, SPARQL_QUERY, TABLE_CSV, TURTLE

FORMATS = (HTML, TABLE_CSV, JSON, GEOJSON, TURTLE, SPARQL_QUERY)
"""The preferred first."""
