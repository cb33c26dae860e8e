"""The register of what CSV sources name: rows of the local governments, languages and days that they use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mappings.csv_files import Row
from mappings.csv_source.municipalities import municipalities
from mappings.helpers.cldr import CldrProblem, language_names
from mappings.helpers.weekdays import WEEK
from mappings.yaml_text import parse_yaml

FILE = Path(__file__).with_name("register.yaml")
KINDS = {
    "used_municipalities": ("municipality", "area"),
    "used_languages": ("language",),
    "used_weekdays": ("weekday",),
}
"""The tables, with the kinds of the things that their rows are; a key is one of all of them."""
_HOLIDAY = {"key": "public-holiday", "name_ja": "祝日", "name_en": "public holiday", "schema": "PublicHolidays"}
_LANGUAGES = {"ja-simple": {"ja": "やさしい日本語", "en": "Easy Japanese"}}
"""Names of languages that CLDR does not have."""


@cache
def declared() -> Mapping[str, Any]:
    """The content of ``register.yaml``: ``metadata``, ``tables``, ``rules``."""
    content: Mapping[str, Any] = parse_yaml(FILE.read_text(encoding="utf-8"))
    return content


def csvw_metadata() -> dict[str, Any]:
    """The CSVW metadata of the tables."""
    tables = []
    for name, table in declared()["tables"].items():
        columns = [
            {
                "name": column,
                "titles": {"ja": titles["ja"], "en": titles["en"]},
                "datatype": titles.get("datatype", "string"),
            }
            for column, titles in table["columns"].items()
        ]
        schema = {"columns": columns, "primaryKey": "key"}
        tables.append({"url": f"{name}.csv", "dc:title": table["title"], "tableSchema": schema})
    return {"@context": "http://www.w3.org/ns/csvw", "tables": tables}


def rows(used: Mapping[str, Collection[str]], points: Mapping[str, Row]) -> dict[str, list[Row]]:
    """The rows of each table, of which *used* has the keys, and *points* by their keys.

    Local governments come with those around them, a day with the whole week: pages name the days without hours too.
    """
    days = {*used["used_weekdays"], *(WEEK if used["used_weekdays"] else ())}
    return {
        "used_points": [points[key] for key in sorted(points)],
        "used_municipalities": [municipalities()[code] for code in _with_those_around(used["used_municipalities"])],
        "used_languages": [_language(tag) for tag in sorted(used["used_languages"])],
        "used_weekdays": [day for day in (*map(_weekday, WEEK), _HOLIDAY) if day["key"] in days],
    }


def _with_those_around(codes: Iterable[str]) -> list[str]:
    known, wanted = municipalities(), set()
    for code in codes:
        while code and code not in wanted:
            wanted.add(code)
            code = known[code]["part_of"]
    return sorted(wanted)


def _language(tag: str) -> Row:
    try:
        names = _LANGUAGES.get(tag) or language_names(tag)
    except CldrProblem:
        names = {}
    return {"key": tag, "name_ja": names.get("ja", tag), "name_en": names.get("en", tag)}


def _weekday(key: str) -> Row:
    name = key.capitalize()
    return {"key": key, "name_ja": f"{'月火水木金土日'[WEEK.index(key)]}曜日", "name_en": name, "schema": name}
