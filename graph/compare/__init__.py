"""Two releases, or two files of statements, compared: what came, what went, and what that means in words.

Everything here is a function of two sets of statements: the same two give the same bytes. It may import ``write``,
``mappings`` and ``ontology``.
"""
