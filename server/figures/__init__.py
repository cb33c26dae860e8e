"""Figures: a page for each measure that the site declares, ``/figures/{key}``, with map, bars, table and downloads.

Imported by the rooms catalogue and pages, and by the OpenAPI description. May import graph, display, http,
query, pictures and questions, whose answers it shows.
"""
