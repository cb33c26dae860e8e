"""A source document laid out by its ledger: sections with counts, and in each the lines with what became of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import DefaultGraph, NamedNode

from graph.ask.account import AccountedLine, accounted_lines
from mappings.map.interpreter import PROV_DERIVED
from mappings.read.document import Document
from mappings.read.ledger import STATUSES
from server.display.knowledge import Knowledge
from server.display.labels import Label
from server.display.values import Shower, Value

_RANGE = re.compile(r"line=(\d+),(\d+)\Z")
_PART_OF = NamedNode("http://purl.org/dc/terms/isPartOf")
WITHHELD = "withheld"
"""Lines of this status name persons: their text is shown by no server, with the documents or without."""


@dataclass(frozen=True)
class CitedRange:
    """Lines *first* to *last* (from 1, both inside) of a document, and the records that cite just them."""

    first: int
    last: int
    records: tuple[Value, ...]

    @property
    def fragment(self) -> str:
        """The range as RFC 5147 counts it: the gaps before its first and after its last line."""
        return f"line={self.first - 1},{self.last}"


@dataclass(frozen=True)
class LineView:
    """A line: its account, the ranges that begin with it, whether it continues one, its text where it may be shown."""

    number: int
    status: str
    reasons: tuple[Label, ...]
    ranges: tuple[CitedRange, ...]
    continues: str
    """Fragment of a range that began before this line and holds it, or nothing."""
    text: str | None

    @property
    def fragment(self) -> str:
        """The place of this line alone."""
        return f"line={self.number - 1},{self.number}"


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
        """Its lines that are not blank."""
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
        """Every line that is not blank."""
        return sum(section.count for section in self.sections)

    @property
    def tokens(self) -> int:
        """Addresses, numbers, dates, languages and local governments on the lines."""
        return sum(section.tokens for section in self.sections)

    @property
    def mapped_tokens(self) -> int:
        """Those of them that a record holds which cites their line."""
        return sum(section.mapped_tokens for section in self.sections)

    def only(self, status: str) -> SourceView:
        """The same with the lines of one *status*; counts stay those of all lines."""
        sections = (
            SectionView(
                each.identifier,
                each.title,
                each.statuses,
                each.tokens,
                each.mapped_tokens,
                tuple(line for line in each.lines if line.status == status),
            )
            for each in self.sections
        )
        return SourceView(tuple(sections))


def range_iris(known: Knowledge, document: str) -> list[tuple[int, int, NamedNode]]:
    """Every line range of *document* that any graph describes: first line, last line, IRI, in their order."""
    start = known.namespace.source(document).value + "#"
    found = set()
    for quad in known.store.statements(None, _PART_OF, known.namespace.thing("document", document), None):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start):
            match = _RANGE.match(quad.subject.value[len(start) :])
            if match:
                found.add((int(match[1]) + 1, int(match[2]), quad.subject))
    return sorted(found, key=lambda each: (each[0], -each[1]))


def cited_ranges(shower: Shower, document: str) -> list[CitedRange]:
    """The line ranges of *document* that records cite, by first line, the longest first."""
    known = shower.knowledge
    ranges = range_iris(known, document)
    known.store.expect_links(PROV_DERIVED, (iri for _, _, iri in ranges))
    citing = [
        (first, last, [quad.subject for quad in known.store.statements(None, PROV_DERIVED, iri, DefaultGraph())])
        for first, last, iri in ranges
    ]
    known.store.expect(record for _, _, records in citing for record in records if isinstance(record, NamedNode))
    found = []
    for first, last, records in citing:
        named = sorted((each for each in records if isinstance(each, NamedNode)), key=lambda each: each.value)
        if named:
            found.append(CitedRange(first, last, tuple(shower.value(record) for record in named)))
    return found


def lay_out(shower: Shower, document: str, texts: Mapping[str, Document]) -> SourceView:
    """The account of *document*, with the text of lines where *texts* has it and the ledger does not withhold it."""
    known = shower.knowledge
    accounts = accounted_lines(known.store, known.namespace, document)
    starting: dict[int, list[CitedRange]] = {}
    around: dict[int, str] = {}
    # A range may begin with a blank line, which the ledger does not count: its place is the next line that it has.
    numbers = {account.line for account in accounts}
    for each in cited_ranges(shower, document):
        inside = [number for number in range(each.first, each.last + 1) if number in numbers]
        if inside:
            starting.setdefault(inside[0], []).append(each)
            for number in inside[1:]:
                around.setdefault(number, each.fragment)
    text = texts.get(document)
    sections: list[SectionView] = []
    for title, group in groupby(accounts, key=lambda account: account.section):
        lines = list(group)
        views = tuple(
            _line(account, starting.get(account.line, []), around.get(account.line, ""), text, shower.locale.language)
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
    account: AccountedLine, ranges: list[CitedRange], continues: str, text: Document | None, locale: str
) -> LineView:
    shown = None
    if text is not None and account.status != WITHHELD and account.line <= len(text.lines):
        shown = text.line(account.line)
    return LineView(account.line, account.status, _reasons(account, locale), tuple(ranges), continues, shown)


def _reasons(account: AccountedLine, locale: str) -> tuple[Label, ...]:
    """Why the line is what it is, in Japanese for readers of Japanese where all of it has been translated."""
    if locale == "ja" and len(account.reasons_ja) == len(account.reasons):
        return tuple(Label(reason, "ja") for reason in account.reasons_ja)
    return tuple(Label(reason, "en") for reason in account.reasons)
