"""Every committed table is in the graph of a release, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Store

import mappings
from graph.ask.readback import RECORD_COLUMNS, ReadbackError, find_schema, query_of, read_back
from graph.release import Release
from graph.store import EmbeddedStore
from mappings.csv_files import Row
from mappings.map.sources import sources
from mappings.map.tables import TableSchema, load_table
from ontology.namespaces import Namespace

TABLES = sorted(path.stem for path in Path(mappings.__file__).parent.glob("*/tables/*.csv"))
"""Names of files, so that collecting the tests reads no table."""


@pytest.fixture(scope="module")
def schemas() -> Mapping[str, TableSchema]:
    return {schema.name: schema for source in sources() for schema in source.schemas}


def by_key(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row["key"])


def beside(schema: TableSchema, folder: Path, query: str) -> TableSchema:
    """*schema*, its table in *folder* with *query* beside it."""
    path = folder / schema.path.name
    path.with_suffix(".rq").write_text(query, encoding="utf-8")
    return replace(schema, path=path)


def test_there_is_a_test_for_every_table(schemas: Mapping[str, TableSchema]) -> None:
    assert sorted(schemas) == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_a_table_read_back_from_the_graph_is_the_committed_table_cell_by_cell(
    name: str, schemas: Mapping[str, TableSchema], release: Release, store: EmbeddedStore
) -> None:
    committed = by_key(load_table(schemas[name]).rows)
    assert committed
    assert read_back(store.all_graphs(), schemas[name], release.namespace) == committed


@pytest.mark.parametrize("name", TABLES)
def test_a_query_selects_the_columns_of_the_thing_only(name: str, schemas: Mapping[str, TableSchema]) -> None:
    text = schemas[name].path.with_suffix(".rq").read_text(encoding="utf-8")
    assert "PREFIX" not in text
    assert not [column for column in RECORD_COLUMNS if f"?{column}" in text]


def test_the_query_of_a_table_follows_the_base_of_the_release(schemas: Mapping[str, TableSchema]) -> None:
    query = query_of(schemas["counters"].path, Namespace("https://data.example.org"))
    assert "PREFIX table: <https://data.example.org/id/table/>" in query
    assert "localhost" not in query


def test_an_unknown_table_name_is_an_error_that_lists_all_names() -> None:
    with pytest.raises(ReadbackError, match="municipalities"):
        find_schema(sources(), "nonsense")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?key ?publication WHERE { ?key ?publication ?place }", "must select key, publication, place, free"),
        ("ASK { ?key ?publication ?place }", "not a SELECT query"),
        ("SELECT ?key WHERE {", "distribution_places.rq: .*expected"),
    ],
)
def test_a_query_that_does_not_give_the_table_is_named_with_its_fault(
    query: str, message: str, schemas: Mapping[str, TableSchema], tmp_path: Path
) -> None:
    with pytest.raises(ReadbackError, match=message):
        read_back(Store(), beside(schemas["distribution_places"], tmp_path, query), Namespace())


def test_a_table_without_a_query_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadbackError, match="distribution_places.rq: cannot be read .* every table needs its query"):
        query_of(tmp_path / "distribution_places.csv", Namespace())
