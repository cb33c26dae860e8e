"""The tile of each region on a grid, and the names that fit on the tile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mappings.csv_files import read_csv
from mappings.site_settings import Texts
from server.display.labels import Label
from server.pictures.reader import Reader

_NAME, _SHORT = "name_", "short_"
_READING = "-Hira"


@dataclass(frozen=True)
class GridTile:
    """The place of a region on the grid. *key* is that of the thing; a *row* is one further south, *column* east.

    *names* and *short_names* are by language tag; a short name is in lines. Readings have the tag ``ja-Hira``.
    """

    key: str
    column: int
    row: int
    names: Mapping[str, str]
    short_names: Mapping[str, tuple[str, ...]]

    def name(self, reader: Reader) -> Label:
        """A name for *reader* that fits on a tile of 55 units."""
        language = self._language(reader)
        return Label(self.names[language], language, self.names.get(language + _READING, ""))

    def lines(self, reader: Reader) -> tuple[str, ...]:
        """The name in one or two lines for a tile of 25 pixels, for a reader of kana in kana."""
        language = self._language(reader)
        reading = self.short_names.get(language + _READING) if reader.reads_kana else None
        return reading or self.short_names[language]

    def short_name(self, language: str) -> str:
        """The short name in *language*, one of those of the tile, in one line."""
        return "".join(self.short_names[language])

    def _language(self, reader: Reader) -> str:
        for language in (reader.locale.language, reader.words_language):
            if language in self.short_names:
                return language
        return next(iter(self.short_names))


@dataclass(frozen=True)
class Corner:
    """The bottom left corner of a grid, cut off by a line: *columns* wide, from *row* down."""

    columns: float
    row: float


@dataclass(frozen=True)
class TileGrid:
    """The tiles by the keys of their regions, in the order in which they are read aloud.

    *region* is what a tile stands for; *quantiles* what a legend says of classes with equally many regions, both by
    language of the interface.
    """

    tiles: Mapping[str, GridTile]
    region: Texts
    quantiles: Texts
    corner: Corner | None = None

    def __contains__(self, key: object) -> bool:
        """Does the region *key* have a tile?"""
        return key in self.tiles

    @cached_property
    def columns(self) -> int:
        """The width of the grid in tiles."""
        return max(tile.column for tile in self.tiles.values()) + 1

    @cached_property
    def rows(self) -> int:
        """The height of the grid in tiles."""
        return max(tile.row for tile in self.tiles.values()) + 1


def read_tiles(path: Path) -> dict[str, GridTile]:
    """The tiles of the CSV file *path* by key. Raises CsvError, KeyError without short names, ValueError for a row."""
    tiles = [_tile(row) for row in read_csv(path, ("key", "column", "row"), exact=False)]
    if not tiles:
        raise ValueError(f"{path.name} has no tiles")
    return {tile.key: tile for tile in tiles}


def _tile(row: Mapping[str, str]) -> GridTile:
    short_names = {
        column.removeprefix(_SHORT): tuple(text.split("/")) for column, text in row.items() if column.startswith(_SHORT)
    }
    if not short_names:
        raise KeyError(f"{_SHORT}{{language}}")
    names = {language: "".join(lines) for language, lines in short_names.items()}
    names |= {column.removeprefix(_NAME): text for column, text in row.items() if column.startswith(_NAME)}
    return GridTile(row["key"], int(row["column"]), int(row["row"]), names, short_names)
