"""The sections of a document: cut at its headings, in the order in which the layout names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mappings.layout.builder import Builder
from mappings.layout.declaration import HeadKind, Layout, Step
from mappings.layout.flow import Flow, Match
from mappings.layout.patterns import PatternProblem, compile_heading, compile_pattern
from mappings.layout.templates import LayoutProblem, Value
from mappings.read.document import ReaderError

LONGEST_HEADING = 3
"""Over how many lines a heading may be broken."""


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
    left_out = _left_out(layout, patterns, builder)
    heads = [step for step in layout.steps if step.head]
    starts: list[tuple[Step, HeadKind, Match]] = []
    line = 1
    for step in heads:
        assert step.head is not None
        kind, heading = step.head
        match = _find(Flow.of(document, line, len(document.lines)).without(left_out), step, kind, heading, patterns)
        starts.append((step, kind, match))
        line = match.flow.first if kind.opens else match.flow.numbers[-1] + 1
    preamble = Flow.of(document, 1, starts[0][2].flow.first - 1 if starts else len(document.lines)).without(left_out)
    nothing = Flow(document.key, (), ())
    parts = {"preamble": Part("preamble", layout.preamble, nothing, {}, preamble, preamble)}
    ends = [match.flow.first for _, _, match in starts[1:]] + [len(document.lines) + 1]
    for (step, kind, match), end in zip(starts, ends, strict=True):
        heading_flow = match.flow
        first = heading_flow.first if kind.opens else heading_flow.numbers[-1] + 1
        whole = Flow.of(document, first, end - 1).without(left_out)
        part = Part(
            key_of(step),
            kind,
            nothing if kind.opens else heading_flow,
            {name: match.sub(name) for name in match.matched.re.groupindex},
            _body(step, kind, whole, patterns, builder),
            whole,
        )
        if part.key in parts:
            raise heading_flow.error(f"{step.where}: two sections have the key {part.key!r}; give this another")
        parts[part.key] = part
        if kind.reason:
            builder.note(heading_flow.numbers, kind.status, kind.reason)
        if kind.section:
            builder.section(heading_flow.first, step.word("title") or heading_flow.cell().text)
    return parts | _headings(layout, parts, document.key)


def _left_out(layout: Layout, patterns: Mapping[str, str], builder: Builder) -> set[int]:
    """The lines that match a mark of ``drop``, which stand in no section."""
    numbers: set[int] = set()
    for mark in layout.drop:
        compiled = compile_pattern(mark.pattern, patterns)
        lines = [n for n, line in enumerate(builder.document.lines, 1) if compiled.fullmatch(line.strip())]
        builder.note(lines, mark.status, mark.reason)
        numbers |= set(lines)
    return numbers


def _headings(layout: Layout, parts: Mapping[str, Part], document: str) -> dict[str, Part]:
    """The parts that are made of the headings of some kinds."""
    nothing = Flow(document, (), ())
    made = {}
    for key, kinds in layout.headings.items():
        flows = [part.heading for part in parts.values() if part.kind.name in kinds]
        body = Flow(document, sum((f.lines for f in flows), ()), sum((f.numbers for f in flows), ()))
        made[key] = Part(key, HeadKind(key), nothing, {}, body, body)
    return made


def _find(flow: Flow, step: Step, kind: HeadKind, heading: str, patterns: Mapping[str, str]) -> Match:
    """The heading in the lines of *flow*: it is all of a line, or of up to three that it is broken over."""
    try:
        compiled = compile_heading(heading, patterns)
    except PatternProblem as error:
        raise LayoutProblem(f"{step.where}: {error}") from error
    for first in range(len(flow.lines)):
        for after in range(first + 1, min(first + LONGEST_HEADING, len(flow.lines)) + 1):
            lines = Flow(flow.key, flow.lines[first:after], flow.numbers[first:after])
            match = next(lines.all_squeezed(compiled), None)
            if (
                match
                and match.matched.start() == 0
                and (kind.opens or match.matched.end() == len(match.matched.string))
            ):
                return match
            if kind.opens:
                break
    raise flow.error(f"the heading {heading!r} should follow; the document is laid out differently")


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
