"""What changed between releases: pages, feeds, and what the page of a thing tells of it.

It reads what each release keeps of the changes since the one before, with the words of ``graph.compare``. It may import
``display``, ``http`` and ``query``.
"""
