"""Tables read back from the graph, by the query kept beside each table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from mappings.map.sources import Source
from mappings.map.tables import Row, TableSchema
from ontology.errors import ReportedError
from ontology.namespaces import DEFAULT_BASE, Namespace

REFERENCE_GRAPHS = ("register", "ontology")


class ReadbackError(ReportedError):
    """A table has no query, or its query does not give the table's columns."""


def find_schema(sources: Sequence[Source], name: str) -> TableSchema:
    """The schema of the table called *name*. Raises ReadbackError with the names there are."""
    schemas = {schema.name: schema for source in sources for schema in source.schemas}
    if name not in schemas:
        raise ReadbackError(f"there is no table {name!r}; there are {', '.join(sorted(schemas))}")
    return schemas[name]


def query_of(path: Path, namespace: Namespace) -> str:
    """The query beside the table *path*, below the base of *namespace*. Raises ReadbackError."""
    beside = path.with_suffix(".rq")
    try:
        return beside.read_text(encoding="utf-8").replace(DEFAULT_BASE + "/", namespace.base + "/")
    except OSError as error:
        raise ReadbackError(f"{beside}: cannot be read ({error.strerror}); every table needs its query") from error


def read_back(store: Store, schema: TableSchema, namespace: Namespace) -> list[Row]:
    """The rows of *schema* as the graph has them, as printed, by key.

    The query sees the graph of the table's own source, the register and the ontology as one default graph.
    Raises ReadbackError.
    """
    query = query_of(schema.path, namespace)
    graphs = [namespace.graph(name) for name in dict.fromkeys((schema.source, *REFERENCE_GRAPHS))]
    beside = schema.path.with_suffix(".rq").name
    try:
        result = store.query(query, default_graph=list(graphs))
    except SyntaxError as error:
        raise ReadbackError(f"{beside}: {' '.join(str(error).split())}") from error
    if not isinstance(result, QuerySolutions):
        raise ReadbackError(f"{beside}: not a SELECT query")
    names = tuple(variable.value for variable in result.variables)
    if names != schema.column_names:
        raise ReadbackError(f"{beside}: selects {', '.join(names)} but the table has {', '.join(schema.column_names)}")
    rows: list[Row] = []
    for solution in result:
        row: Row = {}
        for name, value in zip(names, solution, strict=True):
            if value is None:
                row[name] = ""
            elif isinstance(value, Literal | NamedNode):
                row[name] = value.value
            else:
                raise ReadbackError(f"{beside}: column {name} holds {value}, which is no cell")
        rows.append(row)
    return sorted(rows, key=lambda row: row["key"])
