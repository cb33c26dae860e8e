"""The statements of a file of RDF, as lines of N-Triples, with their graphs and with blank nodes that stay the same.

The parser may crash on deeply nested input, and takes the process with it: call this in a child process
(:mod:`mappings.as_is.child`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Quad, Triple, parse

from mappings.as_is.files import RdfError, RdfFile

_PLACE = re.compile(r"(?:Parser )?error (?:at|on) line (\d+)[^:]*: ")


class RdfReader:
    """Reads *file*; its relative IRIs are below *base*, its blank nodes are called *label* and a number.

    Nodes are numbered in the order of their first mention, so the same file always gets the same labels. Labels of two
    files differ if *label* does.
    """

    def __init__(self, file: RdfFile, base: str, label: str) -> None:
        self._file = file
        self._base = base
        self._label = label
        self._blank: dict[str, BlankNode] = {}
        self.prefixes: dict[str, str] = {}
        """The prefixes that the file declares, once it is read."""

    @property
    def blank_nodes(self) -> int:
        """How many blank nodes came so far."""
        return len(self._blank)

    def lines(self) -> Iterator[tuple[str, str]]:
        """Each statement without its full stop, and the term of its graph (empty: the default one). Raises RdfError."""
        default = DefaultGraph()
        try:
            with self._file.open() as source:
                parser = parse(source, format=self._file.syntax, base_iri=self._base)
                for quad in parser:
                    graph, text = quad.graph_name, str(quad)
                    if "_:" in text:
                        quad = self._relabelled(quad)
                        graph, text = quad.graph_name, str(quad)
                    if graph == default:
                        yield text, ""
                    else:
                        yield str(quad.triple), str(graph)
                self.prefixes = dict(parser.prefixes)
        except (OSError, EOFError, SyntaxError, ValueError) as error:
            raise RdfError(_message(self._file.name, error)) from error

    def _relabelled(self, quad: Quad) -> Quad:
        terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
        return Quad(*map(self._term, terms))

    def _term(self, term: Any) -> Any:
        if isinstance(term, BlankNode):
            if term.value not in self._blank:
                self._blank[term.value] = BlankNode(f"{self._label}{len(self._blank) + 1}")
            return self._blank[term.value]
        if isinstance(term, Triple):
            return Triple(*map(self._term, (term.subject, term.predicate, term.object)))
        return term


def _message(name: str, error: Exception) -> str:
    text = " ".join(str(error.args[0] if error.args else error).split())
    if isinstance(error, OSError) and error.strerror:
        text = error.strerror
    if "LoadDocumentCallback" in text:
        text = "its @context is at an address on the web, and nothing is fetched: write the context into the file"
    if "Invalid UTF-8" in text:
        text += "; RDF is UTF-8: save the file so"
    place = _PLACE.search(text)
    line = int(place[1]) if place else getattr(error, "lineno", None)
    where = f"{name}, line {line}" if line else name
    return f"{where}: {_PLACE.sub('', text) or type(error).__name__}; mend it and try again"
