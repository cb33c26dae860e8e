"""Questions to a release: the curated questions, the origins of a statement, a table read back, the ledger.

``graph.build`` (for the questions that it publishes), the commands of ``graph`` and the server import this room. It
imports the modules of ``graph`` itself, never ``graph.build`` or ``graph.write``.
"""
