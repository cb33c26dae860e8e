"""Document 000: pages on internationalisation of prefectures and designated cities, as surveyed in July 2014.

``mappings.read.readers`` loads its reader; nothing else imports it. It may import ``mappings.read``, ``mappings.map``
and ``mappings.helpers``.
"""
