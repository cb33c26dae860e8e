"""Questions that people ask, and pictures of the data: ``/questions`` and ``/pictures``, each the answer to a query.

Imported by the rooms pages, sparql and catalogue, and by the OpenAPI description. May import graph, display, http,
query and pictures.
"""
