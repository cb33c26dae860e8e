"""Tables read back from the graph: a query beside each table selects the columns of the thing, look-ups the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from mappings.csv_files import Row
from mappings.map.sources import Source
from mappings.map.tables import TableSchema
from ontology.errors import ReportedError
from ontology.lines import LineRange
from ontology.namespaces import Namespace
from ontology.prefixes import complete_query
from ontology.vocabulary import PROV

REFERENCE_GRAPHS = ("register", "ontology")
RECORD_COLUMNS = ("inferred", "lines")
"""Columns about the record, not about the thing that it describes. They are looked up; no query selects them."""


class ReadbackError(ReportedError):
    """A table has no query, or its query does not give the table's columns."""


def find_schema(sources: Sequence[Source], name: str) -> TableSchema:
    """The schema of the table called *name*. Raises ReadbackError, which lists the names."""
    schemas = {schema.name: schema for source in sources for schema in source.schemas}
    if name not in schemas:
        raise ReadbackError(f"there is no table {name!r}; there are {', '.join(sorted(schemas))}")
    return schemas[name]


def query_of(path: Path, namespace: Namespace) -> str:
    """The query beside the table *path*, ready to run on a release of *namespace*. Raises ReadbackError."""
    beside = path.with_suffix(".rq")
    try:
        return complete_query(namespace, beside.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReadbackError(f"{beside}: cannot be read ({error.strerror}); every table needs its query") from error


def read_back(store: Store, schema: TableSchema, namespace: Namespace) -> list[Row]:
    """The rows of *schema* as the graph has them, as printed, by key.

    The query sees the graph of the table's own source, the register and the ontology as one default graph. It selects
    ``key`` and the columns of the thing, in the order of the table; the columns of the record are looked up in the
    graph of the source. Raises ReadbackError.
    """
    source = namespace.graph(schema.source)
    rows: list[Row] = []
    for cells in _solutions(store, schema, namespace):
        record = namespace.record(schema.name, cells["key"])
        if "lines" in schema.column_names:
            cells["lines"] = _lines(store, record, source)
        if "inferred" in schema.column_names:
            cells["inferred"] = _inferred(store, record, source, namespace)
        rows.append({name: cells[name] for name in schema.column_names})
    return sorted(rows, key=lambda row: row["key"])


def _solutions(store: Store, schema: TableSchema, namespace: Namespace) -> Iterator[Row]:
    """The cells of each solution of the query of *schema*. Raises ReadbackError for wrong columns."""
    path = schema.path.with_suffix(".rq")
    is_generated = schema.query and not path.exists()
    query = complete_query(namespace, schema.query) if is_generated else query_of(schema.path, namespace)
    beside = path.name
    graphs = [namespace.graph(name) for name in dict.fromkeys((schema.source, *REFERENCE_GRAPHS))]
    try:
        result = store.query(query, default_graph=list(graphs))
    except SyntaxError as error:
        raise ReadbackError(f"{beside}: {' '.join(str(error).split())}") from error
    if not isinstance(result, QuerySolutions):
        raise ReadbackError(f"{beside}: not a SELECT query")
    names = tuple(variable.value for variable in result.variables)
    expected = tuple(name for name in schema.column_names if name not in RECORD_COLUMNS)
    if names != expected:
        raise ReadbackError(f"{beside}: selects {', '.join(names)} but must select {', '.join(expected)}")
    for solution in result:
        cells: Row = {}
        for name, value in zip(names, solution, strict=True):
            if value is None:
                cells[name] = ""
            elif isinstance(value, Literal | NamedNode):
                cells[name] = value.value
            else:
                raise ReadbackError(f"{beside}: column {name} holds {value}; a cell is an IRI or a literal")
        yield cells


def _lines(store: Store, record: NamedNode, graph: NamedNode) -> str:
    """The lines that *record* cites, as a ``lines`` cell."""
    cited = (quad.object for quad in store.quads_for_pattern(record, PROV.wasDerivedFrom, None, graph))
    ranges = (LineRange.parse(node.value) for node in cited if isinstance(node, NamedNode))
    return " ".join(span.cell for span in sorted(span for span in ranges if span is not None))


def _inferred(store: Store, record: NamedNode, graph: NamedNode, namespace: Namespace) -> str:
    """The columns of *record* whose values are not printed, by name."""
    columns = store.quads_for_pattern(record, namespace.term("inferredColumn"), None, graph)
    return " ".join(sorted(quad.object.value for quad in columns if isinstance(quad.object, Literal)))
