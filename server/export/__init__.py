"""How a release becomes files that a web server gives out without us: answers of the application, and how to choose.

``server.commands`` imports this room; nothing else does. It runs the application of ``app`` in processes of its own,
and takes compression and headers of ``http``, settings of ``server``, knowledge and languages of ``display``.
"""
