"""Two sides to compare, and what of them is compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from graph.compare.declaration import ChangesDeclaration
from graph.compare.differing import differing, differing_files
from graph.compare.sides import Side
from graph.compare.terms import parts
from graph.gone import Moves
from ontology.namespaces import Namespace

Origins = Callable[[bool, Collection[str]], Mapping[str, list[str]]]
"""The records (terms) that each of some statements, lines of the new (or else the old) side, was made from."""


def _no_origins(_is_new: bool, _lines: Collection[str]) -> Mapping[str, list[str]]:
    return {}


@dataclass(frozen=True)
class Comparison:
    """*old* and *new*, whose things are those of *namespace*.

    With *everything*, statements that describe the release itself are compared too.
    """

    old: Side
    new: Side
    namespace: Namespace
    declaration: ChangesDeclaration
    moves: Moves = field(default_factory=Moves)
    origins: Origins = _no_origins
    everything: bool = False

    def changes(self) -> Iterator[tuple[bool, str]]:
        """Whether a statement is new, and its line of N-Quads without the full stop; in order, none held in memory."""
        sides = (self.old, self.new)
        if self.old.path and self.new.path:
            lines = differing_files(self.old.path, self.new.path)
        else:
            both_have_graphs = all(side.has_graphs for side in sides)
            lines = differing(*(side.read() if both_have_graphs else side.default_graph() for side in sides))
        if self.everything:
            return lines
        return ((is_new, line) for is_new, line in lines if not self.declaration.description.hold(parts(line)))
