"""A process that may open no more files answers from every table of a store on disk, however many there are."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store, parse

from graph.release import Release
from graph.store_tables import open_tables, unopened_tables
from server.query.sandbox import confine

PARTS, LINES, BETWEEN, TABLES = 12, 1_000, 25_000, 30
QUERIES = (
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?class } }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o . ?o ?q ?x } }",
    "SELECT (COUNT(*) AS ?n) { ?s a ?class }",
)


@pytest.fixture(scope="module")
def folder(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of statements of the release that came in parts, so that it has many tables."""
    folder = tmp_path_factory.mktemp("store")
    store = Store(str(folder))
    with (release.dump_folder / f"{release.name}.nq").open("rb") as dump:
        for part in range(10 * PARTS):
            if part >= PARTS and len(list(folder.glob("*.sst"))) > TABLES:  # the engine unites some of them meanwhile
                break
            if part % PARTS == 0:
                dump.seek(0)
            store.extend(parse(b"".join(islice(dump, LINES)), format=RdfFormat.N_QUADS))
            store.flush()
            list(islice(dump, BETWEEN))
    del store
    return folder


def in_a_child(work: Callable[[], bool]) -> bool:
    """Is *work* true in a process of its own, which it may confine?"""
    pid = os.fork()
    if pid == 0:
        is_true = False
        try:
            signal.alarm(60)
            is_true = work()
        finally:
            os._exit(0 if is_true else 1)
    return os.waitpid(pid, 0)[1] == 0


def counts(store: Store) -> list[str]:
    answers = (store.query(query) for query in QUERIES)
    return [next(answer)["n"].value for answer in answers if isinstance(answer, QuerySolutions)]


def test_every_table_is_open_before_the_first_query(folder: Path) -> None:
    store = Store.read_only(str(folder))
    assert len(list(folder.glob("*.sst"))) > 16
    assert unopened_tables(folder) > 0, "the engine opens few of them with the store"
    open_tables(store)
    assert unopened_tables(folder) == 0


def test_a_confined_process_answers_from_every_table(folder: Path) -> None:
    expected = counts(Store.read_only(str(folder)))
    assert all(int(count) > 0 for count in expected)

    def answers() -> bool:
        store = Store.read_only(str(folder))
        open_tables(store)
        confine(reaches_a_store=False, more_files=unopened_tables(folder))
        return counts(store) == expected

    assert in_a_child(answers)


@pytest.mark.parametrize("more", [0, 1, 3])
def test_a_confined_process_opens_as_many_files_as_it_may_and_none_after_these(more: int) -> None:
    def opens() -> bool:
        unused = os.open(os.devnull, os.O_RDONLY)
        taken = [os.open(os.devnull, os.O_RDONLY) for _ in range(5)]
        os.close(unused)
        os.close(taken[2])
        confine(reaches_a_store=False, more_files=more)
        for _ in range(more):
            os.open(os.devnull, os.O_RDONLY)
        try:
            os.open(os.devnull, os.O_RDONLY)
        except OSError:
            return True
        return False

    assert in_a_child(opens)
