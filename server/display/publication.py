"""The publication that one application serves: a release, and the objects that all of its pages share.

Views reach it by :func:`publication`, :func:`knowledge` and :func:`settings`; nothing else hangs on the application.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request

from mappings.read.document import Document
from mappings.site import Site
from server.display.knowledge import Knowledge
from server.display.layout import PageLayout, load_layout
from server.display.resource_paths import first_segments
from server.display.translations import Catalogue, Words
from server.display.values import Presenter
from server.metrics import Metrics
from server.query.runner import Runner
from server.settings import Settings

_EXTENSION = "tabunka"
_PRESENTERS = 50
"""Entries of the cache: one for each language and each root below which a proxy serves the application."""
_T = TypeVar("_T")
# A page uses these a hundred times: reading them through Flask's proxies takes five times as long.
_application: Callable[[], Flask] = cast(Any, current_app)._get_current_object
_globals: Callable[[], Any] = cast(Any, g)._get_current_object


class Publication:
    """A release and the parts that serve it: *knowledge* of it, the *runner* of queries, *settings*, *metrics*.

    *texts* are the documents by key whose cited lines may be shown.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        runner: Runner,
        settings: Settings,
        metrics: Metrics,
        texts: Mapping[str, Document],
    ) -> None:
        self.knowledge = knowledge
        self.runner = runner
        self.settings = settings
        self.metrics = metrics
        self.texts = texts
        self._made: dict[Hashable, Any] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    @property
    def site(self) -> Site:
        """The site as it was when the release was built."""
        return self.knowledge.release.site

    @property
    def words(self) -> Words:
        """The words of the interface: the engine's and the site's."""
        return self.once("words", lambda: Words(self.site.interface, self.site.find("words")))

    @property
    def layout(self) -> PageLayout:
        """How things are laid out on pages."""
        return self.once("layout", lambda: load_layout(self.site))

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """The value of *make*, computed at the first call for *key* and then cached: a release never changes.

        When several threads ask at once, one computes the value and the others wait. An error is not cached. Use it
        for a bounded number of values, such as one for each language.
        """
        if key in self._made:
            value: _T = self._made[key]
            return value
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._made:
                self._made[key] = make()
        made: _T = self._made[key]
        return made


def register(app: Flask, publication: Publication) -> None:
    """Let *app* serve *publication*."""
    app.extensions[_EXTENSION] = publication


def publication() -> Publication:
    """The publication of this application."""
    served: Publication = _application().extensions[_EXTENSION]
    return served


def knowledge() -> Knowledge:
    """The release this application serves."""
    return publication().knowledge


def settings() -> Settings:
    """The settings of this application."""
    return publication().settings


def site() -> Site:
    """The site of the release this application serves."""
    return publication().site


def words() -> Words:
    """The words of the interface."""
    return publication().words


def layout() -> PageLayout:
    """How things are laid out on pages."""
    return publication().layout


def reader_language() -> str:
    """The language of this request's reader, one of those of the interface: for names, numbers, dates, key phrases."""
    language: str = _globals().language
    return language


def words_language() -> str:
    """The complete language of the interface closest to the reader's: for texts that are in these languages only."""
    return words().complete(reader_language())


def reader_catalogue() -> Catalogue:
    """The words in the reader's language."""
    return words().catalogue(reader_language())


def reader_presenter() -> Presenter:
    """Shows values to this request's reader."""
    return presenter_in(reader_language())


def presenter_in(language: str) -> Presenter:
    """Shows values in *language*, one of those of the interface."""
    cached_presenter = publication().once(Presenter, lambda: lru_cache(maxsize=_PRESENTERS)(_presenter))
    return cached_presenter(language, request.script_root)


def _presenter(language: str, root: str, /) -> Presenter:
    """A presenter of values for readers of *language*, with links below *root*, that of the request."""
    reserved = publication().once(first_segments, lambda: first_segments(current_app))
    return Presenter(knowledge(), layout(), language, root, reserved)
