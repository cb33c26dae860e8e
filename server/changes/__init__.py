"""Changes between releases: pages, feeds, and a section of the page of each thing.

It reads the record of changes that each release keeps, and uses the words of ``graph.compare``. Rooms that show pages
may import it. It may import ``display``, ``http`` and ``query``.
"""
