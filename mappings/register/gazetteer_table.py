"""Builds the site's gazetteer from reference data; nothing in it is typed by hand.

``python -m mappings.register.gazetteer_table --reference municipality_register.csv`` rewrites ``site/gazetteer.csv``:
every prefecture, municipality and ward of Japan with its names and its position, so that a search knows a place of
which the data states nothing, and what is near it. The reference is the one of :mod:`mappings.register.reader`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from mappings.csv_files import Row, to_csv
from mappings.register.reader import MAPPINGS, TYPES, read_reference

TABLE = MAPPINGS.parent / "site" / "gazetteer.csv"
COLUMNS = ("key", "type", "part_of", "name_ja", "name_ja-Hira", "name_en", "name_ja-Latn", "latitude", "longitude")
DECIMALS = 3
"""Of a degree: a hundred metres, near enough to say which place is near."""


def build(reference: Iterable[Mapping[str, str]]) -> list[Row]:
    """The rows of the gazetteer, by code, from the rows of the *reference*. Raises KeyError for an unknown type."""
    rows = [
        {
            "key": row["jis_code5"],
            "type": TYPES[row["type"]],
            "part_of": row["parent_code5"],
            "name_ja": row["name_ja"],
            "name_ja-Hira": row["kana"],
            "name_en": row["name_en"],
            "name_ja-Latn": row["romaji_abr"],
            "latitude": rounded(row["lat"]),
            "longitude": rounded(row["lon"]),
        }
        for row in reference
    ]
    return sorted(rows, key=lambda row: row["key"])


def rounded(degrees: str) -> str:
    """*degrees* as a search needs them; empty stays empty."""
    return f"{float(degrees):.{DECIMALS}f}" if degrees else ""


@click.command(help=__doc__)
@click.option("--reference", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(reference: Path) -> None:
    """Rewrite the committed gazetteer."""
    rows = build(read_reference(reference).values())
    TABLE.write_text(to_csv(COLUMNS, rows), encoding="utf-8")
    click.echo(f"{TABLE.relative_to(MAPPINGS.parent)}: {len(rows)} places")


if __name__ == "__main__":
    main()
