"""Descriptions of the data as a whole: dataset, releases, dumps, named graphs, ontology, quality, sitemap.

Imported by the application only. May import graph, display, http and pictures, and for the sitemap questions,
figures and stories.
"""
