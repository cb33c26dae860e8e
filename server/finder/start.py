"""Parts of the finder for other pages: a form and a map. Both are empty on a site without a finder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Blueprint, request
from markupsafe import Markup

from server.display.publication import publication, reader_language, reader_presenter, site
from server.finder.addresses import place_urls
from server.finder.choices import FacetChoices, menu_of
from server.finder.finder import finder_or_none
from server.finder.maps import start_map
from server.finder.markup import finder_markup
from server.finder.state import State
from server.pictures.current import web_map

_MAPS = 50
"""Entries of the cache of maps: one for each language and each root below which a proxy serves the application."""


@dataclass(frozen=True)
class Start:
    """The form on the home page: its *heading* (a message), and menus without a choice."""

    heading: str
    menus: list[FacetChoices]


def finder_start() -> Start | None:
    """The form at the top of the home page, or None on a site without a finder."""
    finder = finder_or_none()
    if finder is None:
        return None
    presenter, language = reader_presenter(), reader_language()
    # A reader of Vietnamese looks for help in Vietnamese: preselect the reader's language.
    reader = finder.declared.reader if language in site().interface.phrase_languages else ""
    menus = [menu_of(finder, name, presenter, language if name == reader else "") for name in finder.declared.home]
    return Start(finder.declared.words.heading, menus)


def home_map(title: Markup, about: Markup) -> Markup:
    """A map of the number of items in each region, each region a link to the finder; made once for each language.

    Empty on a site without a finder.
    """
    cached_map = publication().once(home_map, lambda: lru_cache(maxsize=_MAPS)(_home_map))
    return cached_map(reader_language(), request.script_root, title, about)


def _home_map(_language: str, _root: str, title: Markup, about: Markup, /) -> Markup:
    """The map for readers of *_language* below *_root*, which are the request's."""
    finder = finder_or_none()
    if finder is None:
        return Markup("")

    return start_map(finder, reader_presenter(), place_urls(finder, State()), title, about)


def set_up_templates(blueprint: Blueprint) -> None:
    """Make the functions of this module available in every template."""

    @blueprint.app_context_processor
    def words() -> dict[str, Any]:
        return {
            "home_map": home_map,
            "web_map": web_map,
            "finder_start": finder_start,
            "finder_html": finder_markup(),
        }
