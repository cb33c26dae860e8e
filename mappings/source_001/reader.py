"""Reads document 001, the FY2023 report of the Council of Local Authorities for International Relations (CLAIR).

``layout.yaml`` and the chapters that it lists say where its facts stand; the modules beside this one read the lists and
the few pages that no pattern can.
"""

from __future__ import annotations

from mappings.layout.reading import layout_reader
from mappings.source_001.folder import FOLDER
from mappings.source_001.library import library

read = layout_reader(FOLDER, library)
