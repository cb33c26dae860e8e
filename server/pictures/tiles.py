"""Where each prefecture is on the tile grid: our own drawing, kept in ``prefecture_tiles.csv``.

A column is one tile further east, a row one further south; Hokkaido is top right, Okinawa bottom left. A slash in a
short name says where it may be broken into two lines.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from server.display.labels import Label
from server.pictures.reader import Reader

PATH = Path(__file__).parents[2] / "site" / "maps" / "prefecture_tiles.csv"


@dataclass(frozen=True)
class PrefectureTile:
    """The place of a prefecture on the grid, and the names that fit on a tile. *code* has two digits (JIS X 0401)."""

    code: str
    column: int
    row: int
    short_ja: str
    short_hira: str
    name_en: str
    short_en: str

    def name(self, reader: Reader) -> Label:
        """A name for *reader* that fits on a tile of 55 units: 北海道, Hokkaido."""
        if reader.locale.language == "ja":
            return Label(self.short_ja.replace("/", ""), "ja", self.short_hira.replace("/", ""))
        return Label(self.name_en, "en")

    def lines(self, reader: Reader) -> tuple[str, ...]:
        """The name in one or two lines for a tile of 25 pixels: 神奈, 川; かな, がわ; KNG."""
        if reader.locale.language != "ja":
            return (self.short_en,)
        return tuple((self.short_hira if reader.reads_kana else self.short_ja).split("/"))


@lru_cache
def prefecture_tiles() -> dict[str, PrefectureTile]:
    """The 47 prefectures by code, from north to south."""
    with PATH.open(encoding="utf-8", newline="") as file:
        return {
            row["code2"]: PrefectureTile(
                row["code2"],
                int(row["column"]),
                int(row["row"]),
                row["short_ja"],
                row["short_hira"],
                row["name_en"],
                row["short_en"],
            )
            for row in csv.DictReader(file)
        }
