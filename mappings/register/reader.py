"""Builds the register's tables from reference data; nothing in them is typed by hand.

``python -m mappings.register.reader --reference municipality_register.csv [--documents DIR]`` rewrites
``tables/municipalities.csv``: all prefectures and designated cities, every local government that a committed table
refers to or a document in DIR names, every one the register has already, and all of these' parents.

The reference is the list of local governments made from the Address Base Registry (Digital Agency, CC BY 4.0) and
Wikidata (CC0), one row a local government, with the columns ``REFERENCE_COLUMNS``.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from mappings.csv_files import Row, read_csv, to_csv
from mappings.helpers.gazetteer import Gazetteer
from mappings.helpers.municipalities import Municipality
from mappings.helpers.text import join_lines
from mappings.read.document import Document
from mappings.whole_files import write_whole
from ontology.errors import ReportedError

MAPPINGS = Path(__file__).resolve().parent.parent
TABLE = MAPPINGS / "register" / "tables" / "municipalities.csv"
REFERENCE_COLUMNS = (
    "jis_code5", "code6", "type", "name_ja", "kana", "name_en", "romaji_abr", "prefecture_code", "county_ja",
    "parent_code5", "core_city_since", "lat", "lon", "wikidata_qid",
)  # fmt: skip
COLUMNS = (
    "key", "code6", "type", "name_ja", "name_kana", "name_en", "romaji", "prefecture", "parent", "city", "county_ja",
    "core_city_since", "lat", "lon", "wikidata", "iso3166_2",
)  # fmt: skip
TYPES = {
    "prefecture": "prefecture",
    "designated_city": "designated-city",
    # The reference notes in which list a core city first stood; the date it became one is core_city_since.
    "core_city_2019": "core-city",
    "core_city_2020": "core-city",
    "core_city_2021": "core-city",
    "city": "city",
    "special_ward": "special-ward",
    "ward": "ward",
    "town": "town",
    "village": "village",
}


class RegisterError(ReportedError):
    """The reference lacks a local government, or has a row that can't be read."""


def read_reference(path: Path) -> dict[str, Row]:
    """The rows of the reference file by five-digit code. Raises CsvError when it has other columns."""
    return {row["jis_code5"]: row for row in read_csv(path, REFERENCE_COLUMNS)}


def _row(source: Mapping[str, str]) -> Row:
    code = source["jis_code5"]
    try:
        kind = TYPES[source["type"]]
    except KeyError as error:
        raise RegisterError(f"reference row {code}: type {source['type']!r} is unknown; add it to TYPES") from error
    prefecture = f"{source['prefecture_code']}000"
    return {
        "key": code,
        "code6": source["code6"],
        "type": kind,
        "name_ja": source["name_ja"],
        "name_kana": source["kana"],
        "name_en": source["name_en"],
        "romaji": source["romaji_abr"],
        "prefecture": "" if kind == "prefecture" else prefecture,
        "parent": source["parent_code5"],
        "city": source["parent_code5"] if kind == "ward" else "",
        "county_ja": source["county_ja"],
        "core_city_since": source["core_city_since"],
        "lat": source["lat"],
        "lon": source["lon"],
        "wikidata": source["wikidata_qid"],
        "iso3166_2": f"JP-{source['prefecture_code']}" if kind == "prefecture" else "",
    }


def build(reference: Mapping[str, Mapping[str, str]], needed_codes: Iterable[str]) -> list[Row]:
    """The register's rows, by code: prefectures, designated cities, *needed_codes* and the parents of these.

    *reference* has the rows of the reference by five-digit code. Raises RegisterError for a code that it lacks.
    """
    codes = {code for code, row in reference.items() if row["type"] in ("prefecture", "designated_city")}
    waiting = set(needed_codes)
    while waiting:
        code = waiting.pop()
        if code in codes:
            continue
        if code not in reference:
            raise RegisterError(f"{code!r} is not the code of a local government in the reference")
        codes.add(code)
        if parent := reference[code]["parent_code5"]:
            waiting.add(parent)
    return [_row(reference[code]) for code in sorted(codes)]


def referenced_codes(root: Path = MAPPINGS) -> set[str]:
    """Every value of a column whose CSVW foreign key is the register's municipalities, in all committed tables."""
    codes: set[str] = set()
    for metadata in sorted(root.glob("*/tables/csvw*.json")):
        for table in json.loads(metadata.read_text(encoding="utf-8"))["tables"]:
            path = metadata.parent / table["url"]
            columns = [
                key["columnReference"] if isinstance(key["columnReference"], str) else key["columnReference"][0]
                for key in table["tableSchema"].get("foreignKeys", ())
                if Path(key["reference"]["resource"]).stem == TABLE.stem
            ]
            if columns and path.exists():
                with path.open(encoding="utf-8", newline="") as file:
                    codes.update(row[column] for row in csv.DictReader(file) for column in columns if row.get(column))
    return codes


def named_codes(documents: Sequence[Document], gazetteer: Gazetteer) -> set[str]:
    """Every local government that the text of *documents* names for certain; of homonyms the tables say which.

    Lines are searched one by one, and joined too, since names run over line ends. In English, only whole cells count.
    """
    in_cells: set[str] = set()
    for cell in {cell.strip() for document in documents for line in document.lines for cell in line.split("\t")[:2]}:
        if re.match(r"[A-Za-z]", cell):
            codes = gazetteer.english_candidates(cell)
            if len(codes) == 1:
                in_cells.update(codes)
    return in_cells | {
        match.code
        for document in documents
        for text in (*document.lines, join_lines(document.lines))
        for match in gazetteer.find(text)
        if match.code
    }


@click.command(help=__doc__)
@click.option("--reference", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--documents", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(reference: Path, documents: Path | None) -> None:
    """Rewrite the committed register."""
    registered = {row["key"] for row in read_csv(TABLE, COLUMNS)} if TABLE.exists() else set()
    texts = [
        Document.from_text(path.name[:3], path.read_text(encoding="utf-8"))
        for path in sorted(documents.glob("*.txt") if documents else ())
    ]
    everything = read_reference(reference)
    gazetteer = Gazetteer(
        Municipality(code, row["name_ja"], row["county_ja"], row["name_en"], row["romaji_abr"])
        for code, row in everything.items()
    )
    rows = build(everything, registered | referenced_codes() | named_codes(texts, gazetteer))
    write_whole(TABLE, to_csv(COLUMNS, rows).encode())
    click.echo(f"{TABLE.relative_to(MAPPINGS.parent)}: {len(rows)} local governments")


if __name__ == "__main__":
    main()
