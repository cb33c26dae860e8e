"""The server: pages, URIs, SPARQL and dumps of a release, and the command line.

``app.py`` puts the rooms together and ``processes`` runs them; the modules in this folder are what starts it all, and
settings and metrics, which every room may import. The server imports ``graph`` and what that imports.
"""
