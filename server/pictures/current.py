"""The atlas and the readers of the release that this application serves: the only module here that knows of it."""

from __future__ import annotations

from server.display.publication import publication
from server.pictures.atlas import Atlas, load_atlas
from server.pictures.reader import Reader, make_reader
from server.pictures.web_map import WebMap, is_built


def atlas() -> Atlas:
    """The maps of the site; an empty atlas where it has none."""
    return publication().once(Atlas, lambda: load_atlas(publication().site))


def web_map() -> WebMap | None:
    """The map of the site that can be enlarged and moved; None where it has none, or this server lacks the script."""
    return atlas().web_map if is_built() else None


def picture_reader(language: str) -> Reader:
    """A reader of *language*, one of those of the interface."""
    return publication().once((Reader, language), lambda: make_reader(publication().words, language))
