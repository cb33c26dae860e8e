"""A statement with its lineage: the triple, the graph it is stated in, the record it was made from."""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import NamedNode, Triple


class Statement(NamedTuple):
    """One triple as one record of one table states it. A triple that two records state comes twice."""

    triple: Triple
    graph: NamedNode
    record: NamedNode
