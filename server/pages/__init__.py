"""Pages about the site itself: the home page, the search, ``/about``, messages about errors; small pages for frames.

Imported by the application and the OpenAPI description. May import graph, display, http, finder,
questions and figures.
"""
