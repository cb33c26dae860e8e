"""``tabunka extract`` reads the documents of the site that it is given, wherever that lies."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from mappings.commands.extract import DifferenceError, extract
from mappings.map.sources import ROOT

READER = """from mappings.read.reading import Reading, Section

def read(document, keys):
    rows = []
    for number, line in enumerate(document.lines, 1):
        name, _, persons = line.partition("\\t")
        key = keys.key("towns", (name,), f"town-{number}")
        rows.append({"key": key, "name": name, "persons": persons, "lines": str(number)})
    return Reading(tables={"towns": rows}, sections=[Section(1, "towns")])
"""
METADATA = {
    "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
    "tables": [
        {
            "url": "towns.csv",
            "dc:title": {"ja": "町", "en": "towns"},
            "tabunka:identity": ["name"],
            "tableSchema": {
                "columns": [
                    {"name": name, "datatype": datatype, "required": True}
                    for name, datatype in (
                        ("key", "string"), ("name", "string"), ("persons", "nonNegativeInteger"), ("lines", "string"),
                    )
                ],
                "primaryKey": "key",
            },
        }
    ],
}  # fmt: skip
TEXT = "札幌市\t9404\n函館市\t12\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with one document, which has another key than ours, and the folder ``documents`` with its text."""
    shutil.copy(ROOT.parent / "site.toml", tmp_path)
    path = tmp_path / "site.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join('sources = ["900"]' if line.startswith("sources") else line for line in lines), encoding="utf-8"
    )
    folder = tmp_path / "mappings" / "source_900"
    (folder / "tables").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "reader.py").write_text(READER, encoding="utf-8")
    (folder / "tables" / "csvw.json").write_text(json.dumps(METADATA), encoding="utf-8")
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    metadata = f'key: "900"\ntitle: {{en: Made up}}\nfile: "900_*.txt"\nsha256: {digest}\n'
    (folder / "metadata.yaml").write_text(metadata, encoding="utf-8")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "900_towns.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(site: Path, *arguments: str) -> None:
    CliRunner().invoke(
        extract,
        ["--site", str(site), "--documents", str(site / "documents"), *arguments],
        catch_exceptions=False,
        standalone_mode=False,
    )


def test_the_documents_of_another_site_are_read_into_its_own_folder(site: Path) -> None:
    run(site)
    folder = site / "mappings" / "source_900"
    table = folder / "tables" / "towns.csv"
    assert table.read_text(encoding="utf-8") == "key,name,persons,lines\ntown-1,札幌市,9404,1\ntown-2,函館市,12,2\n"
    ledger = (folder / "ledger.csv").read_text(encoding="utf-8").splitlines()
    assert ledger[1:] == ["1,towns,mapped,,2,2,0,", "2,towns,mapped,,2,2,0,"]
    run(site, "--check")


def test_a_changed_cell_of_another_site_is_a_difference(site: Path) -> None:
    run(site)
    table = site / "mappings" / "source_900" / "tables" / "towns.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("9404", "9405"), encoding="utf-8")
    with pytest.raises(DifferenceError, match="1 difference"):
        run(site, "--check")
