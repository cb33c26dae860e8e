"""Things and the documents about them: ``/id``, ``/doc``, ``/print``, lists of a kind, linksets, sheets, ``/compare``.

Imported by the pages, the application and the OpenAPI description. May import graph, display, http, pictures, finder,
figures and sources: the page of a thing begins with a sheet or with cards of the finder, that of a row, table or
document with its content; a sheet shows the rank of the thing in the figures. The changes of a thing come from
``changes``.
"""
