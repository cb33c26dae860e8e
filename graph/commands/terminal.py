"""How commands print what they answer: to a person at a terminal, or to a file or pipe."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rich.console import Console

from ontology.namespaces import Namespace
from ontology.prefixes import compact


def answer_console(stderr: bool = False) -> Console:
    """A console that cuts nothing off when its output goes to a file or a pipe."""
    console = Console(stderr=stderr)
    return console if console.is_terminal else Console(stderr=stderr, width=250)


def text_of(term: NamedNode | BlankNode | Literal | Triple | None, namespace: Namespace) -> str:
    """*term* as a cell of a table: an IRI short where it has a prefix, a literal without its datatype."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return compact(namespace, term.value) or term.value
    return term.value if isinstance(term, Literal | BlankNode) else str(term)
