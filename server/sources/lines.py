"""A source document laid out by its ledger: sections with counts, and in each section the lines with their status.

What holds for every reader is made once for a document (:class:`SourceView`, :class:`Citations`); lines as a reader
sees them are made for one page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from pyoxigraph import DefaultGraph, NamedNode

from graph.ask.account import AccountedLine, accounted_lines, carried_accounts
from mappings.read.document import Document
from mappings.read.reading import STATUSES
from ontology.lines import LineRange
from ontology.vocabulary import DCT, PROV
from server.display.chunks import LINES, lines_of_page, page_of_line
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
class SectionView:
    """A section of a document: its heading, how many of its lines have each status, and the lines."""

    identifier: str
    title: str
    statuses: Counter[str]
    tokens: int
    mapped_tokens: int
    lines: tuple[AccountedLine, ...]

    @property
    def count(self) -> int:
        """The number of its lines that are not blank."""
        return self.statuses.total()


@dataclass(frozen=True)
class SourceView:
    """A document: its sections in their order, and the totals of them all."""

    sections: tuple[SectionView, ...]

    @cached_property
    def statuses(self) -> Counter[str]:
        """How many lines have each status."""
        return sum((section.statuses for section in self.sections), Counter(dict.fromkeys(STATUSES, 0)))

    @cached_property
    def count(self) -> int:
        """How many lines are not blank."""
        return sum(section.count for section in self.sections)

    @cached_property
    def tokens(self) -> int:
        """How many tokens (addresses, numbers, dates, names) the ledger counted on the lines."""
        return sum(section.tokens for section in self.sections)

    @cached_property
    def mapped_tokens(self) -> int:
        """How many of the tokens are in a record that cites their line."""
        return sum(section.mapped_tokens for section in self.sections)

    @cached_property
    def lines(self) -> tuple[AccountedLine, ...]:
        """The lines of every section."""
        return tuple(line for section in self.sections for line in section.lines)

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of :attr:`lines`, which go up."""
        return [line.line for line in self.lines]

    @cached_property
    def pages(self) -> int:
        """How many chunks the document has."""
        return page_of_line(self.numbers[-1]) if self.numbers else 1

    @cached_property
    def status_pages(self) -> Mapping[tuple[str, str], int]:
        """The page of the lines of a status that the first one in a section is on, by section and status."""
        before: Counter[str] = Counter()
        pages = {}
        for section in self.sections:
            for status, count in section.statuses.items():
                pages[section.identifier, status] = before[status] // LINES + 1
                before[status] += count
        return pages

    def section(self, number: int) -> SectionView:
        """The section of the line *number*, which must be one of :attr:`numbers`."""
        return next(section for section in self.sections if section.lines[-1].line >= number)

    def only(self, status: str) -> SourceView:
        """The same document with the lines of one *status* only; the counts stay those of all lines."""
        return SourceView(
            tuple(
                replace(section, lines=tuple(line for line in section.lines if line.status == status))
                for section in self.sections
            )
        )

    def between(self, first: int, last: int) -> tuple[SectionView, ...]:
        """The sections that the lines *first* to *last* are in, with these lines only.

        The counts stay those of all lines.
        """
        low, high = bisect_left(self.numbers, first), bisect_left(self.numbers, last + 1)
        position, sections = 0, []
        for section in self.sections:
            begin, end = max(low - position, 0), high - position
            if end <= 0:
                break
            if lines := section.lines[begin:end]:
                sections.append(replace(section, lines=lines))
            position += len(section.lines)
        return tuple(sections)


@dataclass(frozen=True)
class Chunk:
    """A chunk of a document in the overview: its lines by status, the sections that begin in it, the ranges cited."""

    page: int
    first: int
    last: int
    statuses: Counter[str]
    sections: tuple[SectionView, ...]
    ranges: tuple[LineRange, ...]

    @property
    def count(self) -> int:
        """The number of its lines that are not blank."""
        return self.statuses.total()


@dataclass(frozen=True)
class Citations:
    """The line ranges of a document by the line that they are shown at, and by each other line that they hold.

    A range may begin with a blank line, which the ledger does not count: the range is shown at its next line.
    """

    ranges: Sequence[LineRange]
    starting: Mapping[int, Sequence[LineRange]]
    holding: Mapping[int, Sequence[LineRange]]


def source_view(knowledge: Knowledge, document: str) -> SourceView:
    """The account of *document*, without any line where it has no ledger."""
    accounts = carried_accounts(knowledge.release, document) or accounted_lines(
        knowledge.store, knowledge.namespace, document
    )
    return SourceView(
        tuple(
            _section(number, title, tuple(lines))
            for number, (title, lines) in enumerate(groupby(accounts, key=lambda account: account.section))
        )
    )


def _section(number: int, title: str, lines: tuple[AccountedLine, ...]) -> SectionView:
    statuses: Counter[str] = Counter(dict.fromkeys(STATUSES, 0))
    statuses.update(line.status for line in lines)
    tokens, mapped = sum(line.tokens for line in lines), sum(line.mapped_tokens for line in lines)
    return SectionView(f"section-{number}", title, statuses, tokens, mapped, lines)


def described_ranges(knowledge: Knowledge, document: str, numbers: Iterable[int]) -> list[LineRange]:
    """The line ranges of *document*, by first line, the longest first.

    They are the ranges that records cite, which the default graph describes, and each line of *numbers* by itself: the
    lines of the ledger, whose graph need not be read for them.
    """
    parts = knowledge.store.statements(
        None, DCT.isPartOf, knowledge.namespace.thing("document", document), DefaultGraph()
    )
    cited = (LineRange.parse(quad.subject.value) for quad in parts if isinstance(quad.subject, NamedNode))
    ranges = {lines for lines in cited if lines is not None and lines.document == document}
    ranges |= {LineRange(document, number, number) for number in numbers}
    return sorted(ranges, key=lambda lines: (lines.first, -lines.last))


def citations(knowledge: Knowledge, document: str, numbers: Sequence[int]) -> Citations:
    """The ranges of *document*, whose ledger has lines with these *numbers*, which go up."""
    starting: dict[int, list[LineRange]] = {}
    holding: dict[int, list[LineRange]] = {}
    ranges = described_ranges(knowledge, document, numbers)
    for lines in ranges:
        inside = numbers[bisect_left(numbers, lines.first) : bisect_left(numbers, lines.last + 1)]
        if inside:
            starting.setdefault(inside[0], []).append(lines)
            for number in inside[1:]:
                holding.setdefault(number, []).append(lines)
    return Citations(ranges, starting, holding)


def chunks_of(view: SourceView, cited: Citations) -> tuple[Chunk, ...]:
    """The chunks of a document that have lines, in order."""
    chunks = []
    for page, accounts in groupby(view.lines, key=lambda account: page_of_line(account.line)):
        lines = list(accounts)
        first, last = lines_of_page(page)
        beginning = (section for section in view.sections if first <= section.lines[0].line <= last)
        ranges = (lines_of for account in lines for lines_of in cited.starting.get(account.line, ()))
        chunks.append(
            Chunk(
                page,
                first,
                min(last, view.numbers[-1]),
                Counter(account.status for account in lines),
                tuple(beginning),
                tuple(ranges),
            )
        )
    return tuple(chunks)


def beginning_in(chunks: Sequence[Chunk]) -> tuple[SectionView, ...]:
    """The sections that begin in *chunks*."""
    return tuple(section for chunk in chunks for section in chunk.sections)


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
