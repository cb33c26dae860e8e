"""Runs the steps of a layout: finds what their patterns describe, and adds the rows they make of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from mappings.helpers.lookups import read_rows
from mappings.layout.builder import Builder
from mappings.layout.checks import run_check
from mappings.layout.declaration import Row, Step, status_and_reason
from mappings.layout.flow import Flow, Match
from mappings.layout.outline import Part, key_of
from mappings.layout.patterns import PatternProblem, compile_pattern
from mappings.layout.templates import Cells, Filled, Filler, LayoutProblem, Scope, Value, is_blank, references

Lister = Callable[[Flow, str], Iterable[Mapping[str, Value]]]
"""Reads a list that no pattern can: what each of its items captures. It is given the word after the colon."""
Odd = Callable[["Run", Part], None]
"""Reads a section that no pattern can, with the builder of the run."""
_Function = TypeVar("_Function", Lister, Odd)
SKIP = ".*?"
"""In a pattern of ``one``, text that is no part of the fact."""
PROSE = "describes the programme; its facts are in the tables"


@dataclass
class Run:
    """A document that is being read: its *parts*, the *builder* of its rows, and what the steps have captured."""

    builder: Builder
    parts: Mapping[str, Part]
    filler: Filler
    patterns: Mapping[str, str]
    listers: Mapping[str, Lister]
    odd: Mapping[str, Odd]
    lookups: Path
    named: dict[str, Scope] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)

    def compile(self, pattern: str, where: str) -> re.Pattern[str]:
        """*pattern* as a regular expression. Raises LayoutProblem, naming *where*, when it is not well formed."""
        try:
            return compile_pattern(pattern, self.patterns)
        except PatternProblem as error:
            raise LayoutProblem(f"{where}: {error}") from error

    def place(self, name: str, scope: Scope, flow: Flow, where: str) -> Flow:
        """The text that *name* stands for: what was captured, one section or several, or else *flow*."""
        if not name:
            return flow
        if scope.find(name) is None and all(key in self.parts for key in name.split()):
            bodies = [self.parts[key].body for key in name.split()]
            if len(bodies) == 1:
                return bodies[0]
            return Flow(flow.key, sum((b.lines for b in bodies), ()), sum((b.numbers for b in bodies), ()))
        value = self.filler.value(name, scope, where)
        return value if isinstance(value, Flow) else Flow(flow.key, (value,), (flow.first,))

    def find(self, name: str) -> Value | None:
        """What a name stands for that no pattern around it captures: see ``templates``."""
        if name in self.last:
            return self.last[name]
        step, _, rest = name.partition(".")
        if step in self.named:
            return self.named[step].find(rest)
        if step in self.parts:
            return self.parts[step].heading if rest == "heading" else self.parts[step].captures.get(rest)
        key, _, column = rest.rpartition(".")
        if step in self.builder.schemas and key:
            row = self.builder.find(step, key)
            return None if row is None else row.get(column)
        return None


def run_steps(run: Run, steps: Sequence[Step]) -> None:
    """Run *steps* in their order. Raises ReaderError at the line that does not fit, LayoutProblem for a faulty step."""
    part = run.parts["preamble"]
    for step in steps:
        if step.head:
            part = run.parts[key_of(step)]
        scope = Scope({**part.captures, "heading": part.heading})
        if "prose" in step.words:
            reason = step.words["prose"]
            run.builder.note(part.body.numbers, "prose", PROSE if reason is True else reason)
        if step.verb == "odd":
            _named(run.odd, step.word("odd"), step, "section reader")(run, part)
        else:
            run_step(run, step, scope, part.body)


def run_step(run: Run, step: Step, scope: Scope, flow: Flow) -> None:
    """Run *step* on *flow*, or on what it says under ``in``: a section, or what a pattern around it captures."""
    if _is_skipped(run, step.words, scope, step.where):
        return
    flow = run.place(step.word("in"), scope, flow, step.where)
    scopes = _scopes(run, step, scope, flow)
    for inner in scopes:
        for row in step.rows:
            _add_row(run, row, inner, step.where)
        for name, note in (step.words.get("note") or {}).items():
            value = run.filler.value(name, inner, step.where)
            if isinstance(value, Flow):
                run.builder.note(value.numbers, *status_and_reason(note, step.where))
        for below in step.then:
            run_step(run, below, inner, flow)
    if step.word("as") and scopes:
        run.named[step.word("as")] = scopes[-1]
    for check in step.words.get("check") or ():
        run_check(check, run.filler, scopes, flow, step.where)


def _scopes(run: Run, step: Step, scope: Scope, flow: Flow) -> list[Scope]:
    """What each match of the step's verb captures; a step without a verb runs once."""
    if not step.verb:
        return [Scope({}, scope)]
    if step.verb == "for":
        return [Scope(values, scope) for values in _rows_of(run, step)]
    if step.verb in ("list", "words"):
        items = list(
            words_in(flow, run.lookups / f"{step.word('words')}.csv")
            if step.verb == "words"
            else _listed(run, step, flow)
        )
        return [Scope({**item, "n": str(number)}, scope) for number, item in enumerate(items, 1)]
    if step.verb == "one":
        return [Scope(_once(run, step, scope, flow), scope)]
    patterns = [run.compile(pattern, step.where) for pattern in step.texts(step.verb)]
    absent: dict[str, Value] = {name: "" for pattern in patterns for name in pattern.groupindex}
    for pattern in patterns:
        _refuse_tables(run, pattern, step)
    carried: dict[str, Value] = {}
    scopes = []
    for number, match in enumerate(_matches(run, step, flow, patterns), 1):
        values = absent | {name: match.sub(name) for name in match.matched.re.groupindex}
        for name in step.texts("carry"):
            values[name] = values[name] if name in values and not is_blank(values[name]) else carried.get(name, "")
            carried[name] = values[name]
        if step.verb != "whole":
            values["n"] = str(number)
        scopes.append(Scope({**values, "match": match.sub(0)}, scope))
    return scopes


def _matches(run: Run, step: Step, flow: Flow, patterns: Sequence[re.Pattern[str]]) -> list[Match]:
    expected = " or ".join(map(repr, step.texts(step.verb)))
    if step.verb == "rows" and not step.word("start"):
        return _tile(flow, patterns, expected, step.where)
    if step.verb in ("rows", "whole"):
        pieces = [flow] if step.verb == "whole" else flow.split(run.compile(step.word("start"), step.where))
        return [_whole(piece, patterns, expected, step.where) for piece in pieces]
    return [match for pattern in patterns for match in flow.all(pattern)]


def _once(run: Run, step: Step, scope: Scope, flow: Flow) -> dict[str, Value]:
    """What the patterns of ``one`` capture, each of which must match once, in the section that it is given for.

    ``match`` is all that they match; of a pattern that skips text (``.*?``) only what it captures.
    """
    captured: dict[str, Value] = {}
    matched: list[Flow] = []
    for place, printed in step.placed("one"):
        pattern = run.compile(printed, step.where)
        _refuse_tables(run, pattern, step)
        section = place or step.word("in")
        where = f"{step.where}, {section}" if section else step.where
        match = _only(run.place(place, scope, flow, step.where), pattern, printed, where)
        groups = {name: match.sub(name) for name, text in match.matched.groupdict().items() if text}
        captured |= {name: "" for name in pattern.groupindex if name not in captured} | dict(groups)
        matched += groups.values() if groups and SKIP in printed else [match.sub(0)]
    numbered = sorted({pair for part in matched for pair in zip(part.numbers, part.lines, strict=True)})
    whole = Flow(flow.key, tuple(text for _, text in numbered), tuple(number for number, _ in numbered))
    return {**captured, "match": whole}


def _refuse_tables(run: Run, pattern: re.Pattern[str], step: Step) -> None:
    if tables := run.builder.schemas.keys() & pattern.groupindex.keys():
        raise LayoutProblem(f"{step.where}: {', '.join(tables)} is the name of a table; call the capture otherwise")


def _only(flow: Flow, pattern: re.Pattern[str], expected: str, where: str) -> Match:
    matches = list(flow.all_squeezed(pattern))
    if len(matches) != 1:
        at = matches[1].span()[0] if matches else 0
        raise flow.error(f"{where}: expected {expected!r} once from here on, not {len(matches)} times", at)
    return matches[0]


def _whole(flow: Flow, patterns: Sequence[re.Pattern[str]], expected: str, where: str) -> Match:
    for pattern in patterns:
        match = pattern.fullmatch(flow.text)
        if match:
            return Match(flow, match)
    raise flow.error(f"{where}: expected {expected}, but the text reads {flow.text[:40]!r}")


def _tile(flow: Flow, patterns: Sequence[re.Pattern[str]], expected: str, where: str) -> list[Match]:
    """Matches that follow one another and together are all of *flow*, white space apart. Raises ReaderError."""
    text, position = flow.text, 0
    matches = []
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = next((m for pattern in patterns if (m := pattern.match(text, position)) and m.end() > position), None)
        if match is None:
            shown = text[position : position + 40]
            raise flow.error(f"{where}: expected a row like {expected}, but the text reads {shown!r}", position)
        matches.append(Match(flow, match))
        position = match.end()
    return matches


def _listed(run: Run, step: Step, flow: Flow) -> Iterable[Mapping[str, Value]]:
    name, _, word = step.word("list").partition(":")
    return _named(run.listers, name, step, "list reader")(flow, word)


def words_in(flow: Flow, lookup: Path) -> Iterable[dict[str, Value]]:
    """The rows of a lookup file whose first column is printed in *flow*, by column; the word and where it stands."""
    for row in read_rows(lookup):
        first = next(iter(row))
        if row[first] in flow.cell().text:
            yield {**row, "match": flow}


def _rows_of(run: Run, step: Step) -> list[dict[str, Value]]:
    """The rows that ``for`` names, ``{table: {column: value}}``: their key by the table, their cells by ``.column``."""
    chosen: list[dict[str, Value]] = [
        {str(table): row["key"], **{f".{column}": cell for column, cell in row.items()}}
        for table, values in step.words["for"].items()
        for row in run.builder.reading.tables.get(table, ())
        if all(row.get(column) == value for column, value in values.items())
    ]
    if not chosen:
        raise LayoutProblem(f"{step.where}: no row is like {step.words['for']}")
    return chosen


def _named(functions: Mapping[str, _Function], name: str, step: Step, kind: str) -> _Function:
    if name not in functions:
        raise LayoutProblem(f"{step.where}: there is no {kind} {name!r}; there are {', '.join(sorted(functions))}")
    return functions[name]


def _is_skipped(run: Run, words: Mapping[str, object], scope: Scope, where: str) -> bool:
    wanted, unwanted = words.get("when"), words.get("unless")
    return (wanted is not None and is_blank(run.filler.value(str(wanted), scope, where))) or (
        unwanted is not None and not is_blank(run.filler.value(str(unwanted), scope, where))
    )


def _add_row(run: Run, row: Row, scope: Scope, where: str) -> None:
    """Add *row*: it cites the lines of all captures that its cells take, and of those that it names under ``cite``."""
    where = f"{where}, {row.table}"
    if _is_skipped(run, row.words, scope, where):
        return
    fill = run.filler.fill
    key = row.words["key"]
    inner = Scope({}, scope)
    if not any(name.startswith(".") for name in references(key)):
        inner.values["key"] = _text(fill(key, inner, where), where)
    cells: Cells = {}
    lines: frozenset[int] = frozenset()
    for template in row.words.get("...", "").split():
        filled = fill(template, inner, where)
        if isinstance(filled.value, dict):
            cells |= filled.value
        lines |= filled.lines
    for column, template in row.cells.items():
        filled = fill(template, inner, where)
        cells[column] = _text(filled, where) or cells.get(column, "")
        lines |= filled.lines
    inner.values |= {f".{column}": cell for column, cell in cells.items()}
    if serial := row.words.get("serial"):
        others = run.builder.reading.tables.get(row.table, ())
        same = [other for other in others if all(other[name] == cells.get(name, "") for name in serial.split())]
        inner.values[".serial"] = str(len(same) + 1)
    if "lines" in row.words:
        lines = _cited(run, row.words["lines"], inner, where)
    if words := cells.get(row.words.get("above", "")):
        lines |= run.builder.heading_of(words, lines)
    lines |= _cited(run, row.words.get("cite", ""), inner, where)
    if not lines:
        raise LayoutProblem(f"{where}: a row cites no line; name a capture under `cite`")
    add = run.builder.cite_again if row.words.get("again") else run.builder.add
    proposal = inner.values.get("key") or _text(fill(key, inner, where), where)
    run.last[row.table] = add(row.table, str(proposal), lines, **cells)


def _cited(run: Run, names: str, scope: Scope, where: str) -> frozenset[int]:
    """The lines of the captures with these *names*, a template of words."""
    values = [
        run.filler.value(name, scope, where) for name in _text(run.filler.fill(names, scope, where), where).split()
    ]
    return frozenset(number for value in values if isinstance(value, Flow) for number in value.numbers)


def _text(filled: Filled, where: str) -> str:
    if isinstance(filled.value, dict):
        raise LayoutProblem(f"{where}: several cells where one is meant; write them under '...'")
    return filled.value
