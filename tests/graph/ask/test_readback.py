from __future__ import annotations

import pytest

from graph.ask.readback import ReadbackError, find_schema, read_back
from graph.release import Release
from graph.store import EmbeddedStore
from mappings.map.sources import sources
from mappings.map.tables import load_table

SCHEMAS = [schema.name for source in sources() for schema in source.schemas]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_table_read_back_from_the_graph_is_the_committed_table_cell_by_cell(
    name: str, release: Release, store: EmbeddedStore
) -> None:
    schema = find_schema(sources(), name)
    committed = sorted(load_table(schema).rows, key=lambda row: row["key"])
    assert read_back(store.store, schema, release.namespace) == committed


def test_a_table_that_is_none_is_answered_with_those_there_are() -> None:
    with pytest.raises(ReadbackError, match="municipalities"):
        find_schema(sources(), "nonsense")
