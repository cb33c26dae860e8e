"""The parts of a line of N-Quads, and the order of lines in the files of a release."""

from __future__ import annotations

from typing import NamedTuple

from graph.write.lines import sort_key


class Parts(NamedTuple):
    """The terms of a statement as N-Quads write them; *graph* is empty in the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str

    @property
    def line(self) -> str:
        """The line without its full stop."""
        return f"{self.statement} {self.graph}" if self.graph else self.statement

    @property
    def statement(self) -> str:
        """The statement without its graph, and without the full stop."""
        return f"{self.subject} {self.predicate} {self.object}"


def parts(line: str) -> Parts:
    """The terms of *line*, which has no full stop (RDF 1.2 N-Quads, section 2).

    Between terms there is one space. A literal may hold spaces, but an IRI holds neither a space nor a quotation mark,
    so that the graph can be told from the end of a literal.

    >>> parts('<s> <p> "a <b>" <g>').graph, parts('<s> <p> <o>').graph, parts('<s> <p> "a <b>"').graph
    ('<g>', '', '')
    """
    subject, predicate, rest = line.split(" ", 2)
    value, _, last = rest.rpartition(" ")
    if value and last.startswith(("<", "_:")) and last.endswith(">") and '"' not in last:
        return Parts(subject, predicate, value, last)
    return Parts(subject, predicate, rest, "")


def order(line: str) -> str:
    """A text in whose order the lines of the dump of all graphs stand: by graph, then by ``sort_key``."""
    terms = parts(line)
    # U+0001 is in no line and comes before all that can follow in a longer IRI.
    return f"{terms.graph[:-1]}\x01{sort_key(terms.statement)}"
