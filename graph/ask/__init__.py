"""Questions to a release: curated ones, where a statement comes from, a table read back, the ledger.

``graph.build`` (for the questions that it publishes), the commands of ``graph`` and the server import this room. It
imports the modules of ``graph`` itself, never ``graph.build`` or ``graph.write``.
"""
