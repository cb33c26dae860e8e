"""Questions that people ask, ``/questions``: curated queries, their answers, and how answers are drawn.

Imported by the rooms pages, sparql and catalogue, and by the OpenAPI description. May import graph, display, http,
query and pictures.
"""
