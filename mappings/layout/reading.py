"""Reads a document by a layout: from its lines to rows, notes and sections."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from mappings.helpers.lookups import read_rows
from mappings.layout.builder import Builder
from mappings.layout.declaration import Layout, load_layout
from mappings.layout.filters import shared_filters
from mappings.layout.outline import read_outline
from mappings.layout.patterns import PATTERNS, compile_pattern
from mappings.layout.templates import Filler, Filter
from mappings.layout.verbs import Lister, Odd, Run, run_steps
from mappings.map.sources import load_source
from mappings.map.tables import TableSchema
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading


def _pattern(text: str, lookups: Path) -> str:
    """*text*, or for ``lookup:offices`` what the first column of the lookup file prints, the longest first.

    ``broken:offices`` is the same with blanks and ends of lines anywhere between its characters.
    """
    kind, _, name = text.partition(":")
    if kind not in ("lookup", "broken"):
        return text
    printed = [next(iter(row.values())) for row in read_rows(lookups / f"{name}.csv")]
    printed.sort(key=len, reverse=True)
    if kind == "broken":
        return "|".join("_".join(re.escape(character) for character in "".join(words.split())) for words in printed)
    return "|".join(re.escape(words).replace(r"\ ", " ") for words in printed)


@dataclass(frozen=True)
class Library:
    """What the reader of a source adds to the words that every layout has."""

    patterns: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, Filter] = field(default_factory=dict)
    listers: Mapping[str, Lister] = field(default_factory=dict)
    odd: Mapping[str, Odd] = field(default_factory=dict)


def layout_reader(
    folder: Path,
    library: Callable[[], Library] = Library,
    check: Callable[[Layout], None] = lambda layout: None,
) -> Callable[[Document, Keys], Reading]:
    """The reader of the source in *folder*: its ``layout.yaml``, its lookup files, and the words of *library*.

    *check* raises LayoutProblem for a layout that breaks a rule of the source. The layout and the descriptions of the
    tables are read once, as lookup files are.
    """

    @cache
    def declared() -> tuple[Layout, Mapping[str, TableSchema]]:
        schemas = {schema.name: schema for schema in load_source(folder).schemas}
        layout = load_layout(folder, schemas)
        check(layout)
        return layout, schemas

    def read(document: Document, keys: Keys) -> Reading:
        """The rows, notes and sections of *document*. Raises as :func:`read_by_layout` and :func:`load_layout` do."""
        layout, schemas = declared()
        return read_by_layout(layout, Builder(document, keys, schemas), folder / "lookups", library())

    return read


def read_by_layout(layout: Layout, builder: Builder, lookups: Path, library: Library) -> Reading:
    """Read the document of *builder* by *layout*; *lookups* is the folder of its lookup files.

    Raises ReaderError, naming the line, where the document is not as the layout says, and for a line that no row cites
    and no note explains; LayoutProblem, naming file and step, where the layout itself is faulty.
    """
    patterns = {**PATTERNS, **library.patterns}
    patterns |= {name: _pattern(text, lookups) for name, text in layout.patterns.items()}
    document = builder.document
    parts = read_outline(layout, patterns, builder)
    filters = {**shared_filters(lookups, layout.fiscal_year), **library.filters}
    filler = Filler(filters, lambda name: run.find(name))
    run = Run(builder, parts, filler, patterns, library.listers, library.odd, lookups)
    run_steps(run, layout.steps)
    for mark in layout.marks:
        compiled = compile_pattern(mark.pattern, patterns)
        left = builder.unaccounted(1, len(document.lines))
        builder.note([n for n in left if compiled.fullmatch(document.line(n).strip())], mark.status, mark.reason)
    for part in parts.values():
        if part.kind.rest:
            left = [n for n in part.whole.numbers if n not in builder.cited and n not in builder.noted]
            builder.note(left, "prose", part.kind.rest)
    unread = builder.unaccounted(1, len(document.lines))
    if unread:
        line = document.line(unread[0]).strip()
        key = next((key for key, part in parts.items() if unread[0] in part.whole.numbers), "")
        raise ReaderError(
            document.key,
            unread[0],
            f"section {key}: nothing reads {line[:30]!r} ({len(unread)} such lines); add a step, a note or a mark",
        )
    return builder.reading
