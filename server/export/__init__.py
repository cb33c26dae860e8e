"""The export of a release as files that a web server serves alone: all answers, and rules to choose between them.

``server.commands`` imports this room; nothing else does. It runs the application of ``app`` in processes of its own,
and takes compression and headers of ``http``, settings of ``server``, knowledge and languages of ``display``.
"""
