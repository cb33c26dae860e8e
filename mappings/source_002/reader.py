"""Reads document 002, the guide to one-stop consultation counters.

``layout.yaml`` and the chapters that it lists say where its facts stand; the modules beside this one read timelines,
overviews and charts, whose cells no pattern can tell apart.
"""

from __future__ import annotations

from mappings.layout.reading import layout_reader
from mappings.source_002.flow import LOOKUPS
from mappings.source_002.introductions import check_introductions
from mappings.source_002.library import library

read = layout_reader(LOOKUPS.parent, library, check_introductions)
