"""From the support of JET participants to the end: a cursor walks down the document and takes every line once."""

from __future__ import annotations

from mappings.read.document import Document
from mappings.read.keys import Keys
from mappings.read.reading import Reading
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
from mappings.source_001.chapters.jet_support import read_career_training, read_jet_support
from mappings.source_001.chapters.jetaa import read_jetaa_projects
from mappings.source_001.chapters.magazines import read_magazines
from mappings.source_001.chapters.organisation import read_organisation
from mappings.source_001.chapters.outreach import read_outreach
from mappings.source_001.chapters.publications import read_publications
from mappings.source_001.chapters.staff import read_staff
from mappings.source_001.chapters.supports import read_supports
from mappings.source_001.cursor import Cursor


def read_walked_chapters(document: Document, keys: Keys, first: int) -> Reading:
    """Rows, notes and sections from line *first* on. Raises ReaderError at the first line of an unknown shape."""
    cursor = Cursor(document, keys, first)
    career_training = read_jet_support(cursor)
    cursor.heading(r"＜海外事務所における JETAA 等との連携による事業一覧＞")
    read_career_training(cursor, career_training)
    read_jetaa_projects(cursor)
    read_exchange_support(cursor)
    read_exchange_award(cursor)
    read_online_seminars(cursor)
    read_cooperation_model(cursor)
    read_cooperation_seminar(cursor)
    read_overseas_executives(cursor)
    read_conferences(cursor)
    read_trainees(cursor)
    read_expert_dispatches(cursor)
    read_magazines(cursor)
    read_outreach(cursor)
    read_publications(cursor)
    read_staff(cursor)
    read_supports(cursor)
    read_boards(cursor)
    read_officers(cursor)
    read_organisation(cursor)
    return cursor.builder.reading
