from __future__ import annotations

import json
from pathlib import Path

import pytest

from mappings.map.checking import all_tables
from mappings.map.sources import Source
from mappings.problems import ProblemsError
from mappings.read.keys import KeyProblem, Keys

METADATA = {
    "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
    "tables": [
        {
            "url": "towns.csv",
            "dc:title": {"ja": "町", "en": "towns"},
            "tableSchema": {
                "columns": [
                    {"name": "key", "titles": {"ja": "キー", "en": "key"}, "datatype": "string", "required": True},
                    {"name": "name", "titles": {"ja": "名", "en": "name"}, "datatype": "string"},
                ],
                "primaryKey": "key",
            },
        },
        {
            "url": "figures.csv",
            "dc:title": {"ja": "数", "en": "figures"},
            "tabunka:identity": ["town"],
            "tableSchema": {
                "columns": [
                    {"name": "key", "titles": {"ja": "キー", "en": "key"}, "datatype": "string", "required": True},
                    {"name": "town", "titles": {"ja": "町", "en": "town"}, "datatype": "string", "required": True},
                    {"name": "count", "titles": {"ja": "数", "en": "count"}, "datatype": "nonNegativeInteger"},
                    {"name": "lines", "titles": {"ja": "行", "en": "lines"}, "datatype": "string", "required": True},
                ],
                "primaryKey": "key",
                "foreignKeys": [
                    {"columnReference": "town", "reference": {"resource": "towns.csv", "columnReference": "key"}}
                ],
            },
        },
    ],
}
TOWNS = "key,name\n01100,札幌市\n14100,横浜市\n"
FIGURES = "key,town,count,lines\nsapporo,01100,9404,11-12\nyokohama,14100,,13\n"


def source(folder: Path, figures: str = FIGURES, assertions: dict[str, dict[str, int]] | None = None) -> Source:
    tables = folder / "tables"
    tables.mkdir()
    (tables / "csvw.json").write_text(json.dumps(METADATA), encoding="utf-8")
    (tables / "towns.csv").write_text(TOWNS, encoding="utf-8")
    (tables / "figures.csv").write_text(figures, encoding="utf-8")
    return Source("000", folder, {"key": "000", "sha256": "-", "assertions": assertions or {}})


def test_tables_are_read_as_their_metadata_describes_them(tmp_path: Path) -> None:
    tables = all_tables([source(tmp_path)])
    assert tables["figures"].rows[0] == {"key": "sapporo", "town": "01100", "count": "9404", "lines": "11-12"}
    assert tables["towns"].schema.titles == {"ja": "町", "en": "towns"}


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        (
            FIGURES.replace("14100,,13", "14101,,13"),
            'figures.csv row 3, town "14101": is not a key of towns (document 000, line 13); did you mean 14100?',
        ),
        (FIGURES.replace("9404", "many"), 'figures.csv row 2, count "many": is not a whole number from 0 ('),
        (FIGURES.replace("9404", "-1"), 'figures.csv row 2, count "-1": is not a whole number from 0 ('),
        (
            FIGURES.replace("yokohama,", "sapporo,"),
            'row 3, key "sapporo": is also the key of row 2 (document 000, line 13)',
        ),
        (FIGURES.replace("11-12", "12-11"), 'figures.csv row 2, lines "12-11"'),
        (FIGURES.replace("14100,,13", "14100,,"), "figures.csv row 3, lines: must not be empty"),
        (FIGURES.replace("yokohama,14100,,13", "yokohama,14100"), "figures.csv row 3: has 2 cells"),
        (FIGURES.replace("key,town", "key,place"), "figures.csv row 1, place: is no heading that is expected"),
        ('key,town,count,lines\n"sapporo,01100,1,2\n', "figures.csv: is not valid CSV"),
    ],
)
def test_a_table_that_breaks_its_metadata_is_refused_with_row_and_line(tmp_path: Path, figures: str, says: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        all_tables([source(tmp_path, figures)])
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_assertion_about_a_table_is_held_against_it(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="table figures has 2 rows, metadata.yaml asserts 3"):
        all_tables([source(tmp_path, assertions={"figures": {"min_rows": 3}})])


def test_a_known_row_keeps_its_key_and_a_new_one_gets_a_free_one() -> None:
    keys = Keys()
    keys.remember("pages", ("municipality", "url"), [{"key": "aomori-2", "municipality": "02000", "url": "http://a/"}])
    assert keys.key("pages", ("02000", "http://a/"), "aomori") == "aomori-2"
    assert keys.key("pages", ("02000", "http://b/"), "aomori-2") == "aomori-2-2"
    assert keys.key("pages", ("02000", "http://b/"), "something-else") == "aomori-2-2"
    with pytest.raises(KeyProblem, match="not a key"):
        keys.key("pages", ("02000", "http://c/"), "青森")
