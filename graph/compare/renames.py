"""Things that went and came back under another key: the same facts, another URI."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set

from graph.compare.terms import parts

_ALIKE = 0.8
"""The share of facts that two things must have in common, of those that either has."""
_FEWEST = 2
"""Facts that they must have in common: a type alone tells nothing."""
_RARE = 50
"""Facts that more things than this share are not used to find candidates."""
_SELF = "<>"


def renamed(
    gone: Mapping[str, Iterable[str]], added: Mapping[str, Iterable[str]], is_fact: Callable[[str], bool]
) -> dict[str, str]:
    """Pairs of a thing of *gone* and the one of *added* that it looks to be now.

    Both have the lines about each thing, of which those count for which *is_fact* holds. A pair has most facts in
    common, and none of the two is as much like a third thing.
    """
    of_added = {thing: _facts(thing, lines, is_fact) for thing, lines in added.items()}
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for thing, facts in of_added.items():
        for fact in facts:
            holders[fact].append(thing)
    best = {thing: _best(_facts(thing, lines, is_fact), of_added, holders) for thing, lines in gone.items()}
    claimed: defaultdict[str, list[str]] = defaultdict(list)
    for thing, other in best.items():
        if other:
            claimed[other].append(thing)
    return {things[0]: other for other, things in sorted(claimed.items()) if len(things) == 1}


def key_of(thing: str) -> str:
    """The end of the IRI of *thing*, a term."""
    return thing.rstrip(">").rpartition("/")[2]


def _facts(thing: str, lines: Iterable[str], is_fact: Callable[[str], bool]) -> set[str]:
    """The facts about *thing*, without its key: what states the key itself is none."""
    key = key_of(thing)
    facts = set()
    for line in lines:
        terms = parts(line)
        if is_fact(line) and terms.object != f'"{key}"':
            facts.add(f"{terms.predicate} {_SELF if terms.object == thing else terms.object}")
    return facts


def _best(facts: Set[str], others: Mapping[str, Set[str]], holders: Mapping[str, list[str]]) -> str:
    """The one of *others* that is most like what has *facts*; empty where none is, or two are equally so."""
    candidates = {thing for fact in facts if len(holders.get(fact, ())) <= _RARE for thing in holders.get(fact, ())}
    alike = {
        thing: len(facts & others[thing]) / len(facts | others[thing])
        for thing in candidates
        if len(facts & others[thing]) >= _FEWEST
    }
    most = max(alike.values(), default=0.0)
    best = [thing for thing, share in alike.items() if share == most and share >= _ALIKE]
    return best[0] if len(best) == 1 else ""
