"""Pages about the site itself: the home page, the search, ``/about``, messages about errors.

Imported by the application and the OpenAPI description. May import graph, display, http, finder and questions.
"""
