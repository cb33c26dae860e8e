"""A statement with its lineage: the triple, the graph it is stated in, the record it was made from."""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import NamedNode, Triple


class Statement(NamedTuple):
    """A triple that a record states. A triple that two records state is two statements."""

    triple: Triple
    graph: NamedNode
    record: NamedNode
