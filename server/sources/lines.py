"""A source document laid out by its ledger: sections with counts, and in each section the lines with their status.

What one page shows is read from the ledger, and no more: so a page of a long document costs what one of a short one
does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import DefaultGraph, NamedNode

from graph.ask.account import AccountedLine
from graph.ask.ledger import Ledger, Section
from mappings.read.document import Document
from ontology.lines import LineRange, fragment
from ontology.vocabulary import DCT, PROV
from server.display.chunks import lines_of_page, page_of_line
from server.display.knowledge import Knowledge
from server.display.labels import Label
from server.display.values import Presenter, Value

WITHHELD = "withheld"
"""The status of lines that name persons: no server shows their text, even one that has the documents."""


@dataclass(frozen=True)
class CitedRange:
    """A range of lines of a document, and the records that cite exactly this range."""

    lines: LineRange
    records: tuple[Value, ...]


@dataclass(frozen=True)
class LineView:
    """A line of a document as *lines* (a range of one), with its account in the ledger and the ranges that begin there.

    *continues* is an earlier range that holds the line, or None; *text* is None where it may not be
    shown.
    """

    lines: LineRange
    status: str
    reasons: tuple[Label, ...]
    ranges: tuple[CitedRange, ...]
    continues: LineRange | None
    text: str | None

    @property
    def number(self) -> int:
        """The number of the line, from 1."""
        return self.lines.first


@dataclass(frozen=True)
class Chunk:
    """A chunk of a document in the overview: its lines by status, the sections that begin in it.

    *fragments* name the line ranges that are shown in it (RFC 5147): those that are cited, and each line.
    """

    page: int
    first: int
    last: int
    statuses: Counter[str]
    sections: tuple[Section, ...]
    fragments: tuple[str, ...]

    @property
    def count(self) -> int:
        """The number of its lines that are not blank."""
        return self.statuses.total()


@dataclass(frozen=True)
class Citations:
    """The cited line ranges of a document by the line that they are shown at, and by each other line that they hold.

    A range may begin with a blank line, which the ledger does not count: the range is shown at its next line. A line by
    itself is shown as well, whether it is cited or not.
    """

    starting: Mapping[int, Sequence[LineRange]]
    holding: Mapping[int, Sequence[LineRange]]


def citations(ledger: Ledger, document: str, numbers: Sequence[int]) -> Citations:
    """The ranges that are shown at, or hold, one of the lines of *document* with these *numbers*, which go up."""
    starting: dict[int, list[LineRange]] = {number: [] for number in numbers}
    holding: dict[int, list[LineRange]] = {}
    # The lines with one status may be far apart, so the ranges between them are not read.
    for _, of_chunk in groupby(numbers, key=page_of_line):
        inside = list(of_chunk)
        for at, lines in ledger.cited(inside[0], inside[-1]):
            if at in starting and at >= inside[0]:  # else it is shown in a chunk before
                starting[at].append(lines)
            for number in inside[bisect_right(inside, at) : bisect_right(inside, lines.last)]:
                holding.setdefault(number, []).append(lines)
    for number, ranges in starting.items():
        itself = LineRange(document, number, number)
        if ranges[-1:] != [itself]:  # no range that is shown here begins later
            ranges.append(itself)
    return Citations(starting, holding)


def described_ranges(knowledge: Knowledge, document: str) -> Iterator[LineRange]:
    """The line ranges of *document* that records cite, as the default graph describes them."""
    parts = knowledge.store.statements(
        None, DCT.isPartOf, knowledge.namespace.thing("document", document), DefaultGraph()
    )
    for quad in parts:
        lines = LineRange.parse(quad.subject.value) if isinstance(quad.subject, NamedNode) else None
        if lines is not None and lines.document == document:
            yield lines


def ranges_of(knowledge: Knowledge, document: str, numbers: Iterable[int]) -> list[LineRange]:
    """The line ranges of *document*, by first line, the longest first: those that records cite, and each line.

    *numbers* are those of the lines of the ledger, whose graph need not be read for them.
    """
    lines = (LineRange(document, number, number) for number in numbers)
    return sorted({*described_ranges(knowledge, document), *lines}, key=_order)


def chunks_of(ledger: Ledger, document: str, first: int, last: int) -> tuple[Chunk, ...]:
    """The chunks *first* to *last* of a document, but for those without lines."""
    bounds = lines_of_page(first)[0], lines_of_page(last)[1]
    end = ledger.total().last
    shown: dict[int, list[str]] = {}
    for at, begin, until in ledger.shown(*bounds):
        shown.setdefault(at, []).append(fragment(begin, until))
    sections = {page: tuple(of) for page, of in groupby(ledger.sections(*bounds), key=_page_of_section)}
    chunks = []
    for page, lines in groupby(ledger.statuses(*bounds), key=_page_of_status):
        of_page = list(lines)
        begin, until = lines_of_page(page)
        # A line by itself is the last of the ranges that are shown at it, and one of them even if nothing cites it.
        names = {name: None for number, _ in of_page for name in (*shown.get(number, ()), fragment(number, number))}
        statuses = Counter(status for _, status in of_page)
        chunks.append(Chunk(page, begin, min(until, end), statuses, sections.get(page, ()), tuple(names)))
    return tuple(chunks)


def beginning_in(chunks: Iterable[Chunk]) -> tuple[Section, ...]:
    """The sections that begin in *chunks*."""
    return tuple(section for chunk in chunks for section in chunk.sections)


def by_section(ledger: Ledger, accounts: Iterable[AccountedLine]) -> list[tuple[Section, list[AccountedLine]]]:
    """The lines of *accounts*, which go up, with the section that they are in."""
    parts: list[tuple[Section, list[AccountedLine]]] = []
    for account in accounts:
        if not parts or account.line > parts[-1][0].last:
            parts.append((ledger.section_of(account.line), []))
        parts[-1][1].append(account)
    return parts


def _order(lines: LineRange) -> tuple[int, int]:
    return lines.first, -lines.last


def _page_of_section(section: Section) -> int:
    return page_of_line(section.first)


def _page_of_status(line: tuple[int, str]) -> int:
    return page_of_line(line[0])


def may_be_shown(knowledge: Knowledge, document: str, line: int) -> bool:
    """May the text of *line* be shown by a server that has the document? Not where the ledger withholds it."""
    iri = LineRange(document, line, line).iri(knowledge.namespace)
    withheld = knowledge.namespace.thing("line-status", WITHHELD)
    graph = knowledge.namespace.graph("ledger")
    return not any(knowledge.store.statements(iri, knowledge.namespace.term("lineStatus"), withheld, graph))


class Lines:
    """Shows lines of *document* to a reader; *texts* has their text, which is shown where the ledger allows it."""

    def __init__(self, presenter: Presenter, document: str, cited: Citations, texts: Mapping[str, Document]) -> None:
        self._presenter = presenter
        self._document = document
        self._cited = cited
        self._text = texts.get(document)
        self._records: dict[LineRange, tuple[Value, ...]] = {}

    def views(self, accounts: Sequence[AccountedLine]) -> list[LineView]:
        """Those of *accounts* as the reader sees them."""
        self._look_up({lines for account in accounts for lines in self._ranges_at(account.line)})
        return [self._view(account) for account in accounts]

    def _ranges_at(self, number: int) -> Iterator[LineRange]:
        yield from self._cited.starting.get(number, ())
        yield from self._cited.holding.get(number, ())

    def _look_up(self, ranges: Iterable[LineRange]) -> None:
        """Remember the records that cite exactly each of *ranges*."""
        knowledge = self._presenter.knowledge
        iris = {lines: lines.iri(knowledge.namespace) for lines in sorted(ranges)}
        knowledge.store.expect_links([PROV.wasDerivedFrom], iris.values())
        citing: dict[LineRange, list[NamedNode]] = {}
        for lines, iri in iris.items():
            links = knowledge.store.statements(None, PROV.wasDerivedFrom, iri, DefaultGraph())
            citing[lines] = sorted((q.subject for q in links if isinstance(q.subject, NamedNode)), key=_value)
        knowledge.store.expect(record for records in citing.values() for record in records)
        self._records |= {lines: tuple(map(self._presenter.value, records)) for lines, records in citing.items()}

    def _view(self, account: AccountedLine) -> LineView:
        cited = (CitedRange(lines, self._records[lines]) for lines in self._cited.starting.get(account.line, ()))
        holding = (lines for lines in self._cited.holding.get(account.line, ()) if self._records[lines])
        around = next(holding, None)
        text = None
        if self._text is not None and account.status != WITHHELD and account.line <= len(self._text.lines):
            text = self._text.line(account.line)
        return LineView(
            LineRange(self._document, account.line, account.line),
            account.status,
            _reasons(account, self._presenter.locale.language),
            tuple(range_ for range_ in cited if range_.records),
            around,
            text,
        )


def _value(record: NamedNode) -> str:
    return record.value


def _reasons(account: AccountedLine, locale: str) -> tuple[Label, ...]:
    """The reasons for the status of a line: in Japanese for readers of Japanese where all reasons are translated."""
    if locale == "ja" and len(account.reasons_ja) == len(account.reasons):
        return tuple(Label(reason, "ja") for reason in account.reasons_ja)
    return tuple(Label(reason, "en") for reason in account.reasons)
