"""What pages stand on, made before the first reader asks: compiled templates, words, menus, maps, declarations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from flask import Flask, g

from server.display.publication import publication
from server.finder.finder import finder_or_none
from server.pages.home import render_home

Step = Callable[[], object]
"""A small part of the preparation; it takes a hundredth of a second of processor, the first one a tenth."""


def preparation(app: Flask) -> Iterator[Step]:
    """The parts of the preparation of *app*, what most readers profit from first. They take half a second together.

    Without them the first readers of each page wait their part of it.
    """
    with app.app_context():
        first, *others = publication().site.interface.readable
    yield partial(_render_home, app, first)
    for name in app.jinja_env.list_templates():
        yield partial(app.jinja_env.get_template, name)
    for language in others:
        yield partial(_render_home, app, language)
    with app.app_context():
        release_finder = finder_or_none()
    yield from release_finder.preparation() if release_finder else ()


def prepare(app: Flask) -> None:
    """Prepare *app* at once."""
    for step in preparation(app):
        step()


def _render_home(app: Flask, language: str) -> None:
    with app.app_context():
        host = publication().settings.host
    with app.test_request_context("/", base_url=f"http://{host}"):
        g.language = language
        render_home()
