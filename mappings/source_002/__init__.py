"""Document 002: the Immigration Services Agency's guide to one-stop consultation counters for foreign residents.

``mappings.read.readers`` loads its reader; nothing else imports it. It may import ``mappings.layout``,
``mappings.read``, ``mappings.map`` and ``mappings.helpers``.
"""
