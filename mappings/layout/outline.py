"""The sections of a document: cut at its headings, in the order in which the layout names them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mappings.layout.builder import Builder
from mappings.layout.declaration import HeadKind, Layout, Step
from mappings.layout.flow import Flow
from mappings.layout.patterns import PatternProblem, compile_heading, compile_pattern
from mappings.layout.templates import LayoutProblem, Value
from mappings.read.document import Document, ReaderError


@dataclass(frozen=True)
class Part:
    """A section: its *heading*, what is captured in it, and the text (*body*) up to the next heading.

    ``whole`` is the body with the lines that ``columns`` and marks take out of it.
    """

    key: str
    kind: HeadKind
    heading: Flow
    captures: Mapping[str, Value]
    body: Flow
    whole: Flow

    @property
    def first(self) -> int:
        """The line of the heading, or of the text of a section without one."""
        return self.heading.first or self.whole.first


def key_of(step: Step) -> str:
    """The key of the section that *step* begins; one that no other step refers to needs none."""
    return step.word("key") or step.where


def read_outline(layout: Layout, patterns: Mapping[str, str], builder: Builder) -> dict[str, Part]:
    """The parts of the document by key, with the notes of their headings.

    Text before the first heading is the part ``preamble``. Raises ReaderError when a heading is missing or stands in
    another order, and when the headings of a table's columns do not follow it.
    """
    document = builder.document
    heads = [step for step in layout.steps if step.head]
    starts: list[tuple[Step, HeadKind, int, re.Match[str]]] = []
    line = 1
    for step in heads:
        assert step.head is not None
        kind, heading = step.head
        try:
            compiled = compile_heading(heading, patterns)
        except PatternProblem as error:
            raise LayoutProblem(f"{step.where}: {error}") from error
        number, match = _find(document, kind, heading, compiled, line)
        starts.append((step, kind, number, match))
        line = number if kind.opens else number + 1
    preamble = Flow.of(document, 1, starts[0][2] - 1 if starts else len(document.lines))
    nothing = Flow(document.key, (), ())
    parts = {"preamble": Part("preamble", layout.preamble, nothing, {}, preamble, preamble)}
    ends = [number for _, _, number, _ in starts[1:]] + [len(document.lines) + 1]
    for (step, kind, number, match), end in zip(starts, ends, strict=True):
        whole = Flow.of(document, number if kind.opens else number + 1, end - 1)
        line_of_heading = Flow.of(document, number, number)
        part = Part(
            key_of(step),
            kind,
            nothing if kind.opens else line_of_heading,
            {name: line_of_heading.part(*match.span(name)) for name in match.groupdict()},
            _body(step, kind, whole, patterns, builder),
            whole,
        )
        if part.key in parts:
            raise line_of_heading.error(f"{step.where}: two sections have the key {part.key!r}; give this another")
        parts[part.key] = part
        if kind.reason:
            builder.note([number], kind.status, kind.reason)
        if kind.section:
            builder.section(number, document.line(number).strip())
    return parts


def _find(
    document: Document, kind: HeadKind, heading: str, compiled: re.Pattern[str], first: int
) -> tuple[int, re.Match[str]]:
    for number in range(first, len(document.lines) + 1):
        text = document.line(number).strip()
        match = compiled.match(text) if kind.opens else compiled.fullmatch(text)
        if match:
            return number, match
    raise ReaderError(
        document.key,
        min(first, len(document.lines)),
        f"the heading {heading!r} should follow; the document is laid out differently",
    )


def _body(step: Step, kind: HeadKind, whole: Flow, patterns: Mapping[str, str], builder: Builder) -> Flow:
    columns = step.texts("columns")
    for printed, number, expected in zip(whole.lines, whole.numbers, columns, strict=False):
        if printed != expected:
            raise ReaderError(builder.document.key, number, f"{step.where}: expected the columns {expected!r}")
    builder.note(whole.numbers[: len(columns)], "heading", "headings of the table's columns")
    dropped = set(whole.numbers[: len(columns)])
    for mark in kind.drop:
        compiled = compile_pattern(mark.pattern, patterns)
        lines = [n for text, n in zip(whole.lines, whole.numbers, strict=True) if compiled.fullmatch(text)]
        builder.note(set(lines) - dropped, mark.status, mark.reason)
        dropped |= set(lines)
    return whole.without(dropped)
