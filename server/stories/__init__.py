"""Stories: prose about the data, with the answers that the release carries for its numbers, tables and pictures.

What a story is, and how its queries are answered at build, is in graph. Imported by the application, by the room
catalogue and by the OpenAPI description. May import graph, display, http, query, pictures, and questions, whose tables
and drawings it shows.
"""
