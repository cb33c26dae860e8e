"""How commands print what they answer: to a person at a terminal, or to a file or pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rich.console import Console

from ontology.namespaces import Namespace
from ontology.prefixes import compact


def answer_console(stderr: bool = False) -> Console:
    """A console that cuts nothing off when its output goes to a file or a pipe."""
    console = Console(stderr=stderr)
    return console if console.is_terminal else Console(stderr=stderr, width=250)


@contextmanager
def telling() -> Iterator[Callable[[str], None]]:
    """A function that is told each step of a command, for a person at a terminal or a log."""
    console = Console(stderr=True)
    with console.status("starting") as status:

        def progress(message: str) -> None:
            status.update(message)
            if not console.is_terminal:
                console.print(message)

        yield progress


def megabytes(size: int) -> str:
    """*size* in bytes as megabytes."""
    return f"{size / 1e6:,.1f} MB"


def text_of(term: NamedNode | BlankNode | Literal | Triple | None, namespace: Namespace) -> str:
    """*term* as a cell of a table: an IRI short where it has a prefix, a literal without its datatype."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return compact(namespace, term.value) or term.value
    return term.value if isinstance(term, Literal | BlankNode) else str(term)
