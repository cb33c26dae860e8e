"""The files of a layout: ``layout.yaml`` of a source, and the chapters that it lists, as steps.

``layout.yaml`` has ``chapters`` (files of ``chapters/``, in the order of the document), and what they share: ``heads``
(the kinds of headings), ``patterns``, ``drop`` (lines that stand in no section, such as page numbers), ``marks`` (lines
without a fact wherever they stand), ``headings`` (sections made of headings of some kinds), ``defaults`` (cells of the
rows of a table) and ``fiscal_year`` (of dates without a year). A chapter is a list of steps. A step is a mapping: a
kind of heading, a verb, words that say more, and tables with the rows that each match of the verb gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from mappings.layout.templates import LayoutProblem
from mappings.read.reading import Status
from mappings.yaml_text import parse_yaml
from ontology.spelling import did_you_mean

VERBS = ("rows", "one", "each", "whole", "list", "words", "for", "odd")
"""The verbs: rows that tile, a match that is the only one, every match, the whole text, a list that Python reads,
the words of a lookup file that stand there, rows of a table read before, and a section that Python reads."""
_WORDS = (
    *VERBS, "key", "title", "columns", "drop", "prose", "in", "start", "as", "carry", "then", "check", "note", "when",
    "unless",
)  # fmt: skip
_STATUSES: Mapping[str, Status] = {
    "heading": "heading", "furniture": "furniture", "prose": "prose", "withheld": "withheld", "rejected": "rejected",
}  # fmt: skip
ROW_WORDS = ("key", "cite", "lines", "above", "when", "unless", "again", "serial", "...")
"""The words of a row that are not cells."""


@dataclass(frozen=True)
class Mark:
    """Lines that match *pattern* as a whole hold no fact, and why."""

    pattern: str
    status: Status
    reason: str


@dataclass(frozen=True)
class HeadKind:
    """A kind of heading: the *reason* in the ledger note of its line, if any, and whether it begins a ledger *section*.

    A heading that *opens* its section is the beginning of a line of the text. Lines of a section that match a mark of
    *drop* are not read. *rest* is the reason of the lines that no row cites; without it these are an error.
    """

    name: str
    reason: str = ""
    status: Status = "heading"
    section: bool = False
    opens: bool = False
    rest: str = ""
    drop: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of *table*: templates of its cells, and what else the step says of it."""

    table: str
    cells: Mapping[str, str]
    words: Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """One step of a chapter; *where* names it in errors."""

    where: str
    head: tuple[HeadKind, str] | None = None
    verb: str = ""
    words: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    then: tuple[Step, ...] = ()

    def word(self, name: str) -> str:
        """What the step says under *name*; empty if nothing."""
        return str(self.words.get(name) or "")

    def texts(self, name: str) -> tuple[str, ...]:
        """The list that the step gives under *name*; one text is a list of one, and a mapping the list of its texts."""
        return tuple(text for _, text in self.placed(name))

    def placed(self, name: str) -> tuple[tuple[str, str], ...]:
        """The texts that the step gives under *name*, each with the section that it is given for (``""`` for none)."""
        value = self.words.get(name) or ()
        places = value.items() if isinstance(value, dict) else [("", value)]
        return tuple(
            (place, str(text)) for place, texts in places for text in ([texts] if isinstance(texts, str) else texts)
        )


@dataclass(frozen=True)
class Layout:
    """A layout as its files declare it."""

    steps: tuple[Step, ...]
    patterns: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    fiscal_year: int | None = None
    preamble: HeadKind = HeadKind("preamble")
    drop: tuple[Mark, ...] = ()
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def load_layout(folder: Path, tables: Iterable[str]) -> Layout:
    """The layout of the source in *folder*, whose steps fill *tables*. Raises LayoutProblem naming file and step."""
    shared = _load(folder / "layout.yaml", dict)
    chapters = {name: _load(folder / "chapters" / f"{name}.yaml", list) for name in shared.get("chapters") or ()}
    return make_layout(shared, chapters, tables)


def make_layout(shared: Mapping[str, Any], chapters: Mapping[str, list[Any]], tables: Iterable[str]) -> Layout:
    """A layout from the content of ``layout.yaml`` and of its *chapters* by name. Raises LayoutProblem."""
    kinds = {name: _head_kind(name, words or {}) for name, words in (shared.get("heads") or {}).items()}
    if taken := kinds.keys() & {*_WORDS, *tables}:
        raise LayoutProblem(
            f"layout.yaml: {', '.join(sorted(taken))} cannot be a kind of heading; the word has a meaning"
        )
    parser = _Parser(kinds, tuple(tables), shared.get("defaults") or {})
    steps = [
        parser.step(written, f"{name}.yaml step {number}")
        for name, chapter in chapters.items()
        for number, written in enumerate(chapter, 1)
    ]
    return Layout(
        tuple(steps),
        shared.get("patterns") or {},
        _marks(shared.get("marks")),
        shared.get("fiscal_year"),
        kinds.get("preamble", HeadKind("preamble")),
        _marks(shared.get("drop")),
        {key: tuple(names) for key, names in (shared.get("headings") or {}).items()},
    )


def _load(path: Path, kind: type) -> Any:
    try:
        content = parse_yaml(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise LayoutProblem(f"{path.name}: {' '.join(str(error).split())}") from error
    if not isinstance(content, kind):
        raise LayoutProblem(f"{path.name}: it must hold a {'list of steps' if kind is list else 'mapping'}")
    return content


def _marks(written: Any) -> tuple[Mark, ...]:
    return tuple(Mark(pattern, *status_and_reason(note, pattern)) for pattern, note in (written or {}).items())


def status_and_reason(note: str, where: str) -> tuple[Status, str]:
    """``prose: says what …`` as a status of the ledger and a reason. Raises LayoutProblem for another status."""
    status, _, reason = note.partition(": ")
    if status not in _STATUSES or not reason:
        raise LayoutProblem(f"{where}: {note!r} is not `status: reason` with a status of {', '.join(_STATUSES)}")
    return _STATUSES[status], reason


def _head_kind(name: str, words: Mapping[str, Any]) -> HeadKind:
    return HeadKind(name, **{**words, "drop": _marks(words.get("drop"))})


@dataclass(frozen=True)
class _Parser:
    kinds: Mapping[str, HeadKind]
    tables: tuple[str, ...]
    defaults: Mapping[str, Mapping[str, Any]]

    def step(self, written: Any, where: str) -> Step:
        if not isinstance(written, dict):
            raise LayoutProblem(f"{where}: {written!r} is not a mapping of words")
        heads = [name for name in self.kinds if name in written]
        where = f"{where} ({written[heads[0]]})" if heads else where
        words = {name: value for name, value in written.items() if name in _WORDS}
        verbs = [name for name in VERBS if name in words]
        if len(heads) > 1 or len(verbs) > 1:
            raise LayoutProblem(f"{where}: {' and '.join(heads if len(heads) > 1 else verbs)} in one step; make it two")
        for name in written:
            if name not in words and name not in heads and name not in self.tables:
                raise LayoutProblem(f"{where}: {self._unknown(name)}")
        rows = [row for name in written if name in self.tables for row in self._rows(name, written[name], where)]
        then = [self.step(inner, f"{where}, then {n}") for n, inner in enumerate(words.get("then") or (), 1)]
        head = (self.kinds[heads[0]], str(written[heads[0]])) if heads else None
        if head and "drop" in words:
            head = (replace(head[0], drop=(*head[0].drop, *_marks(words["drop"]))), head[1])
        return Step(where, head, verbs[0] if verbs else "", words, tuple(rows), tuple(then))

    def _rows(self, table: str, written: Any, where: str) -> list[Row]:
        rows = []
        for row in written if isinstance(written, list) else [written]:
            if not isinstance(row, dict):
                raise LayoutProblem(f"{where}: {table} is given {row!r}, not a mapping of cells")
            whole = {**self.defaults.get(table, {}), **row}
            texts = {name: _text(value) for name, value in whole.items() if value is not None}
            if "key" not in texts:
                raise LayoutProblem(f"{where}: a row of {table} has no key")
            cells = {name: text for name, text in texts.items() if name not in ROW_WORDS}
            rows.append(Row(table, cells, {name: text for name, text in texts.items() if name in ROW_WORDS}))
        return rows

    def _unknown(self, name: str) -> str:
        words = [*_WORDS, *self.kinds, *self.tables]
        return f"{name!r} is neither a word of a step nor a table{did_you_mean(name, words)}"


def _text(value: Any) -> str:
    """A cell as YAML gives it: a boolean is written as in CSV, a list is joined by blanks."""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
