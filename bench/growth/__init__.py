"""Tables of this domain at a chosen size, and the cost of a release of them: ``python -m bench.growth --help``.

Only tests import this room. It may import every other room.
"""
