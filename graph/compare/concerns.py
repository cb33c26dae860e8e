"""The feeds that a change belongs to: those of the things that the change is about."""

from __future__ import annotations

from collections.abc import Iterable

from graph.compare.declaration import LINKS, ChangesDeclaration
from graph.compare.described import Described
from graph.compare.kinds import KindAndKey
from graph.compare.terms import Parts
from ontology.namespaces import Namespace


class Concerns:
    """Finds the feeds of *declaration* that a change belongs to."""

    def __init__(self, declaration: ChangesDeclaration, described: Described, namespace: Namespace) -> None:
        self._declaration = declaration
        self._described = described
        self._namespace = namespace

    def of(self, things: Iterable[str], changed: Iterable[Parts]) -> dict[str, tuple[str, ...]]:
        """The keys of the feeds of each kind that a change of *things*, by the statements *changed*, belongs to."""
        things = list(things)
        linked = {terms.object for thing in things for terms in self._described.statements(thing)}
        named = {terms.object for terms in changed}
        concerns = {}
        for kind, feed in self._declaration.feeds.items():
            near = {*things, *named, *(linked if feed.by == LINKS else ())}
            kinds = (KindAndKey.of(term, self._namespace) for term in near if term.startswith("<"))
            if keys := sorted({thing.key for thing in kinds if thing.name in feed.kinds}):
                concerns[kind] = tuple(keys)
        return concerns
