"""Problems in the files of a site, in the words of a spreadsheet: file, row, column, value, and the right value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ontology.errors import ReportedError


@dataclass(frozen=True)
class Problem:
    """One mistake. *file* is a path below the folder of the site, or a name.

    *row* is the row as a spreadsheet counts it, the header being row 1; of a file that is no table, its line. *kind*
    groups problems of one sort. *suggestion* is the nearest right value; empty where there is none.
    """

    file: str
    message: str
    row: int | None = None
    column: str = ""
    value: str = ""
    suggestion: str = ""
    kind: str = "value"

    def __str__(self) -> str:
        word = "line" if self.file.endswith((".yaml", ".json", ".toml")) else "row"
        place = f" {word} {self.row}" if self.row else ""
        column = f", {self.column}" if self.column else ""
        value = f' "{self.value}"' if self.value else ""
        hint = f"; did you mean {self.suggestion}?" if self.suggestion else ""
        return f"{self.file}{place}{column}{value}: {self.message}{hint}"

    @property
    def order(self) -> tuple[str, int, str]:
        """Problems are listed by file, then row, then column."""
        return self.file, self.row or 0, self.column


class ProblemsError(ReportedError):
    """A site has *problems*; the text is that of the first, and names the command that lists them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        rest = f"and {count - 1} more: `tabunka check` lists them all" if count > 1 else "`tabunka check` finds it, too"
        super().__init__(f"{self.problems[0]} ({rest})")


def require_none(problems: Iterable[Problem]) -> None:
    """Raise ProblemsError where there is a problem."""
    listed = sorted(problems, key=lambda problem: problem.order)
    if listed:
        raise ProblemsError(listed)
