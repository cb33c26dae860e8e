"""Line ranges of documents: as IRIs (RFC 5147), as cells of tables, as words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.namespaces import Namespace

_CELL = re.compile(r"[1-9]\d*(?:-[1-9]\d*)?(?: [1-9]\d*(?:-[1-9]\d*)?)*\Z")


def fragment(first: int, last: int) -> str:
    """The lines *first* to *last* of a document as a fragment of its IRI: RFC 5147 counts the gaps between lines.

    >>> fragment(12, 14)
    'line=11,14'
    """
    return f"line={first - 1},{last}"


@dataclass(frozen=True, order=True)
class LineRange:
    """Lines *first* to *last* of the document with the key *document*; lines count from 1, both ends are inside."""

    document: str
    first: int
    last: int

    def __post_init__(self) -> None:
        """Raise ValueError for an empty range."""
        if not 1 <= self.first <= self.last:
            raise ValueError(f"lines {self.first} to {self.last} are not a range of lines")

    @classmethod
    def parse(cls, iri: str) -> LineRange | None:
        """The range that an IRI ``{base}/source/{document}#line=11,14`` names, or None for any other IRI."""
        path, _, span = iri.partition("#line=")
        source, _, document = path.rpartition("/")
        before, _, last = span.partition(",")
        if not (before.isdecimal() and last.isdecimal() and document and source.endswith("/source")):
            return None
        try:
            return cls(document, int(before) + 1, int(last))
        except ValueError:
            return None

    @property
    def fragment(self) -> str:
        """The range as RFC 5147 writes it."""
        return fragment(self.first, self.last)

    def iri(self, namespace: Namespace) -> NamedNode:
        """``{base}/source/{document}#{fragment}``."""
        return NamedNode(f"{namespace.source(self.document).value}#{self.fragment}")

    @property
    def cell(self) -> str:
        """The range as the ``lines`` column of a table writes it.

        >>> LineRange("000", 9, 9).cell, LineRange("000", 12, 14).cell
        ('9', '12-14')
        """
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def numbers(self) -> range:
        """The numbers of its lines."""
        return range(self.first, self.last + 1)

    @property
    def label(self) -> dict[str, str]:
        """The label of the range, in ja and en.

        >>> LineRange("000", 12, 14).label["en"]
        'document 000, lines 12–14'
        """
        span = str(self.first) if self.first == self.last else f"{self.first}–{self.last}"
        line = "line" if self.first == self.last else "lines"
        return {"ja": f"文書 {self.document} {span}行", "en": f"document {self.document}, {line} {span}"}


def read_cell(cell: str) -> list[tuple[int, int]]:
    """The first and last line of each range in a ``lines`` cell, in its order. Raises ValueError.

    >>> read_cell("9 12-14")
    [(9, 9), (12, 14)]
    """
    if not _CELL.match(cell):
        raise ValueError(f"{cell!r} is not a list of lines such as '9 12-14'")
    ranges = []
    for part in cell.split(" "):
        first, _, last = part.partition("-")
        ranges.append((int(first), int(last or first)))
        if ranges[-1][0] > ranges[-1][1]:
            raise ValueError(f"{part!r} is not a range of lines")
    return ranges


def ranges_of(document: str, cell: str) -> list[LineRange]:
    """The ranges that a ``lines`` cell of a table cites of *document*. Raises ValueError."""
    return [LineRange(document, first, last) for first, last in read_cell(cell)]


def write_cell(numbers: Iterable[int], blank: Set[int] = frozenset()) -> str:
    """Line *numbers* as a ``lines`` cell. A range continues across *blank* lines.

    >>> write_cell({9, 12, 14}, blank={13})
    '9 12-14'
    """
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and all(between in blank for between in range(ranges[-1][1] + 1, number)):
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
