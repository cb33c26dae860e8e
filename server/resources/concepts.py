"""Concept schemes of SKOS as trees, from their top concepts down.

``skos:broader`` and ``skos:narrower`` say the same from both ends, and data may state either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, NamedNode

from ontology.vocabulary import RDF, SKOS
from server.display.knowledge import Knowledge
from server.display.publication import publication
from server.display.values import Presenter, Value

MOST = 1_500
"""Concepts on one page."""
_LONGEST = 12
"""Concepts above one another that a page names."""
_DEFAULT = DefaultGraph()


@dataclass(frozen=True)
class Hierarchy:
    """The concepts of a release: those at the top of each scheme, those below each concept, those above each."""

    tops: Mapping[NamedNode, Sequence[NamedNode]]
    narrower: Mapping[NamedNode, Sequence[NamedNode]]
    broader: Mapping[NamedNode, Sequence[NamedNode]]
    sizes: Mapping[NamedNode, int]
    """The number of concepts of each scheme, the largest scheme first."""

    def schemes_of(self, concept: NamedNode) -> list[NamedNode]:
        """The schemes at whose top *concept* is."""
        return [scheme for scheme, tops in self.tops.items() if concept in tops]


@dataclass
class Branch:
    """A concept of a tree with what is below it; *is_cut*: there is more, which its own page shows."""

    value: Value
    branches: list[Branch] = field(default_factory=list)
    is_cut: bool = False


@dataclass(frozen=True)
class TreePosition:
    """Where a concept stands: those above it, the highest first, and those below it."""

    above: Sequence[Value]
    below: Sequence[Branch]


def hierarchy() -> Hierarchy:
    """The concepts of the release that is served; read once."""
    return publication().once(Hierarchy, lambda: _read(publication().knowledge))


def _pairs(knowledge: Knowledge, forwards: NamedNode, backwards: NamedNode) -> Iterator[tuple[NamedNode, NamedNode]]:
    """Pairs of things that *forwards* relates, or *backwards* the other way round."""
    for predicate, is_forwards in ((forwards, True), (backwards, False)):
        for quad in knowledge.store.statements(None, predicate, None, _DEFAULT):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                yield (quad.subject, quad.object) if is_forwards else (quad.object, quad.subject)


def _read(knowledge: Knowledge) -> Hierarchy:
    narrower: dict[NamedNode, set[NamedNode]] = {}
    broader: dict[NamedNode, set[NamedNode]] = {}
    for below, above in _pairs(knowledge, SKOS.broader, SKOS.narrower):
        if below != above:
            narrower.setdefault(above, set()).add(below)
            broader.setdefault(below, set()).add(above)
    stated: dict[NamedNode, set[NamedNode]] = {}
    for scheme, top in _pairs(knowledge, SKOS.hasTopConcept, SKOS.topConceptOf):
        stated.setdefault(scheme, set()).add(top)
    members: dict[NamedNode, set[NamedNode]] = {}
    for quad in knowledge.store.statements(None, SKOS.inScheme, None, _DEFAULT):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            members.setdefault(quad.object, set()).add(quad.subject)
    for quad in knowledge.store.statements(None, RDF.type, SKOS.ConceptScheme, _DEFAULT):
        if isinstance(quad.subject, NamedNode):
            members.setdefault(quad.subject, set())
    for scheme, tops in stated.items():
        members.setdefault(scheme, set()).update(tops)
    # A scheme that states no top has those at the top that have nothing above them in it.
    at_top = {
        scheme: sorted(stated.get(scheme) or {c for c in concepts if concepts.isdisjoint(broader.get(c, ()))}, key=_key)
        for scheme, concepts in members.items()
    }
    sizes = {scheme: len(members[scheme]) for scheme in sorted(members, key=lambda s: (-len(members[s]), s.value))}
    return Hierarchy(
        at_top,
        {concept: sorted(below, key=_key) for concept, below in narrower.items()},
        {concept: sorted(above, key=_key) for concept, above in broader.items()},
        sizes,
    )


def tree(starts: Sequence[NamedNode], presenter: Presenter, most: int = MOST) -> list[Branch]:
    """The concepts *starts* and all below them, level by level until there are *most*; a concept under itself once."""
    narrower = hierarchy().narrower
    branches = [Branch(presenter.value(concept)) for concept in starts[:most]]
    waiting = [(concept, branch, {concept}) for concept, branch in zip(starts, branches, strict=False)]
    count = len(branches)
    for concept, branch, above in waiting:
        below = [child for child in narrower.get(concept, ()) if child not in above]
        if count + len(below) > most:
            branch.is_cut = bool(below)
            continue
        count += len(below)
        for child in below:
            inner = Branch(presenter.value(child))
            branch.branches.append(inner)
            waiting.append((child, inner, above | {child}))
    _sort(branches)
    return branches


def _sort(branches: list[Branch]) -> None:
    waiting = [branches]
    for level in waiting:
        level.sort(key=lambda branch: (branch.value.text.casefold(), branch.value.iri))
        waiting += [branch.branches for branch in level if branch.branches]


def place_of(concept: NamedNode, presenter: Presenter) -> TreePosition | None:
    """The position of *concept* among others; None for a thing that is no concept, or a concept without others."""
    concepts = hierarchy()
    above: list[NamedNode] = []
    current = concept
    while (higher := concepts.broader.get(current)) and higher[0] not in (*above, concept) and len(above) < _LONGEST:
        current = higher[0]
        above.insert(0, current)
    schemes = concepts.schemes_of(current)
    below = tree(concepts.narrower.get(concept, ()), presenter, 200)
    if not above and not below:
        return None
    return TreePosition([presenter.value(term) for term in (*schemes[:1], *above)], below)


def _key(iri: NamedNode) -> str:
    return iri.value
