"""Document 003: who is in charge of Japanese-language education or international affairs, by local government.

``mappings.read.readers`` loads its reader; nothing else imports it. It may import ``mappings.read``, ``mappings.map``
and ``mappings.helpers``.
"""
