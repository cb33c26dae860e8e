"""In which orders the engine may join triple patterns (sparopt, ``reorder_joins``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from graph.cardinality import BOUND, FREE


class Constant(NamedTuple):
    """An IRI of a query: that with *number*, with *rest* in place of its last ``>``; or, without a number, *rest*."""

    number: int | None
    rest: str

    def of(self, iris: Sequence[str]) -> str:
        """It, in angle brackets, where the text has *iris*."""
        return self.rest if self.number is None else iris[self.number][:-1] + self.rest


class Pattern(NamedTuple):
    """A triple pattern. A variable is its name; a literal is :data:`BOUND`."""

    subject: Constant | str
    predicate: Constant | str
    object: Constant | str


Step = tuple[Constant | str, Constant | str, Constant | str]
"""A pattern when the engine comes to it: its terms that are not constant are BOUND or FREE then."""


def join_orders(patterns: list[Pattern]) -> Iterator[tuple[Step, ...]]:
    """Every order in which the engine may join *patterns*, one or more; none where they do not hang together."""
    first = min(_rank(_step(pattern, frozenset())) for pattern in patterns)
    for order in permutations(patterns):
        steps: list[Step] = []
        bound = frozenset[str]()
        for pattern in order:
            variables = _variables(pattern)
            step = _step(pattern, bound)
            if (_rank(step) != first) if not steps else not variables & bound:
                break
            steps.append(step)
            bound |= variables
        else:
            yield tuple(steps)


def _variables(pattern: Pattern) -> frozenset[str]:
    return frozenset(term for term in pattern if isinstance(term, str) and term != BOUND)


def _step(pattern: Pattern, bound: frozenset[str]) -> Step:
    subject, predicate, object = (
        BOUND if term in bound or term == BOUND else FREE if isinstance(term, str) else term for term in pattern
    )
    return subject, predicate, object


def _rank(step: Step) -> int:
    """The engine's guess at the number of solutions of a pattern (sparopt, ``estimate_triple_pattern_size``)."""
    subject, predicate, object = (term != FREE for term in step)
    return {
        (True, True, True): 1,
        (True, False, True): 2,
        (True, True, False): 10,
        (True, False, False): 100,
        (False, True, True): 10_000,
        (False, False, True): 100_000,
        (False, True, False): 1_000_000,
        (False, False, False): 1_000_000_000,
    }[subject, predicate, object]
