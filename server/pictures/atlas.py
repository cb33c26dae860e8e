"""The maps of a site, as ``maps/atlas.yaml`` declares them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.declared import DeclarationError, declared, in_every_language
from mappings.site import Site
from server.pictures.base_map import BaseMap, InsetFrame, Window, read_dots
from server.pictures.projection import LambertConformalConic
from server.pictures.tile_grid import Corner, TileGrid, read_tiles
from server.pictures.web_map import WebMap

FILE = "maps/atlas.yaml"
_SHOWN = {"always": True, "with-places": False}


@dataclass(frozen=True)
class Atlas:
    """The maps of a site: a *grid* of tiles, a *base_map* for points, a *web_map* of the same points.

    Each of them may be missing. Things of the kinds *place_kinds* are places.
    """

    place_kinds: tuple[str, ...] = ()
    grid: TileGrid | None = None
    base_map: BaseMap | None = None
    web_map: WebMap | None = None

    @property
    def has_maps(self) -> bool:
        """Is there any map?"""
        return self.grid is not None or self.base_map is not None


def load_atlas(site: Site) -> Atlas:
    """The maps that *site* declares; an empty atlas where it declares none. Raises DeclarationError."""
    languages = site.interface.languages
    folder = (site.data / FILE).parent

    def make(raw: Any) -> Atlas:
        return Atlas(
            tuple(raw["places"]["kinds"]),
            _grid(raw["tiles"], folder, languages) if "tiles" in raw else None,
            _base_map(raw["points"], folder, languages) if "points" in raw else None,
            _web_map(raw["web"], languages) if "web" in raw else None,
        )

    return declared(site, FILE, make) or Atlas()


def _grid(raw: Mapping[str, Any], folder: Path, languages: Sequence[str]) -> TileGrid:
    corner = raw.get("corner")
    return TileGrid(
        read_tiles(folder / raw["file"]),
        in_every_language(raw["region"], "region", languages),
        in_every_language(raw["quantiles"], "quantiles", languages),
        Corner(corner["columns"], corner["row"]) if corner else None,
    )


def _base_map(raw: Mapping[str, Any], folder: Path, languages: Sequence[str]) -> BaseMap:
    width, height = raw["size"]
    return BaseMap(
        width,
        height,
        tuple(_window(window, raw["scale"], languages) for window in raw["windows"]),
        read_dots(folder / raw["backdrop"]),
        in_every_language(raw["note"], "note", languages),
        raw["sizes-end"],
    )


def _web_map(raw: Mapping[str, Any], languages: Sequence[str]) -> WebMap:
    south, north, west, east = (float(raw[name]) for name in ("south", "north", "west", "east"))
    return WebMap(south, north, west, east, in_every_language(raw["note"], "note of the map of the web", languages))


def _window(raw: Mapping[str, Any], scale: float, languages: Sequence[str]) -> Window:
    projection = raw["projection"]
    south, north = projection["standard-parallels"]
    left, top = raw["origin"]
    shown = raw.get("shown", "always")
    if shown not in _SHOWN:
        raise DeclarationError(f"a window is shown {' or '.join(_SHOWN)}, not {shown!r}")
    return Window(
        in_every_language(raw["name"], "name of a window", languages),
        raw["south"],
        raw["north"],
        raw["west"],
        raw["east"],
        LambertConformalConic(projection["meridian"], projection["parallel"], (south, north)),
        left,
        top,
        scale,
        InsetFrame(*raw["box"]) if "box" in raw else None,
        _SHOWN[shown],
    )
