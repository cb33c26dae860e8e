"""Things and the documents about them: ``/id``, ``/doc``, ``/print``, lists of a kind, linksets, sheets, ``/compare``.

Imported by the pages, the application and the OpenAPI description. May import graph, display, http, pictures, finder,
figures and sources: a page of a thing begins with a sheet or with cards of the finder, that of a row, table or document
with what it holds; a sheet shows where the thing stands in the figures. What changed of a
thing is told by ``changes``.
"""
