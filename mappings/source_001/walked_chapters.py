"""From the support of JET participants to the end, by the chapters of ``layout.yaml``."""

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
from mappings.source_001.chapters.boards import read_boards, read_officers
from mappings.source_001.chapters.exchange import (
    read_conferences,
    read_cooperation_seminar,
    read_online_seminars,
    read_overseas_executives,
)
from mappings.source_001.chapters.exchange_grants import (
    read_cooperation_model,
    read_exchange_award,
    read_exchange_support,
    read_expert_dispatches,
    read_trainees,
)
from mappings.source_001.chapters.jetaa import read_jetaa_projects
from mappings.source_001.chapters.magazines import read_magazines
from mappings.source_001.chapters.organisation import read_organisation
from mappings.source_001.chapters.outreach import read_outreach
from mappings.source_001.chapters.publications import read_publications
from mappings.source_001.chapters.staff import read_staff
from mappings.source_001.chapters.supports import read_supports
from mappings.source_001.cursor import Cursor
from mappings.source_001.folder import FOLDER, LOOKUPS
from mappings.source_001.library import library


def _exchange(cursor: Cursor) -> None:
    read_exchange_support(cursor)
    read_exchange_award(cursor)
    read_online_seminars(cursor)
    read_cooperation_model(cursor)
    read_cooperation_seminar(cursor)
    read_overseas_executives(cursor)
    read_conferences(cursor)
    read_trainees(cursor)
    read_expert_dispatches(cursor)


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
    odd = {
        "jetaa": _walk(read_jetaa_projects),
        "exchange": _walk(_exchange),
        "magazines": _walk(read_magazines),
        "outreach": _walk(read_outreach),
        "publications": _walk(read_publications),
        "staff": _walk(read_staff),
        "supports": _walk(read_supports),
        "boards": _walk(read_boards, read_officers, read_organisation),
    }
    return Library(shared.patterns, shared.filters, shared.listers, odd)


def read_walked_chapters(document: Document, keys: Keys, first: int) -> Reading:
    """Rows, notes and sections from line *first* on. Raises ReaderError at the first line of an unknown shape."""
    builder = Builder(document, keys)
    return read_by_layout(load_layout(FOLDER, schemas()), builder, LOOKUPS, _library(), first)
