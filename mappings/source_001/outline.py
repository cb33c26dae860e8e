"""The sections of the layout, for the chapters that Python still reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.layout.flow import Cell, Flow, Match
from mappings.layout.verbs import Run
from mappings.source_001.builder import Builder


@dataclass(frozen=True)
class Part:
    """A heading and the text under it, up to the next heading."""

    key: str
    heading: Cell
    flow: Flow

    @property
    def title(self) -> Cell:
        """The heading without its angle brackets."""
        return Cell(re.sub(r"[＜＞]", "", self.heading.text), self.heading.lines)


class Outline:
    """The parts of the document, and the builder that collects the rows read from them."""

    def __init__(self, run: Run) -> None:
        assert isinstance(run.builder, Builder)
        self.run = run
        self.document = run.builder.document
        self.builder = run.builder
        self.parts = {key: Part(key, part.heading.cell(), part.whole) for key, part in run.parts.items()}

    def table(self, key: str) -> Flow:
        """The table of part *key*, without page numbers and without the column headers that every page repeats."""
        return self.run.parts[key].body

    def once(self, key: str, pattern: str) -> Match:
        """The one match of *pattern* in the running text of part *key*."""
        return self.parts[key].flow.only(pattern)
