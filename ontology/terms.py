"""Relations between terms, read from the ontology."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

from ontology import ROOM, turtle_files
from ontology.namespaces import Namespace
from ontology.vocabulary import RDFS


def below(term: NamedNode, statements: Iterable[str] | None = None) -> frozenset[str]:
    """The IRIs of the property *term* and of all its stated sub-properties.

    *statements* (``<s> <p> <o>``, as N-Triples write them) state these; without them, the ontology of this room does.
    """
    links = _links(_own(ROOM) if statements is None else statements)
    terms = {f"<{term.value}>"}
    while lower := {lower for lower, upper in links if upper in terms} - terms:
        terms |= lower
    return frozenset(iri[1:-1] for iri in terms)


def _links(statements: Iterable[str]) -> list[tuple[str, str]]:
    predicate = str(RDFS.subPropertyOf)
    parts = (line.split(" ", 2) for line in statements if predicate in line)
    return [(subject, upper) for subject, property_, upper in parts if property_ == predicate]


@cache
def _own(folder: Path) -> tuple[str, ...]:
    namespace = Namespace()
    lines: list[str] = []
    for path in turtle_files(folder):
        text = namespace.rebase_text(path.read_text(encoding="utf-8"))
        lines += [str(quad.triple) for quad in parse(text, format=RdfFormat.TURTLE, base_iri=f"{namespace.base}/")]
    return tuple(lines)
