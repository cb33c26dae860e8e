"""How RDF becomes a release, and how a release is read.

The modules of the room itself serve all of its parts: formats, dumps, releases, stores, usage, quality. ``build``
makes releases, ``compare`` compares them, ``publish`` puts them in place, ``write`` writes their files, ``ask`` reads
them. The server may import this room, but neither ``build`` nor ``publish``. This room imports ``mappings``,
``ontology`` and ``shapes``.
"""
