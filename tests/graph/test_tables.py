"""The rows of a release are those of the committed tables, and tell which cells a statement was made of."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from graph.ask.account import accounted_lines, carried_accounts
from graph.release import Release
from graph.store import EmbeddedStore
from graph.tables import Tables
from mappings.map.checking import all_tables
from mappings.map.sources import sources
from ontology.vocabulary import DCT, RDF, SCHEMA


def test_every_row_is_carried_as_it_was_read(release: Release) -> None:
    committed = all_tables(sources())
    carried = Tables(release)
    assert set(carried) == {*committed, "corrections"}
    for name, table in committed.items():
        assert carried.rows(name) == table.rows, name
        assert carried[name].count == len(table.rows)
        assert [column.name for column in carried[name].columns] == list(table.schema.column_names)
    assert carried.rows("counters", 2, 2) == committed["counters"].rows[2:4]
    assert carried.row("counters", "no-such-counter") is None
    assert carried.row("no_such_table", "key") is None


def test_a_row_read_by_hand(release: Release) -> None:
    """Document 002, line 1816: at the counter of Hiroshima and Aki the first and third Wednesdays, and Fridays."""
    carried, namespace = Tables(release), release.namespace
    row = carried.row("counter_language_days", "hiroshima-aki-counter-staff-fil-wednesday-1")
    assert row is not None
    assert (row["language"], row["weekday"], row["week"], row["printed"]) == (
        "fil",
        "wednesday",
        "1",
        "第１と第３水曜日",
    )
    column = next(column for column in carried["counter_language_days"].columns if column.name == "weekday")
    assert column.titles == {"ja": "曜日", "en": "day of the week"}
    things = carried.things("counter_language_days", row)
    assert things["language"] == namespace.thing("language", "fil")


def test_the_cells_that_a_statement_was_made_of(release: Release) -> None:
    carried, namespace, key = Tables(release), release.namespace, "funabashi-counter"
    row = carried.row("counters", key)
    assert row is not None
    counter = namespace.thing("service", key)

    def cited(predicate: NamedNode, value: NamedNode | Literal) -> set[str]:
        return set(carried.cited("counters", row, Triple(counter, predicate, value)))

    assert cited(SCHEMA.name, Literal(row["name_ja"], language="ja")) == {"name_ja"}
    assert cited(DCT.type, namespace.thing("service-kind", row["kind"])) == {"kind"}
    assert cited(DCT.identifier, Literal(key)) == {"key"}
    assert cited(RDF.type, namespace.term("ConsultationCounter")) == {"key"}
    assert cited(SCHEMA.name, Literal("another name", language="ja")) == set()


def test_the_ledger_is_carried_as_the_graph_states_it(release: Release, store: EmbeddedStore) -> None:
    documents = release.manifest["documents"]
    carried = carried_accounts(release)
    assert carried == accounted_lines(store, release.namespace)
    assert carried == [line for document in sorted(documents) for line in carried_accounts(release, document)]
    assert len(carried) > 4_000
