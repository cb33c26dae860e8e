"""The parts of the first chapters, cut at the printed headings that ``layout/parts.csv`` lists in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.helpers.lookups import read_rows
from mappings.layout.flow import EMPTY, Cell, Flow, Match
from mappings.read.document import Document, ReaderError
from mappings.source_001.builder import Builder
from mappings.source_001.folder import LAYOUT

_COLUMN_WORDS = (
    "実施日|開催方法|事業概要|参加者数?|国名|開催地等?|参加実績|イベント名|実施団体|テーマ食材・メニュー|招聘国・地域|招聘者数|"
    "研修名|実施ブロック名|主催団体|内容|災害名|発災時期|事業内容|団体名|事業名|受講者数|テーマ|行事名|幹事協会|ブロック名|"
    "講座名|開講方法|対象者|助成対象|助成者数|派遣先|掲載記事事例|自治体国際化フォーラム|海外事務所フラッシュ|海外|事務所|分野|"
    r"主な掲載記事|名称等|掲載自治体|（掲載媒体：新聞、雑誌、番組名等）"
)
_HEADER = re.compile(rf"(?:{_COLUMN_WORDS})(?: (?:{_COLUMN_WORDS}))*")


@dataclass(frozen=True)
class Part:
    """A heading and the text under it, up to the next heading."""

    key: str
    level: str
    heading: Cell
    flow: Flow

    @property
    def title(self) -> Cell:
        """The heading without its angle brackets."""
        return Cell(re.sub(r"[＜＞]", "", self.heading.text), self.heading.lines)

    @property
    def numbers(self) -> list[int]:
        """The lines of the heading and of the text under it that are not blank."""
        return [*self.heading.lines, *self.flow.numbers]


class Outline:
    """The parts of a document before line *end*, and the builder that collects the rows read from them."""

    def __init__(self, document: Document, builder: Builder, end: int) -> None:
        """Cut *document* at its headings. Raises ReaderError when one is missing or out of order."""
        self.document = document
        self.builder = builder
        self.end = end
        self.parts = self._cut()

    def _cut(self) -> dict[str, Part]:
        rows = read_rows(LAYOUT / "parts.csv", ("heading", "level", "part"))
        starts: list[int] = []
        line = 0
        for row in rows:
            line = self._find(row["heading"], row["level"], line + 1)
            starts.append(line)
        parts = {}
        for row, start, stop in zip(rows, starts, [*starts[1:], self.end], strict=True):
            heading = Flow.of(self.document, start, start).cell()
            first = start if row["level"] == "prose" else start + 1
            parts[row["part"]] = Part(row["part"], row["level"], heading, Flow.of(self.document, first, stop - 1))
        parts["preamble"] = Part("preamble", "item", EMPTY, Flow.of(self.document, 1, starts[0] - 1))
        return parts

    def _find(self, heading: str, level: str, first: int) -> int:
        for number in range(first, self.end):
            text = self.document.line(number).strip()
            if text == heading or (level == "prose" and text.startswith(heading)):
                return number
        raise ReaderError("001", first, f"the heading {heading!r} should follow; the document is laid out differently")

    def table(self, key: str) -> Flow:
        """The table of part *key*, without page numbers and without the column headers that every page repeats."""
        flow = self.parts[key].flow
        headers = [n for text, n in zip(flow.lines, flow.numbers, strict=True) if _HEADER.fullmatch(text)]
        self.builder.note(headers, "furniture", "column headers of a table, repeated on each page")
        pages = [n for text, n in zip(flow.lines, flow.numbers, strict=True) if re.fullmatch(r"[1-9]\d?", text)]
        self.builder.note(pages, "furniture", "page number")
        return flow.without([*headers, *pages])

    def once(self, key: str, pattern: str) -> Match:
        """The one match of *pattern* in the running text of part *key*.

        Raises ReaderError when there is no match, or more than one.
        """
        return self.parts[key].flow.only(pattern)
