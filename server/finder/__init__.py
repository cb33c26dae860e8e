"""The finder: a search by facets (language, day, place, topic …), and suggestions of names as one types.

``facets.yaml`` of the site declares the facets as SPARQL patterns, which fill an index when a release is opened and
make the query of each state; a site without that file has no finder. ``things`` and ``pages`` may import this room; it
imports ``display``, ``http`` and ``pictures``, and the rooms before the server.
"""
