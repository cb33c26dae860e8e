"""The prefixes of the names of unfinished files and folders, which :mod:`graph.publish.sweeping` removes."""

from __future__ import annotations

from graph.release import CURRENT

DRAFT = ".draft-"
"""The folder of a release that is being built."""
LINK = f".{CURRENT}-"
"""A link that is about to become ``current``."""
DROPPED, NEW = ".dropped-", ".new-"
"""A part of a release that is being removed, and one that is being made again."""
