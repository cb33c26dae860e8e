"""Things and the documents about them: ``/id``, ``/doc``, lists of a kind, linksets, figures, ``/compare``.

Imported by the application and the OpenAPI description. May import graph, display, http, finder and sources: a
page of a thing begins with cards of the finder, that of a row, table or document with what it holds.
"""
