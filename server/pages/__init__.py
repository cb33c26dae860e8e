"""Pages about the site itself: the home page, the search, ``/about``, errors; small pages for frames, previews.

Imported by the application and the OpenAPI description. May import graph, display, http, pictures, finder,
questions, figures, things and changes.
"""
