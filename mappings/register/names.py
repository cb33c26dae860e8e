"""Fills the columns ``name_{language}`` of the register's languages and countries from CLDR.

``python -m mappings.register.names`` rewrites them in place. Japanese, English and the names a language has for itself
are chosen by hand (documents print 中国語（簡体字）, CLDR 簡体中国語) and stay; so do rows that CLDR has no name for.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from mappings.csv_files import Row, to_csv
from mappings.helpers.cldr import INTERFACE_LANGUAGES, country_names, language_names

TABLES = Path(__file__).parent / "tables"
BY_HAND = ("ja", "en")


def column(language: str) -> str:
    """The column that holds names in *language*: ``name_zh_hans`` for ``zh-hans``."""
    return f"name_{language.replace('-', '_')}"


def country_names_of_row(row: Mapping[str, str]) -> dict[str, str]:
    """CLDR's names for a row of countries; none for a group of them, which has no code."""
    return country_names(row["key"]) if row["iso3166_1_alpha3"] else {}


def language_names_of_row(row: Mapping[str, str]) -> dict[str, str]:
    """CLDR's names for a row of languages."""
    return language_names(row["key"])


NAMES: dict[str, Callable[[Mapping[str, str]], dict[str, str]]] = {
    "languages": language_names_of_row,
    "countries": country_names_of_row,
}


def fill(rows: Sequence[Mapping[str, str]], names: Callable[[Mapping[str, str]], dict[str, str]]) -> list[Row]:
    """*rows* with their columns of names as CLDR has them; empty where it has none."""
    return [
        {**row, **{column(to): names(row).get(to, "") for to in INTERFACE_LANGUAGES if to not in BY_HAND}}
        for row in rows
    ]


@click.command(help=__doc__)
def main() -> None:
    """Rewrite the tables."""
    for table, names in NAMES.items():
        path = TABLES / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns = list(reader.fieldnames or ())
            rows = fill(list(reader), names)
        path.write_text(to_csv(columns, rows), encoding="utf-8")
        click.echo(f"{path.name}: names of {len(rows)} things in {len(INTERFACE_LANGUAGES)} languages")


if __name__ == "__main__":
    main()
