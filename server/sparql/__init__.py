"""``/sparql``: the SPARQL 1.1 Protocol, the service description, and the page with the editor.

Imported by the application only. May import graph, display, http, query, pictures and questions, whose drawings show an
answer as a picture. How a query is run and bounded is in the room ``query``.
"""
