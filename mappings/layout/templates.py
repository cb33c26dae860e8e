"""The cells of a layout: text in which ``{name|filter|filter:word}`` stands for a capture of a pattern.

``{a,b}`` takes the first of several names that is not empty, ``{a?}`` nothing where nothing is called *a*;
``{section.name}`` what the heading of *section*, or a step called so, captured; ``{table.key.column}`` a cell of a row
read before; ``{table}`` the key of the row of *table* added last; ``{n}`` the number of the match, counted from 1;
``{.column}`` a cell of the same row, in its key, and ``{.serial}`` its number among the rows of the table that agree
with it in the columns ``serial``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mappings.layout.flow import Flow
from mappings.read.document import ReaderError
from ontology.errors import ReportedError

Value = Flow | str
Cells = dict[str, str]
Filter = Callable[[Flow | str, str], str | Cells | Flow]
"""Takes a capture (or the result of the filter before) and the word after the colon; returns text, or several cells.

A filter that gives a part of a flow lets the row cite the lines of that part only. Raises ValueError or ReportedError
for text that it cannot read.
"""
_REFERENCE = re.compile(r"\{([^{}|]+)((?:\|[\w-]+(?::[^{}|]+)?)*)\}")


class LayoutProblem(ReportedError):
    """A layout is not well formed: it names a word, table, column, filter or capture that does not exist."""


@dataclass
class Scope:
    """What the patterns around a place have captured, by name; the innermost match comes first."""

    values: dict[str, Value] = field(default_factory=dict)
    around: Scope | None = None

    def find(self, name: str) -> Value | None:
        """The value of *name*, or None when nothing has that name."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values:
                return scope.values[name]
            scope = scope.around
        return None


@dataclass
class Filled:
    """The text of a template, or several cells, and the lines of the captures it took them from."""

    value: str | Cells
    lines: frozenset[int]


def text_of(value: Flow | str) -> str:
    """What is printed: the lines of a flow joined."""
    return value if isinstance(value, str) else value.cell().text


def is_blank(value: Value | None) -> bool:
    """Whether nothing stands there."""
    return not value


def references(template: str) -> list[str]:
    """The names that *template* refers to."""
    return [name for match in _REFERENCE.finditer(template) for name in match[1].split(",")]


@dataclass(frozen=True)
class Filler:
    """Fills templates: *filters* by name, and *find* for names with a dot, which gives None for an unknown one."""

    filters: Mapping[str, Filter]
    find: Callable[[str], Value | None]

    def value(self, name: str, scope: Scope, where: str) -> Value:
        """What *name* (or the first name of a list that is not empty) stands for. Raises LayoutProblem."""
        value: Value | None = None
        for one in name.split(","):
            optional = one.endswith("?")
            value = scope.find(one.rstrip("?"))
            value = self.find(one.rstrip("?")) if value is None else value
            value = "" if value is None and optional else value
            if value is None:
                raise LayoutProblem(f"{where}: nothing captures {{{one}}}")
            if not is_blank(value):
                break
        assert value is not None
        return value

    def fill(self, template: str, scope: Scope, where: str) -> Filled:
        """*template* with all references filled in; a capture that took no part gives nothing.

        Raises ReaderError, naming the line, for text that a filter cannot read, and LayoutProblem naming *where*.
        """
        lines: frozenset[int] = frozenset()
        whole = _REFERENCE.fullmatch(template)
        if whole is not None:
            value, lines = self._reference(whole, scope, where)
            return Filled(value, lines)
        pieces, position = [], 0
        for match in _REFERENCE.finditer(template):
            value, cited = self._reference(match, scope, where)
            if not isinstance(value, str):
                raise LayoutProblem(f"{where}: {match[0]} gives several cells; write it alone, under '...'")
            pieces += [template[position : match.start()], value]
            lines |= cited
            position = match.end()
        return Filled("".join((*pieces, template[position:])), lines)

    def _reference(self, match: re.Match[str], scope: Scope, where: str) -> tuple[str | Cells, frozenset[int]]:
        captured = self.value(match[1], scope, where)
        lines = frozenset(captured.numbers) if isinstance(captured, Flow) else frozenset()
        value: str | Cells | Flow = captured
        if is_blank(captured):
            return "", lines
        for call in match[2].split("|")[1:]:
            name, _, word = call.partition(":")
            if name not in self.filters:
                known = ", ".join(sorted(self.filters))
                raise LayoutProblem(f"{where}: there is no filter {name!r}; there are {known}")
            if isinstance(value, dict):
                raise LayoutProblem(f"{where}: {name} cannot read several cells")
            if is_blank(value):
                return "", frozenset()
            try:
                value = self.filters[name](value, word)
                lines = frozenset(value.numbers) if isinstance(value, Flow) else lines
            except ReaderError:
                raise
            except (ReportedError, ValueError) as error:
                if isinstance(captured, Flow):
                    raise captured.error(f"{where}: {error}") from error
                raise LayoutProblem(f"{where}: {error}") from error
        value = text_of(value) if isinstance(value, Flow) else value
        return value, lines if value else frozenset()
