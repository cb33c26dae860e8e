"""Tables to a validated release: map them, describe the dataset, validate, count, publish.

Only the commands of ``graph`` and tests import this room. It imports ``graph.write``, the questions of ``graph.ask``,
``graph.publish``, ``graph.compare``, and the modules of ``graph`` itself.
"""
