"""Statements to bytes: in any format, with the prefixes and the JSON-LD context of a release; and its dumps.

``graph.build``, the commands of ``graph`` and the server import this room. It imports the modules of ``graph`` itself.
"""
