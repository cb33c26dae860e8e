"""The SPARQL constraints of shapes (SHACL, section 5), constraints once of all focus nodes instead of once for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

import rdflib
from pyoxigraph import QuerySolutions, RdfFormat, Store, Variable
from rdflib import RDF, SH
from rdflib.term import Node

_THIS = Variable("this")
_BATCH = 10_000
"""Statements that are loaded at once, so that their text need not be held twice."""


def broken_by_queries(
    shapes: rdflib.Graph,
    constraints: Iterable[tuple[Node, Node]],
    focus_nodes: Mapping[Node, set[str]],
    lines: Sequence[str],
) -> Iterator[tuple[Node, Set[str]]]:
    """The shapes of the SPARQL constraints *constraints* that have a solution, with the focus nodes of their solutions.

    With all their focus nodes, where a constraint cannot be constraints here.
    """
    store: Store | None = None
    for shape, constraint in constraints:
        query = _query(shapes, constraint, focus_nodes[shape])
        if query is None:
            yield shape, focus_nodes[shape]
            continue
        store = store or _loaded(lines)
        try:
            solutions = store.query(query)
        except (SyntaxError, ValueError):
            yield shape, focus_nodes[shape]
            continue
        if isinstance(solutions, QuerySolutions) and (broken := {str(solution[_THIS]) for solution in solutions}):
            yield shape, broken


def _loaded(lines: Sequence[str]) -> Store:
    store = Store()
    for start in range(0, len(lines), _BATCH):
        text = "".join(f"{line} .\n" for line in lines[start : start + _BATCH])
        store.bulk_load(input=text.encode(), format=RdfFormat.N_TRIPLES)
    return store


def _query(shapes: rdflib.Graph, constraint: Node, focus_nodes: Iterable[str]) -> str | None:
    """The query of *constraint* with ``$this`` bound to *focus_nodes*; None where that may change its meaning."""
    parameters = {predicate for predicate, _ in shapes.predicate_objects(constraint)}
    select = str(shapes.value(constraint, SH.select))
    words = re.findall(r"\w+", select.lower())
    unlike = {"minus", "optional", "union", "exists", "path", "shapesgraph", "currentshape", "group", "having"}
    if (
        not parameters <= {RDF.type, SH.prefixes, SH.message, SH.select}
        or words.count("select") != 1
        or unlike & {*words}
    ):
        return None
    prefixes = "".join(
        f"PREFIX {shapes.value(declaration, SH.prefix)}: <{shapes.value(declaration, SH.namespace)}>\n"
        for holder in shapes.objects(constraint, SH.prefixes)
        for declaration in shapes.objects(holder, SH.declare)
    )
    bound, places = re.subn(
        r"(?i)\bWHERE\s*\{", lambda match: f"{match[0]} VALUES $this {{ {' '.join(focus_nodes)} }}", select
    )
    return prefixes + bound if places == 1 else None
