"""The answer to DESCRIBE: the symmetric description of each resource (SPARQL 1.1, 16.4, leaves it to the server).

That is every statement of the query's dataset with the resource as subject and every one with it as object. The data
has no blank nodes, so nothing more is needed to make sense of either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryBoolean, QuerySolutions, Triple

from graph.store import StatementStore
from server.query.tokeniser import Token, tokens

_WHOLE_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\\>]*>")
_TERMS = ("iri", "name", "variable")
_AT_ONCE = 500
_DEFAULT_GRAPH = DefaultGraph()


@dataclass(frozen=True)
class DescribeQuery:
    """A DESCRIBE cut into its parts, each as it is written.

    *prologue* is what stands before it, *named* the IRIs and prefixed names it describes, *variables* its variables
    (or ``*``), each once; *dataset* its FROM clauses, *rest* the pattern, if it *has_pattern*, and the modifiers.
    """

    prologue: str
    named: tuple[str, ...]
    variables: tuple[str, ...]
    dataset: str
    rest: str
    has_pattern: bool

    @property
    def is_plain(self) -> bool:
        """Does it name nothing but whole IRIs, as they are?"""
        return not self.variables and all(_WHOLE_IRI.match(name) for name in self.named)

    def text(self) -> str:
        """The query, with all that it describes named once; the engine refuses it otherwise."""
        return f"{self.prologue}DESCRIBE {' '.join((*self.named, *self.variables))} {self.dataset}{self.rest}"

    def of_names(self) -> str | None:
        """A query for the IRIs that are named, whatever else there is; None where there are none."""
        if not self.named:
            return None
        columns = " ".join(f"({name} AS ?described{number})" for number, name in enumerate(self.named))
        return f"{self.prologue}\nSELECT {columns} {{}}"

    def of_variables(self) -> str | None:
        """A query for what the variables are bound to; None where there are none."""
        if not self.variables:
            return None
        pattern = "" if self.has_pattern else "WHERE {}\n"  # DESCRIBE may have none, SELECT must have one
        return f"{self.prologue}\nSELECT DISTINCT {' '.join(self.variables)}\n{self.dataset}\n{pattern}{self.rest}"

    def about(self, resources: Iterable[str]) -> str:
        """A query for the description of *resources*, IRIs with their brackets, in the dataset of this query."""
        values = " ".join(resources)
        return (
            f"{self.prologue}\nCONSTRUCT {{ ?s ?p ?o }}\n{self.dataset}\nWHERE {{\n"
            f"  {{ VALUES ?s {{ {values} }} ?s ?p ?o }} UNION {{ VALUES ?o {{ {values} }} ?s ?p ?o }}\n}}"
        )


def description(
    store: StatementStore, query: DescribeQuery, dataset: Mapping[str, Any], base: str | None = None
) -> Iterator[Quad]:
    """The symmetric description of what *query* names, in its *dataset* (arguments of the store's method ``query``).

    Its relative IRIs are resolved against *base*.

    It comes as statements of a default graph. A statement between two resources may come twice.
    """
    resources: dict[str, None] = {}
    if query.is_plain:
        resources = dict.fromkeys(query.named)
    else:
        for text in filter(None, (query.of_names(), query.of_variables())):
            answer = store.query(text, base=base, **dataset)
            assert isinstance(answer, QuerySolutions)
            for solution in answer:
                resources |= dict.fromkeys(str(term) for term in solution if isinstance(term, NamedNode))
    # In parts, so that no query grows without bound.
    iris = list(resources)
    for start in range(0, len(iris), _AT_ONCE):
        part = iris[start : start + _AT_ONCE]
        if store.is_remote or dataset or query.dataset:
            answer = store.query(query.about(part), base=base, **dataset)
            assert not isinstance(answer, QuerySolutions | QueryBoolean)
            for triple in answer:
                yield in_default_graph(triple)
        else:
            # What that query would be answered, without the time to read it.
            yield from statements_about(store, [NamedNode(iri[1:-1]) for iri in part])


def statements_about(store: StatementStore, resources: Iterable[NamedNode]) -> Iterator[Quad]:
    """Each statement of the default graph with one of *resources* as subject, then each other with one as object."""
    described = dict.fromkeys(resources)
    for node in described:
        yield from store.statements(node, None, None, _DEFAULT_GRAPH)
    for node in described:
        for quad in store.statements(None, None, node, _DEFAULT_GRAPH):
            if quad.subject not in described:
                yield quad


def in_default_graph(triple: Triple) -> Quad:
    """*triple* as a statement of the default graph."""
    return Quad(triple.subject, triple.predicate, triple.object, _DEFAULT_GRAPH)


def describe_query(query: str) -> DescribeQuery | None:
    """*query* in its parts if it is a DESCRIBE, else None. It must be one that the engine could read."""
    parts = list(tokens(query))
    start = next((index for index, token in enumerate(parts) if _is(token, "DESCRIBE")), None)
    if start is None or any(_is(token, word) for token in parts[:start] for word in ("SELECT", "CONSTRUCT", "ASK")):
        return None
    index = start + 1
    named: list[str] = []
    variables: list[str] = []
    while index < len(parts) and (parts[index].kind in _TERMS or parts[index].text == "*"):
        token = parts[index]
        (variables if token.kind == "variable" or token.text == "*" else named).append(token.text)
        index += 1
    begin = parts[index].offset if index < len(parts) else len(query)
    clauses = list(_dataset(parts, index))
    after = index + sum(length for length, _ in clauses)
    end = parts[after].offset if after < len(parts) else len(query)
    return DescribeQuery(
        query[: parts[start].offset],
        tuple(dict.fromkeys(named)),
        tuple(dict.fromkeys(variables)),
        query[begin:end],
        query[end:],
        after < len(parts) and (parts[after].text == "{" or _is(parts[after], "WHERE")),
    )


def _dataset(parts: list[Token], index: int) -> Iterator[tuple[int, str]]:
    """The FROM clauses that begin at *index*: how many tokens each has, and the graph."""
    while index < len(parts) and _is(parts[index], "FROM"):
        length = 3 if index + 1 < len(parts) and _is(parts[index + 1], "NAMED") else 2
        graph = parts[index + length - 1] if index + length <= len(parts) else parts[index]
        yield length, graph.text
        index += length


def _is(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word
