"""Checks of a section: the number of its rows, their sums, values that are printed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mappings.layout.flow import Flow
from mappings.layout.templates import Filler, LayoutProblem, Scope
from mappings.read.document import ReaderError

FORMS = (
    "{count: N}, {count: N, plus: M}, {sum: cell, is: N}, {distinct: cell, is: N}, {add: [cells], is: N} or "
    "{same: [cells]}"
)


def run_check(check: Mapping[str, Any], filler: Filler, scopes: Sequence[Scope], flow: Flow, where: str) -> None:
    """Check what *scopes*, the matches of a step in *flow*, have captured. Raises ReaderError when it does not agree.

    ``count`` is the number of matches; ``sum`` what a cell adds up to over all of them, ``distinct`` how many different
    ones there are; ``add`` what cells add up to in each; ``same`` cells that are equal in each.
    """

    def filled(template: object, scope: Scope) -> tuple[str, frozenset[int]]:
        read = filler.fill(str(template), scope, where)
        if isinstance(read.value, dict):
            raise LayoutProblem(f"{where}: {template} gives several cells")
        return read.value, read.lines

    def number(template: object, scope: Scope) -> int:
        return int(filled(template, scope)[0].replace(",", "") or 0)

    def expect(stated: object, scope: Scope, counted: int | str, what: str) -> None:
        printed, lines = filled(stated, scope)
        if (number(stated, scope) if isinstance(counted, int) else printed) != counted:
            line = min(lines, default=flow.first)
            raise ReaderError(flow.key, line, f"{where}: the text says {printed}, but {what} {counted}")

    last = scopes[-1] if scopes else Scope()
    around = last.around or last
    match check:
        case {"count": stated, **more}:
            expect(stated, around, len(scopes) + number(more.get("plus", "0"), around), "the rows are")
        case {"sum": cell, "is": stated}:
            expect(stated, last, sum(number(cell, scope) for scope in scopes), f"{cell} adds up to")
        case {"distinct": cell, "is": stated}:
            expect(stated, around, len({filled(cell, scope)[0] for scope in scopes}), f"of {cell} there are")
        case {"add": cells, "is": stated}:
            for scope in scopes:
                expect(stated, scope, sum(number(cell, scope) for cell in cells), f"{' + '.join(cells)} is")
        case {"same": [first, *others]}:
            for scope in scopes:
                for other in others:
                    expect(first, scope, filled(other, scope)[0], f"{other} is")
        case _:
            raise LayoutProblem(f"{where}: {check!r} is not a check; write {FORMS}")
