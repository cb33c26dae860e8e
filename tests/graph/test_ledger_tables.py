"""The ledger in ``rows.sqlite`` answers each question as all lines and all cited ranges do, and reads few rows."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest
from pyoxigraph import DefaultGraph

from graph.ask.account import AccountedLine, carried_accounts
from graph.ask.ledger import Ledger, LedgerTotal, create, is_in, write
from graph.release import Release
from graph.store import EmbeddedStore
from graph.tables import opened
from ontology.lines import LineRange
from ontology.vocabulary import DCT, PROV

DOCUMENT = "002"


@pytest.fixture(scope="module")
def lines(release: Release) -> list[AccountedLine]:
    """Every line of document 002 that is not blank."""
    return carried_accounts(release, DOCUMENT)


@pytest.fixture(scope="module")
def ranges(release: Release, store: EmbeddedStore) -> set[LineRange]:
    """Every line range of the document that a record cites, as the graph states it."""
    derived = (LineRange.parse(quad.object.value) for quad in store.statements(None, PROV.wasDerivedFrom, None, None))
    return {lines for lines in derived if lines is not None and lines.document == DOCUMENT}


@pytest.fixture
def ledger(release: Release) -> Iterator[Ledger]:
    with opened(release.path) as database:
        yield Ledger(database, DOCUMENT)


def test_totals_count_every_line(ledger: Ledger, lines: list[AccountedLine]) -> None:
    total = ledger.total()
    assert total.statuses == Counter(line.status for line in lines)
    assert (total.count, total.last) == (len(lines), lines[-1].line)
    assert (total.tokens, total.mapped_tokens) == (
        sum(line.tokens for line in lines),
        sum(line.mapped_tokens for line in lines),
    )


def test_sections_follow_each_other_and_count_what_came_before(ledger: Ledger, lines: list[AccountedLine]) -> None:
    sections = ledger.sections(1, lines[-1].line)
    assert len(sections) == ledger.total().sections
    before: Counter[str] = Counter()
    rest = list(lines)
    for section in sections:
        inside = [line for line in rest if line.line <= section.last]
        rest = rest[len(inside) :]
        assert {line.section for line in inside} == {section.title}
        assert (section.first, section.last) == (inside[0].line, inside[-1].line)
        assert (section.statuses, section.before) == (Counter(line.status for line in inside), before)
        before += section.statuses
        assert ledger.section_of(inside[len(inside) // 2].line) == section
    assert not rest


@pytest.mark.parametrize(("first", "last"), [(1, 100), (2101, 2200), (190, 190), (99_001, 99_100)])
def test_lines_between_two_are_those_lines(
    ledger: Ledger, lines: list[AccountedLine], ranges: set[LineRange], first: int, last: int
) -> None:
    inside = [line for line in lines if first <= line.line <= last]
    assert ledger.lines(first, last) == inside
    assert ledger.statuses(first, last) == [(line.line, line.status) for line in inside]
    numbers = [line.line for line in lines]
    shown_at = {of: next((n for n in numbers if of.first <= n <= of.last), 0) for of in ranges if of.last >= first}
    expected = [(at, of) for of, at in shown_at.items() if 0 < at <= last]
    assert ledger.cited(first, last) == sorted(expected, key=lambda pair: (pair[1].first, -pair[1].last))
    shown = [(at, of.first, of.last) for at, of in expected if at >= first]
    assert ledger.shown(first, last) == sorted(shown, key=lambda row: (*row[:2], -row[2]))


def test_lines_with_a_status_come_in_parts(ledger: Ledger, lines: list[AccountedLine]) -> None:
    mapped = [line for line in lines if line.status == "mapped"]
    assert ledger.of_status("mapped", 100, 50) == mapped[100:150]
    assert ledger.of_status("mapped", len(mapped) - 1, 50) == mapped[-1:]
    assert ledger.of_status("lost", 0, 50) == []


def test_a_line_knows_its_neighbours(ledger: Ledger, lines: list[AccountedLine]) -> None:
    numbers = [line.line for line in lines]
    assert list(ledger.numbers()) == numbers
    assert ledger.around(numbers[0]) == [numbers[1]]
    assert ledger.around(numbers[5]) == [numbers[4], numbers[6]]
    assert ledger.around(numbers[-1]) == [numbers[-2]]


def test_a_document_without_a_ledger_has_an_empty_one(release: Release) -> None:
    with opened(release.path) as database:
        none = Ledger(database, "no-such-document")
        assert none.total() == LedgerTotal()
        assert (none.lines(1, 100), none.sections(1, 100), none.cited(1, 100)) == ([], [], [])


def test_a_range_that_begins_with_a_blank_line_is_shown_at_its_next_line(lines: list[AccountedLine]) -> None:
    few = [line for line in lines if line.line <= 30]
    blank = next(n for n in range(few[0].line, few[-1].line) if n not in {line.line for line in few})
    following = min(line.line for line in few if line.line > blank)
    with closing(sqlite3.connect(":memory:")) as database:
        assert not is_in(database)
        create(database)
        assert is_in(database)
        write(database, DOCUMENT, few, [LineRange(DOCUMENT, blank, following), LineRange(DOCUMENT, blank, blank)])
        assert Ledger(database, DOCUMENT).cited(1, 100) == [(following, LineRange(DOCUMENT, blank, following))]


@pytest.mark.parametrize(
    "question",
    ["lines", "cited", "shown", "statuses", "of_status", "section_of", "around"],
)
def test_no_question_reads_all_rows(release: Release, question: str) -> None:
    """SQLite searches by a key or an index where it can; "SCAN" is a walk through a whole table."""
    plans: list[str] = []
    with opened(release.path) as database:
        queries: list[str] = []
        database.set_trace_callback(queries.append)
        ledger = Ledger(database, DOCUMENT)
        ask = {
            "lines": lambda: ledger.lines(101, 200),
            "cited": lambda: ledger.cited(101, 200),
            "shown": lambda: ledger.shown(101, 200),
            "statuses": lambda: ledger.statuses(101, 200),
            "of_status": lambda: ledger.of_status("mapped", 0, 10),
            "section_of": lambda: ledger.section_of(200),
            "around": lambda: ledger.around(200),
        }[question]
        ask()
        database.set_trace_callback(None)
        for query in queries:
            plans += [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert plans
    assert not [plan for plan in plans if plan.startswith("SCAN")]


def test_the_graph_describes_the_same_ranges(
    release: Release, store: EmbeddedStore, ranges: set[LineRange], ledger: Ledger
) -> None:
    parts = store.statements(None, DCT.isPartOf, release.namespace.thing("document", DOCUMENT), DefaultGraph())
    described = {LineRange.parse(str(quad.subject.value)) for quad in parts} - {None}
    assert described == ranges
    assert {of for _, of in ledger.cited(1, 10**6)} == ranges
