"""Document 001: the FY2023 report of the Council of Local Authorities for International Relations (CLAIR).

``mappings.read.readers`` loads its reader; nothing else imports it. It may import ``mappings.layout``,
``mappings.read``, ``mappings.map`` and ``mappings.helpers``.
"""
