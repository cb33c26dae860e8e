"""Reads a document by a layout: from its lines to rows, notes and sections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mappings.helpers.lookups import read_rows
from mappings.layout.builder import Builder
from mappings.layout.declaration import Layout
from mappings.layout.filters import shared_filters
from mappings.layout.outline import read_outline
from mappings.layout.patterns import PATTERNS, compile_pattern
from mappings.layout.templates import Filler, Filter
from mappings.layout.verbs import Lister, Odd, Run, run_steps
from mappings.read.document import ReaderError
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


def read_by_layout(layout: Layout, builder: Builder, lookups: Path, library: Library, first: int = 1) -> Reading:
    """Read the document of *builder* by *layout*, from line *first* on; *lookups* is the folder of its lookup files.

    Raises ReaderError, naming the line, where the document is not as the layout says, and for a line that no row cites
    and no note explains; LayoutProblem, naming file and step, where the layout itself is faulty.
    """
    patterns = {**PATTERNS, **library.patterns}
    patterns |= {name: _pattern(text, lookups) for name, text in layout.patterns.items()}
    document = builder.document
    parts = read_outline(layout, patterns, builder, first)
    filters = {**shared_filters(lookups, layout.fiscal_year), **library.filters}
    filler = Filler(filters, lambda name: run.find(name))
    run = Run(builder, parts, filler, patterns, library.listers, library.odd, lookups)
    run_steps(run, layout.steps)
    for mark in layout.marks:
        compiled = compile_pattern(mark.pattern, patterns)
        left = builder.unaccounted(first, len(document.lines))
        builder.note([n for n in left if compiled.fullmatch(document.line(n).strip())], mark.status, mark.reason)
    for part in parts.values():
        if part.kind.rest:
            left = [n for n in part.whole.numbers if n not in builder.cited and n not in builder.noted]
            builder.note(left, "prose", part.kind.rest)
    unread = builder.unaccounted(first, len(document.lines))
    if unread:
        line = document.line(unread[0]).strip()
        raise ReaderError(document.key, unread[0], f"nothing reads {line[:30]!r} ({len(unread)} such lines)")
    return builder.reading
