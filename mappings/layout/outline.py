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
    text = Flow.of(document, 1, len(document.lines)).without(_left_out(layout, patterns, builder))
    starts: list[tuple[Step, HeadKind, Match, int]] = []
    at = 0
    for step in (step for step in layout.steps if step.head):
        assert step.head is not None
        kind, heading = step.head
        match, at = _find(text, at, step, kind, heading, patterns)
        starts.append((step, kind, match, at))
        at += 0 if kind.opens else len(match.flow.lines)
    nothing = Flow(document.key, (), ())
    preamble = text.slice(0, starts[0][3] if starts else len(text.lines))
    parts = {"preamble": Part("preamble", layout.preamble, nothing, {}, preamble, preamble)}
    ends = [at for _, _, _, at in starts[1:]] + [len(text.lines)]
    for (step, kind, match, at), end in zip(starts, ends, strict=True):
        heading_flow = match.flow
        whole = text.slice(at if kind.opens else at + len(heading_flow.lines), end)
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


def _find(
    text: Flow, at: int, step: Step, kind: HeadKind, heading: str, patterns: Mapping[str, str]
) -> tuple[Match, int]:
    """The heading in the lines of *text* from *at* on, and where: all of a line, or of up to three lines."""
    try:
        compiled = compile_heading(heading, patterns)
    except PatternProblem as error:
        raise LayoutProblem(f"{step.where}: {error}") from error
    for first in range(at, len(text.lines)):
        for after in range(first + 1, min(first + LONGEST_HEADING, len(text.lines)) + 1):
            matched = compiled.match("".join(text.squeezed_lines[first:after]))
            if matched and (kind.opens or matched.end() == len(matched.string)):
                return Match(text.slice(first, after), matched, is_squeezed=True), first
            if kind.opens:
                break
    rest = text.slice(at, len(text.lines)) or text.slice(len(text.lines) - 1, len(text.lines))
    raise rest.error(f"the heading {heading!r} should follow; the document is laid out differently")


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
