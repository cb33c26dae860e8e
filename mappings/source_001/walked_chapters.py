"""All chapters."""

from __future__ import annotations

from collections.abc import Callable

from mappings.layout.declaration import load_layout
from mappings.layout.outline import Part
from mappings.layout.reading import Library, read_by_layout
from mappings.layout.verbs import Odd, Run
from mappings.read.document import Document
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.builder import Builder, schemas
from mappings.source_001.chapters.jetaa import read_jetaa_projects
from mappings.source_001.cursor import Cursor
from mappings.source_001.folder import FOLDER, LOOKUPS
from mappings.source_001.library import library
from mappings.source_001.outline import Outline


def _walk(*readers: Callable[[Cursor], None]) -> Odd:
    """Sections that *readers* walk through, one after another."""

    def read(run: Run, part: Part) -> None:
        assert isinstance(run.builder, Builder)
        cursor = Cursor(run.builder, part.first)
        for reader in readers:
            reader(cursor)

    return read


def _library() -> Library:
    shared = library()
    odd = {**shared.odd,
        "jetaa": _walk(read_jetaa_projects),
    }
    return Library(shared.patterns, shared.filters, shared.listers, odd)


def read_chapters(document: Document, keys: Keys) -> Reading:
    """Rows, notes and sections. Raises ReaderError at the first line of an unknown shape."""
    builder = Builder(document, keys)
    return read_by_layout(load_layout(FOLDER, schemas()), builder, LOOKUPS, _library())
