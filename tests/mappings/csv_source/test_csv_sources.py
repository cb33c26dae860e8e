"""A CSV file as a source: what it becomes is the same in every encoding, and what is generated may be taken over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mappings.csv_source.draft import draft
from mappings.csv_source.encoding import decode
from mappings.map.checking import check_sources
from mappings.map.csv_sources import CsvSource
from mappings.map.interpreter import Interpreter
from mappings.map.sources import sources
from ontology.namespaces import Namespace
from tests.this_site import SITE

EXAMPLE = SITE.folder / "examples" / "example-city" / "mappings"
THING = "<http://localhost:8000/id/facility/AZ000001>"


def written(root: Path, name: str, data: bytes, key: str = "") -> Path:
    """The folder of a source that is drafted of the file *name*."""
    text = decode(data)
    assert text is not None
    drafted = draft(name, text, key)
    folder = root / "mappings" / drafted.key
    folder.mkdir(parents=True)
    (folder / name).write_bytes(data)
    (folder / "source.yaml").write_text(drafted.text(), encoding="utf-8")
    (folder / "metadata.yaml").write_text(f"key: {drafted.key}\ntitle: {{en: A table}}\n", encoding="utf-8")
    return folder


def statements(root: Path) -> set[str]:
    """The statements of all sources below *root*, without those about records."""
    namespace = Namespace()
    checked = check_sources(root / "mappings")
    assert checked.problems == []
    made: set[str] = set()
    for source in checked.sources:
        interpreter = Interpreter(source.rules, namespace, source.key)
        for schema in source.schemas:
            made |= {str(one.triple) for one in interpreter.table(checked.tables[schema.name], with_records=False)}
    return made


@pytest.fixture(scope="module")
def facilities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facilities")
    written(folder, "f.csv", (EXAMPLE / "facility" / "132110_public_facility.csv").read_bytes())
    return folder


def test_a_row_becomes_a_thing_with_its_opening_hours_languages_and_place(facilities: Path) -> None:
    made = statements(facilities)
    schema, dct = "http://schema.org/", "http://purl.org/dc/terms/"
    hours = "<http://localhost:8000/id/facility-opening-hours/AZ000001>"
    assert {
        f"{THING} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{schema}CivicStructure>",
        f'{THING} <{schema}latitude> "35.7286"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        f"{THING} <{dct}spatial> <http://localhost:8000/id/area/13211>",
        f"{THING} <{schema}geo> <http://localhost:8000/id/point/35.7286_139.4775>",
        f"{THING} <{schema}availableLanguage> <http://localhost:8000/id/language/zh-Hans>",
        f"{THING} <{schema}openingHoursSpecification> {hours}",
        f'{hours} <{schema}opens> "09:00:00"^^<http://www.w3.org/2001/XMLSchema#time>',
        f"{hours} <{schema}dayOfWeek> <http://localhost:8000/id/weekday/tuesday>",
    } <= made
    assert not any("weekday/monday" in line and line.startswith(hours) for line in made)
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    assert any(f'weekday/monday> {label} "Monday"@en' in line for line in made), "a day without hours has a name"


def test_what_a_source_names_enters_the_register_with_what_is_around_it(facilities: Path) -> None:
    used = next(source for source in sources(facilities / "mappings") if source.is_generated)
    tables = used.tables()
    assert [row["key"] for row in tables["used_municipalities"].rows] == ["13000", "13211"]
    assert "vi" in {row["key"] for row in tables["used_languages"].rows}
    assert "例示中央公民館" in {row["name_ja"] for row in tables["used_points"].rows}
    assert {texts["publisher"]["en"] for texts in used.metadata["attributions"]} >= {"Digital Agency"}
    city = "<http://localhost:8000/id/municipality/13211>"
    assert f'{city} <http://purl.org/dc/terms/identifier> "132110"' in statements(facilities)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_statements_are_the_same_in_every_encoding(facilities: Path, tmp_path: Path, encoding: str) -> None:
    text = (EXAMPLE / "facility" / "132110_public_facility.csv").read_bytes().decode("cp932")
    written(tmp_path, "f.csv", text.encode(encoding))
    assert statements(tmp_path) == statements(facilities)


def test_rows_cite_the_lines_of_the_file(tmp_path: Path) -> None:
    folder = written(tmp_path, "t.csv", 'id,名称,備考\na1,甲,"一\n二"\na2,乙,三\n'.encode())
    source = next(source for source in sources(folder.parent) if source.key == folder.name)
    assert source.is_document
    assert [row["lines"] for row in source.tables()[folder.name].rows] == ["2-3", "4"]


def test_columns_without_a_layout_are_described_by_what_they_hold(tmp_path: Path) -> None:
    text = (
        "管理番号,施設の名称,緯度,経度,開設日,駐車場,受付開始,定員,郵便番号,ホームページ\n"
        "H-01,例示会館,35.72,139.47,令和2年4月1日,有,9:00,120,187-0032,https://a.example/1\n"
        "H-02,例示ホール,35.73,139.48,R3.10.1,無,10:30,80,187-0033,https://a.example/2\n"
    )
    decoded = decode(text.encode())
    assert decoded is not None
    drafted = draft("halls.csv", decoded)
    types = {heading: column.get("type", "text") for heading, column in drafted.content["columns"].items()}
    assert (drafted.key, drafted.recognised, drafted.has_key) == ("halls", None, True)
    assert list(types.values()) == [
        *("text", "text", "latitude", "longitude", "date", "yes-no", "time", "integer", "postal-code", "url"),
    ]
    assert drafted.content["columns"]["施設の名称"]["property"] == ["skos:prefLabel"]
    written(tmp_path, "halls.csv", text.encode())
    assert check_sources(tmp_path / "mappings").problems == []


def test_a_measure_is_no_key_though_no_two_rows_share_it() -> None:
    decoded = decode("名称,緯度,電話番号,定員\n会館,35.1,042-000-0001,10\nホール,35.2,042-000-0002,20\n".encode())
    assert decoded is not None
    drafted = draft("halls.csv", decoded)
    assert (drafted.content["key"], drafted.has_key) == ("$(row)", False)


def test_ejected_rules_say_the_same_and_take_the_place_of_the_generated_ones(facilities: Path, tmp_path: Path) -> None:
    shutil.copytree(facilities, tmp_path, dirs_exist_ok=True)
    source = next(source for source in sources(tmp_path / "mappings") if isinstance(source, CsvSource))
    (source.folder / "tables").mkdir()
    for path, text in source.ejected().items():
        path.write_text(text, encoding="utf-8")
    assert statements(tmp_path) == statements(facilities)
    rules = source.folder / "tables" / "rules.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("schema:CivicStructure", "schema:Library"), encoding="utf-8"
    )
    kinds = {line for line in statements(tmp_path) if line.startswith(f"{THING} <http://www.w3.org/1999/02/22")}
    assert [line.rpartition("/")[2] for line in kinds] == ["Library>"]
