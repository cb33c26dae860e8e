"""Comparison of two releases, or of two files of statements: what was added, what was removed, and that in words.

Everything here is a function of two sets of statements: the same two give the same bytes. It may import ``write``,
``mappings`` and ``ontology``.
"""
