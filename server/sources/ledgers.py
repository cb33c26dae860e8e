"""The ledgers of the documents of the release, opened; those of an older release are laid out in memory first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

from graph.ask.account import accounted_lines, carried_accounts
from graph.ask.ledger import Ledger, create, is_in, write
from graph.tables import ROWS, opened
from server.display.knowledge import Knowledge
from server.display.publication import knowledge, publication
from server.sources.lines import described_ranges


@contextmanager
def ledger_of(document: str) -> Iterator[Ledger]:
    """The ledger of *document*, to be read in this thread."""
    if publication().once((Ledger, ROWS), _is_carried):
        with opened(knowledge().release.path) as database:
            yield Ledger(database, document)
    else:
        yield Ledger(publication().once(Ledger, lambda: _made(knowledge())), document)


def _is_carried() -> bool:
    release = knowledge().release
    if not (release.path / ROWS).is_file():
        return False
    with opened(release.path) as database:
        return is_in(database)


def _made(knowledge: Knowledge) -> sqlite3.Connection:
    """The ledgers of a release that carries lines alone, or not even these, as a newer build would write them."""
    database = sqlite3.connect(":memory:", check_same_thread=False)  # SQLite itself lets threads take turns
    create(database)
    lines = carried_accounts(knowledge.release) or accounted_lines(knowledge.store, knowledge.namespace)
    for document, of_document in groupby(lines, key=lambda line: line.document):
        write(database, document, list(of_document), described_ranges(knowledge, document))
    return database
