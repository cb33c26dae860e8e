"""Builds the engine's table of all local governments from reference data; nothing in it is typed by hand.

``python -m mappings.register.municipality_table --reference municipality_register.csv`` rewrites
``mappings/csv_source/municipalities.csv``: every prefecture, municipality and ward of Japan, by which a CSV source of
any site looks codes and names up. The reference is the one of :mod:`mappings.register.reader`: Address Base Registry
(Digital Agency, CC BY 4.0) and Wikidata (CC0), which every site that uses a row names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from mappings.csv_files import Row, to_csv
from mappings.csv_source.municipalities import COLUMNS, TABLE
from mappings.register.gazetteer_table import rounded
from mappings.register.reader import read_reference


def build(reference: Iterable[Mapping[str, str]]) -> list[Row]:
    """The rows of the table, by code, from the rows of the *reference*."""
    rows = [
        {
            "key": row["jis_code5"],
            "code6": row["code6"],
            "part_of": row["parent_code5"],
            "name_ja": row["name_ja"],
            "name_kana": row["kana"],
            "name_en": row["name_en"],
            "latitude": rounded(row["lat"]),
            "longitude": rounded(row["lon"]),
            "wikidata": row["wikidata_qid"],
        }
        for row in reference
    ]
    return sorted(rows, key=lambda row: row["key"])


@click.command(help=__doc__)
@click.option("--reference", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(reference: Path) -> None:
    """Rewrite the committed table."""
    rows = build(read_reference(reference).values())
    TABLE.write_text(to_csv(COLUMNS, rows), encoding="utf-8")
    click.echo(f"{TABLE.name}: {len(rows)} local governments")


if __name__ == "__main__":
    main()
