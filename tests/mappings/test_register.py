"""The register: built from the reference, complete for the tables, and given back whole by its queries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from graph.ask.readback import read_back
from mappings.csv_files import Row, read_csv
from mappings.helpers.gazetteer import Gazetteer
from mappings.helpers.municipalities import Municipality
from mappings.map.interpreter import Interpreter
from mappings.map.sources import Source, load_source
from mappings.map.tables import Table
from mappings.read.document import Document
from mappings.register import gazetteer_table, names
from mappings.register.reader import (
    COLUMNS,
    TABLE,
    RegisterError,
    build,
    named_codes,
    read_reference,
    referenced_codes,
)
from ontology.namespaces import Namespace

FOLDER = TABLE.parent.parent


@pytest.fixture(scope="module")
def register() -> Source:
    return load_source(FOLDER)


@pytest.fixture(scope="module")
def tables(register: Source) -> dict[str, Table]:
    return register.tables()


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    return {row["key"]: row for row in read_csv(TABLE, COLUMNS)}


def test_it_has_every_prefecture_and_designated_city(rows: dict[str, Row]) -> None:
    kinds = Counter(row["type"] for row in rows.values())
    assert kinds["prefecture"] == 47
    assert kinds["designated-city"] == 20
    assert [row["iso3166_2"] for row in rows.values() if row["iso3166_2"]] == [f"JP-{n:02}" for n in range(1, 48)]


def test_it_equals_the_reference_row_by_row(rows: dict[str, Row], reference_register: Path) -> None:
    assert build(read_reference(reference_register), rows) == list(rows.values())


def test_it_has_all_that_the_documents_name_for_certain(
    rows: dict[str, Row], documents_dir: Path, reference_register: Path
) -> None:
    reference = read_reference(reference_register)
    gazetteer = Gazetteer(
        Municipality(code, row["name_ja"], row["county_ja"], row["name_en"], row["romaji_abr"])
        for code, row in reference.items()
    )
    texts = [Document.from_text(path.name[:3], path.read_text("utf-8")) for path in sorted(documents_dir.glob("*.txt"))]
    named = named_codes(texts, gazetteer)
    assert len(named) > 200
    assert named <= set(rows)


def test_it_has_all_that_the_tables_refer_to(rows: dict[str, Row]) -> None:
    assert referenced_codes() <= set(rows)


def test_everything_lies_in_what_the_register_holds(rows: dict[str, Row]) -> None:
    ward = rows["28108"]
    assert (ward["name_ja"], ward["parent"], ward["city"], ward["prefecture"]) == (
        "神戸市垂水区",
        "28100",
        "28100",
        "28000",
    )
    for row in rows.values():
        top = row
        while top["parent"]:
            top = rows[top["parent"]]
        assert top["type"] == "prefecture"
        assert top["key"] == (row["prefecture"] or row["key"])
        assert bool(row["city"]) == (row["type"] == "ward")


def _reference_row(code: str, kind: str, parent: str = "") -> Row:
    blank = dict.fromkeys(("name_ja", "kana", "name_en", "romaji_abr", "county_ja", "core_city_since"), "")
    return blank | {
        "jis_code5": code,
        "code6": f"{code}0",
        "type": kind,
        "prefecture_code": code[:2],
        "parent_code5": parent,
        "lat": "35",
        "lon": "139",
        "wikidata_qid": "",
    }


def test_what_is_needed_brings_its_parents_with_it() -> None:
    reference = {
        row["jis_code5"]: row
        for row in (
            _reference_row("28000", "prefecture"),
            _reference_row("28100", "designated_city", "28000"),
            _reference_row("28108", "ward", "28100"),
            _reference_row("28110", "ward", "28100"),
            _reference_row("28201", "core_city_2019", "28000"),
            _reference_row("28301", "town", "28000"),
        )
    }
    built = build(reference, ["28108", "28201"])
    assert [row["key"] for row in built] == ["28000", "28100", "28108", "28201"]
    assert built[3]["type"] == "core-city"


def test_a_code_that_the_reference_lacks_is_an_error() -> None:
    with pytest.raises(RegisterError, match="'99999' is not the code"):
        build({"28000": _reference_row("28000", "prefecture")}, ["99999"])
    with pytest.raises(RegisterError, match="type 'county' is unknown"):
        build({"28000": _reference_row("28000", "prefecture"), "28301": _reference_row("28301", "county")}, ["28301"])


def test_easy_japanese_and_written_chinese_have_their_broader_language(tables: dict[str, Table]) -> None:
    broader = {row["key"]: row["broader"] for row in tables["languages"].rows if row["broader"]}
    assert broader == {"ja-simple": "ja", "zh-Hans": "zh", "zh-Hant": "zh"}


@pytest.mark.parametrize("table", sorted(names.NAMES))
def test_names_in_other_languages_are_those_of_cldr(table: str, tables: dict[str, Table]) -> None:
    assert names.fill(tables[table].rows, names.NAMES[table]) == tables[table].rows


def test_every_table_comes_back_from_the_graph(register: Source, tables: dict[str, Table]) -> None:
    namespace = Namespace.of("https://tabunka.example.org")
    interpreter = Interpreter(register.rules, namespace, register.key)
    store = Store()
    for table in tables.values():
        for statement in interpreter.table(table):
            triple = statement.triple
            store.add(Quad(triple.subject, triple.predicate, triple.object, statement.graph))
    assert len(tables) == 5
    for table in tables.values():
        want = sorted(table.rows, key=lambda row: row["key"])
        assert read_back(store, table.schema, namespace) == want, table.name


def test_the_gazetteer_of_the_site_has_every_row_of_the_reference(reference_register: Path) -> None:
    committed = read_csv(gazetteer_table.TABLE, gazetteer_table.COLUMNS)
    assert committed == gazetteer_table.build(read_reference(reference_register).values())
    assert len(committed) == 1965


def test_the_register_names_its_places_as_the_gazetteer_does() -> None:
    places = {row["key"]: row for row in read_csv(gazetteer_table.TABLE, gazetteer_table.COLUMNS)}
    for row in read_csv(TABLE, COLUMNS):
        place = places[row["key"]]
        assert (place["name_ja"], place["name_en"], place["part_of"]) == (row["name_ja"], row["name_en"], row["parent"])
