"""The SPARQL constraints of shapes (SHACL, section 5), asked once for all focus nodes instead of once for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set

import rdflib
from pyoxigraph import QuerySolutions, Variable
from rdflib import RDF, SH
from rdflib.term import Node

from graph.build.check_store import CheckStore

_THIS = Variable("this")


def broken_by_queries(
    shapes: rdflib.Graph,
    constraints: Iterable[tuple[Node, Node]],
    focus_nodes: Mapping[Node, set[str]],
    store: CheckStore,
) -> Iterator[tuple[Node, Set[str]]]:
    """The shapes whose SPARQL *constraints* have a solution, with the focus nodes of these solutions.

    *store* has the statements. A constraint that cannot be asked this way flags all focus nodes of its shape.
    """
    for shape, constraint in constraints:
        query = _query(shapes, constraint, focus_nodes[shape])
        if query is None:
            yield shape, focus_nodes[shape]
            continue
        try:
            solutions = store().query(query)
        except (SyntaxError, ValueError):
            yield shape, focus_nodes[shape]
            continue
        if isinstance(solutions, QuerySolutions) and (broken := {str(solution[_THIS]) for solution in solutions}):
            yield shape, broken


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
