"""A source document laid out by its ledger: sections with counts, and in each section the lines with their status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pyoxigraph import DefaultGraph, NamedNode

from graph.ask.account import AccountedLine, accounted_lines
from mappings.read.document import Document
from mappings.read.ledger import STATUSES
from ontology.lines import LineRange
from ontology.vocabulary import DCT, PROV
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

    *continues* is the fragment of an earlier range that holds the line, or empty; *text* is None where it may not be
    shown.
    """

    lines: LineRange
    status: str
    reasons: tuple[Label, ...]
    ranges: tuple[CitedRange, ...]
    continues: str
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
    lines: tuple[LineView, ...]

    @property
    def count(self) -> int:
        """The number of its lines that are not blank."""
        return self.statuses.total()


@dataclass(frozen=True)
class SourceView:
    """A document: its sections in their order, and the totals of them all."""

    sections: tuple[SectionView, ...]

    @property
    def statuses(self) -> Counter[str]:
        """How many lines have each status."""
        return sum((section.statuses for section in self.sections), Counter(dict.fromkeys(STATUSES, 0)))

    @property
    def count(self) -> int:
        """How many lines are not blank."""
        return sum(section.count for section in self.sections)

    @property
    def tokens(self) -> int:
        """How many tokens (addresses, numbers, dates, names) the ledger counted on the lines."""
        return sum(section.tokens for section in self.sections)

    @property
    def mapped_tokens(self) -> int:
        """How many of the tokens are in a record that cites their line."""
        return sum(section.mapped_tokens for section in self.sections)

    def only(self, status: str) -> SourceView:
        """The same document with the lines of one *status* only; the counts stay those of all lines."""
        return SourceView(
            tuple(
                replace(section, lines=tuple(line for line in section.lines if line.status == status))
                for section in self.sections
            )
        )


def ranges_of(knowledge: Knowledge, document: str) -> list[LineRange]:
    """Every line range of *document* that any graph describes, by first line, the longest first."""
    parts = knowledge.store.statements(None, DCT.isPartOf, knowledge.namespace.thing("document", document), None)
    ranges = {LineRange.parse(quad.subject.value) for quad in parts if isinstance(quad.subject, NamedNode)}
    of_document = [lines for lines in ranges if lines is not None and lines.document == document]
    return sorted(of_document, key=lambda lines: (lines.first, -lines.last))


def cited_ranges(presenter: Presenter, document: str) -> list[CitedRange]:
    """The line ranges of *document* that records cite, by first line, the longest first."""
    knowledge = presenter.knowledge
    iris = {lines: lines.iri(knowledge.namespace) for lines in ranges_of(knowledge, document)}
    knowledge.store.expect_links(PROV.wasDerivedFrom, iris.values())
    citing: dict[LineRange, list[NamedNode]] = {}
    for lines, iri in iris.items():
        links = knowledge.store.statements(None, PROV.wasDerivedFrom, iri, DefaultGraph())
        citing[lines] = sorted((q.subject for q in links if isinstance(q.subject, NamedNode)), key=lambda r: r.value)
    knowledge.store.expect(record for records in citing.values() for record in records)
    return [CitedRange(lines, tuple(map(presenter.value, records))) for lines, records in citing.items() if records]


def accounts_of(knowledge: Knowledge) -> Mapping[str, Sequence[AccountedLine]]:
    """The ledger of the release by document, in the order of the lines."""
    lines = accounted_lines(knowledge.store, knowledge.namespace)
    return {document: list(group) for document, group in groupby(lines, key=lambda line: line.document)}


def lay_out(
    presenter: Presenter, document: str, accounts: Sequence[AccountedLine], texts: Mapping[str, Document]
) -> SourceView:
    """The *accounts* of *document*; *texts* has the text of its lines, which is shown where the ledger allows it."""
    starting: dict[int, list[CitedRange]] = {}
    around: dict[int, str] = {}
    # A range may begin with a blank line, which the ledger does not count: the range is shown at its next line.
    numbers = {account.line for account in accounts}
    for cited in cited_ranges(presenter, document):
        inside = [number for number in cited.lines.numbers if number in numbers]
        if inside:
            starting.setdefault(inside[0], []).append(cited)
            for number in inside[1:]:
                around.setdefault(number, cited.lines.fragment)
    text = texts.get(document)
    sections: list[SectionView] = []
    for title, group in groupby(accounts, key=lambda account: account.section):
        lines = list(group)
        views = tuple(
            _line(
                document,
                account,
                starting.get(account.line, []),
                around.get(account.line, ""),
                text,
                presenter.locale.language,
            )
            for account in lines
        )
        sections.append(_section(len(sections), title, lines, views))
    return SourceView(tuple(sections))


def _section(number: int, title: str, lines: Iterable[AccountedLine], views: tuple[LineView, ...]) -> SectionView:
    statuses: Counter[str] = Counter(dict.fromkeys(STATUSES, 0))
    tokens = mapped = 0
    for account in lines:
        statuses[account.status] += 1
        tokens += account.tokens
        mapped += account.mapped_tokens
    return SectionView(f"section-{number}", title, statuses, tokens, mapped, views)


def _line(
    document: str, account: AccountedLine, ranges: list[CitedRange], continues: str, text: Document | None, locale: str
) -> LineView:
    shown = None
    if text is not None and account.status != WITHHELD and account.line <= len(text.lines):
        shown = text.line(account.line)
    lines = LineRange(document, account.line, account.line)
    return LineView(lines, account.status, _reasons(account, locale), tuple(ranges), continues, shown)


def _reasons(account: AccountedLine, locale: str) -> tuple[Label, ...]:
    """The reasons for the status of a line: in Japanese for readers of Japanese where all reasons are translated."""
    if locale == "ja" and len(account.reasons_ja) == len(account.reasons):
        return tuple(Label(reason, "ja") for reason in account.reasons_ja)
    return tuple(Label(reason, "en") for reason in account.reasons)
