"""Reads the second half of document 001, from the support of JET participants to the end."""

from __future__ import annotations

from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.sections_b.boards import read_boards, read_officers
from mappings.source_001.sections_b.cursor import Cursor
from mappings.source_001.sections_b.exchange import (
    read_conferences,
    read_cooperation_seminar,
    read_online_seminars,
    read_overseas_executives,
)
from mappings.source_001.sections_b.grants import (
    read_cooperation_model,
    read_exchange_award,
    read_exchange_support,
    read_expert_dispatches,
    read_trainees,
)
from mappings.source_001.sections_b.jet import read_career_training, read_jet_support
from mappings.source_001.sections_b.jetaa import read_jetaa_projects
from mappings.source_001.sections_b.magazines import read_magazines
from mappings.source_001.sections_b.organisation import read_organisation
from mappings.source_001.sections_b.outreach import read_outreach
from mappings.source_001.sections_b.publications import read_publications
from mappings.source_001.sections_b.staff import read_staff
from mappings.source_001.sections_b.supports import read_supports

OPENING = "○ 積極的なサポートによる JET プログラムの円滑な運営"


def first_line(document: Document) -> int:
    """The line on which the second half begins. Raises ReaderError when its heading is not there."""
    for number, line in enumerate(document.lines, 1):
        if line.strip() == OPENING:
            return number
    raise ReaderError(document.key, 1, f"the heading {OPENING!r} is nowhere")


def read_second_half(document: Document, keys: Keys) -> Reading:
    """The rows, notes and sections of the second half. Raises ReaderError at the first line of an unknown shape."""
    cursor = Cursor(document, keys, first_line(document))
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
    return cursor.build.reading
