"""Reads document 001, the FY2023 report of the Council of Local Authorities for International Relations (CLAIR).

``layout.yaml`` and the chapters that it lists say where its facts stand; the modules beside this one read the lists and
the few pages that no pattern can.
"""

from __future__ import annotations

from mappings.layout.builder import Builder
from mappings.layout.declaration import load_layout
from mappings.layout.reading import read_by_layout
from mappings.map.sources import load_source
from mappings.read.document import Document
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.folder import FOLDER, LOOKUPS
from mappings.source_001.library import library


def read(document: Document, keys: Keys) -> Reading:
    """The rows, notes and sections of the whole document.

    Raises ReaderError, naming the line, for an unknown shape; nothing is guessed.
    """
    schemas = {schema.name: schema for schema in load_source(FOLDER).schemas}
    layout = load_layout(FOLDER, schemas)
    return read_by_layout(layout, Builder(document, keys, schemas), LOOKUPS, library())
