"""How a release is put where servers look for it: written as a draft, renamed when complete, made the current one.

``graph.build`` and ``graph.commands`` import this room; the server never does. It imports the modules of ``graph``,
and the checksums of files of ``graph.write``.
"""
