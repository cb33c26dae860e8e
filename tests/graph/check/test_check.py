"""``tabunka check``: all mistakes of a site in one run, in the words of a spreadsheet."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.check.checking import problems_of
from mappings.site import load_site
from server.cli import run
from tests.graph.build.tiny_site import write_site
from tests.this_site import SITE

FACILITIES = "mappings/facility/132110_public_facility.csv"
EVENTS = "mappings/event/132110_event.csv"
Example = Callable[..., Path]


@pytest.fixture
def example(tmp_path: Path) -> Example:
    """A copy of the example with changes: files, texts in them and what to put there."""

    def changed(*changes: tuple[str, str, str]) -> Path:
        folder = tmp_path / "example-city"
        shutil.copytree(SITE.folder / "examples" / "example-city", folder)
        for name, old, new in changes:
            data = (folder / name).read_bytes()
            encoding = "cp932" if name == FACILITIES else "utf-8"
            assert old in data.decode(encoding)
            (folder / name).write_bytes(data.decode(encoding).replace(old, new, 1).encode(encoding))
        return folder

    return changed


def messages(folder: Path) -> list[str]:
    return [str(problem) for problem in problems_of(load_site(folder))]


def test_the_example_is_right(example: Example) -> None:
    assert messages(example()) == []


def test_mistakes_in_two_tables_and_in_the_rules_are_named_in_one_run(
    example: Example, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = example(
        (FACILITIES, "9:00,21:30", "9.00,21:30"),
        (FACILITIES, "132110,AZ000003", "132119,AZ000003"),
        (EVENTS, "令和8年10月4日", "令和8年10月32日"),
        ("mappings/event/source.yaml", "schema:startDate", "schema:startDat"),
    )
    assert run(["check", "--site", str(folder)]) == 1
    out, err = capsys.readouterr()
    code = '全国地方公共団体コード "132119": is not the code of a local government, with its check digit'
    lines = out.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith(f'{EVENTS} row 3, 開始日 "令和8年10月32日": is not a date that exists')
    assert re.fullmatch(
        r'mappings/event/source\.yaml line \d+, 開始日 "schema:startDat": .*; did you mean schema:startDate\?', lines[1]
    )
    hours = f'{FACILITIES} row 2, 開始時間 "9.00": is not a time hh:mm, from 00:00 to 23:59; did you mean 09:00?'
    assert lines[2] == hours
    assert lines[3] == f"{FACILITIES} row 4, {code}; did you mean 132110 (東京都小平市)?"
    assert err == "tabunka: 4 problems\n"


def test_the_build_refuses_what_check_refuses_and_names_it(
    example: Example, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = example((FACILITIES, "9:00,21:30", "9.00,21:30"), (EVENTS, "200,2026/8/25", "many,2026/8/25"))
    assert run(["build", "--site", str(folder)]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == (
        f'tabunka: {EVENTS} row 2, 定員 "many": is not a whole number (and 1 more: `tabunka check` lists them all)'
    )
    assert not (folder / "var" / "current").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ((FACILITIES, "35.7222", "139.4699"), "緯度"),
        ((FACILITIES, "35.7222", "36.7222N"), '"36.7222N": is not degrees as a decimal number'),
        ((FACILITIES, "35.7222", "12.1"), '"12.1": is not between 20 and 46'),
        ((FACILITIES, "AZ000003", "AZ000001"), 'ID "AZ000001": is also the key of row 2'),
        ((FACILITIES, "AZ000003", "体育館"), "a key has letters A to Z, digits, and . _ - between them"),
        ((FACILITIES, "AZ000003", ""), "row 4, ID: must not be empty"),
        ((FACILITIES, "例示市民体育館,", ","), "row 4, 名称: must not be empty"),
        ((FACILITIES, "月火水木金", "月火mondy"), "is not a day of the week"),
        ((FACILITIES, "ネパール語", "ネパル語"), 'row 7, 多言語対応 "ネパル語": is not one language'),
        ((FACILITIES, "緯度", "緯渡"), "row 1, 緯渡: is no heading that is expected; did you mean 緯度?"),
        ((FACILITIES, "緯度", "緯度,経度"), "row 1, 経度: two columns have this heading"),
        ((FACILITIES, "例示北図書館,", "例示,北図書館,"), "row 3: has 21 cells and there are 20 headings"),
        ((FACILITIES, "例示北図書館", '"例示北図書館'), "is not valid CSV"),
        (
            (EVENTS, "https://www.city.example.jp/drill", "www.city.example.jp"),
            "did you mean https://www.city.example.jp?",
        ),
        (("mappings/event/source.yaml", "schema:Event", "schema:Evnt"), "did you mean schema:Event?"),
        (("mappings/event/source.yaml", "'schema:endDate'", "'shema:endDate'"), "did you mean schema:endDate?"),
        (("mappings/event/source.yaml", "type: date", "type: dat"), "did you mean date?"),
        (
            ("mappings/event/source.yaml", "key: $(id)", "key: $(idd)"),
            '"idd": is no name of a column; did you mean id?',
        ),
        (("mappings/event/source.yaml", "columns:", "colums:"), "did you mean columns?"),
        (("mappings/event/source.yaml", "columns:", "columns: ["), "is not YAML"),
        (("mappings/event/source.yaml", "132110_event.csv", "events.csv"), "there is 132110_event.csv"),
        (("mappings/event/metadata.yaml", "key: event", "key: 004"), 'did you mean "004"?'),
        (("mappings/event/metadata.yaml", "title: {ja: イベント一覧, en: Events}", ""), "has no `title`"),
        (
            ("mappings/event/metadata.yaml", "{ja: イベント一覧, en: Events}", "催し"),
            "must be by language; did you mean {ja: 催し}?",
        ),
        (("mappings/event/metadata.yaml", "key: event", "key: facility"), "is also the key of"),
        (("mappings/event/metadata.yaml", "language: [ja]", "language: 5"), "must be a list of tags of languages"),
        (("mappings/event/metadata.yaml", "# url: ", "url: a b #"), "is not a valid IRI"),
        (("mappings/event/source.yaml", "132110_event.csv", "../132110_event.csv"), "named without a folder"),
        (("mappings/event/metadata.yaml", "title: {", "title: {{"), "is not YAML"),
    ],
)
def test_each_mistake_is_told_with_its_place_and_what_is_right(
    example: Example, change: tuple[str, str, str], says: str
) -> None:
    lines = messages(example(change))
    assert [line for line in lines if says in line and line.startswith("mappings/")], lines


def test_one_key_for_things_of_two_sources_is_a_collision(example: Example) -> None:
    folder = example(
        ("mappings/event/source.yaml", "key: $(id)", "key: $(id)\nthing: facility"), (EVENTS, "E0001", "AZ000001")
    )
    (line,) = [line for line in messages(folder) if "several sources" in line]
    assert "this URI is a thing of several sources (event, facility)" in line
    assert "/id/facility/AZ000001" in line


def test_shapes_are_told_by_row_and_column_and_all_of_them(
    example: Example, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = example()
    (folder / "shapes").mkdir()
    (folder / "shapes" / "facility.ttl").write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <http://schema.org/> .
<shapes/facility#Facility> a sh:NodeShape ; sh:targetClass schema:CivicStructure ;
    sh:property <shapes/facility#telephone> .
<shapes/facility#telephone> a sh:PropertyShape ; sh:path schema:telephone ; sh:pattern "^03" ;
    sh:message "Not Tokyo."@en .
""",
        encoding="utf-8",
    )
    assert run(["check", "--site", str(folder), "--format", "json"]) == 1
    problems = json.loads(capsys.readouterr().out)
    assert [(problem["row"], problem["column"], problem["value"]) for problem in problems] == [
        (row, "電話番号", f"042-000-000{row - 1}") for row in range(2, 8)
    ]
    assert {(problem["file"], problem["kind"]) for problem in problems} == {(FACILITIES, "shape")}
    assert run(["check", "--site", str(folder), "--format", "csv"]) == 1
    header, *rows = capsys.readouterr().out.splitlines()
    assert header == "file,row,column,value,message,suggestion,kind"
    assert len(rows) == 6


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("tables/counters.csv", "14100", "14101", 'row 2, place "14101": leads to a place that nothing describes'),
        (
            "tables/counters.csv",
            "key,place",
            "key,plce",
            "row 1, plce: is no heading that is expected; did you mean place?",
        ),
        ("tables/rules.yaml", "$(day)", "$(dya)", "counters.csv has no column 'dya'"),
        ("tables/rules.yaml", "schema:openingHours", "schma:openingHours", "did you mean schema:openingHours?"),
        ("tables/rules.yaml", "xsd:gYear", "xsd:gYaer", "did you mean xsd:gYear?"),
        ("tables/rules.yaml", "tbk:Counter", "tbk:Countr", "did you mean tbk:Counter?"),
        (
            "tables/rules.yaml",
            "sources:",
            "sorces:",
            "is not in the subset of YARRRML; see docs/mapping-language.md; did you",
        ),
        ("tables/rules.yaml", "dct: http://purl.org/dc/terms/", "dct: [a]", "is no IRI"),
        ("tables/csvw.json", '"tables"', '"tabels"', "not CSVW metadata"),
    ],
)
def test_a_source_with_tables_of_its_own_is_told_the_same_way(
    tmp_path: Path, name: str, old: str, new: str, says: str
) -> None:
    folder = write_site(tmp_path)
    path = folder / "mappings" / "list" / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    lines = messages(folder)
    assert [line for line in lines if says in line and "list" in line], lines


def test_a_committed_table_in_another_encoding_is_told_by_its_name(tmp_path: Path) -> None:
    folder = write_site(tmp_path)
    path = folder / "mappings" / "places" / "tables" / "places.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp932"))
    (line,) = messages(folder)
    assert line == "mappings/places/tables/places.csv: is Shift_JIS (CP932); save it as CSV in UTF-8"


def test_a_coordinate_of_a_committed_table_is_a_place_on_earth(tmp_path: Path) -> None:
    folder = write_site(tmp_path)
    rules = folder / "mappings" / "places" / "tables" / "rules.yaml"
    text = rules.read_text(encoding="utf-8").replace(
        "[skos:prefLabel, $(name), ja~lang]", "[schema:latitude, $(name), xsd:decimal]"
    )
    rules.write_text(text, encoding="utf-8")
    table = folder / "mappings" / "places" / "tables" / "places.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("横浜市", "351.7").replace("神戸市", "34.7"), encoding="utf-8"
    )
    (line,) = [line for line in messages(folder) if "degrees" in line]
    assert line == 'mappings/places/tables/places.csv row 2, name "351.7": is not degrees from -90 to 90'
