"""The preparation of what pages share, before the first request: templates, words, menus, maps, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from flask import Flask, g

from graph.formats import HTML
from server.changes.history import history
from server.display.capabilities import has_capability
from server.display.hrefs import href
from server.display.publication import knowledge, publication
from server.figures.declaration import figures
from server.figures.values import values_of
from server.finder.finder import finder_or_none
from server.pages.home import render_home
from server.things.standing import rows_by_thing

Step = Callable[[], object]
"""A small part of the preparation; it takes a hundredth of a second of processor, the first one a tenth."""


def search_steps(app: Flask) -> Iterator[Step]:
    """The parts that searches and suggestions stand on: the names of things, and the finder with what they mean there.

    They take a fifth of a second. All workers share them, so they come before the first fork.
    """
    with app.app_context():
        release_finder = finder_or_none()
    yield partial(_in_context, app, lambda: knowledge().names)
    if release_finder:
        yield release_finder.suggestions.prepare


def home_steps(app: Flask) -> Iterator[Step]:
    """The parts of the preparation of *app* that take memory, what most readers profit from first.

    They take a quarter of a second together. Without them the first readers of each page wait their part of it.
    """
    with app.app_context():
        first, *others = publication().site.interface.languages
    yield partial(_render_home, app, first)
    yield partial(_in_context, app, history)
    with app.app_context():
        release_finder = finder_or_none()
    yield from release_finder.preparation() if release_finder else ()
    for language in others:
        yield partial(_render_home, app, language)


def template_steps(app: Flask) -> Iterator[Step]:
    """The parts that read templates and words of *app*, which are small; templates never compiled take longest."""
    for name in app.jinja_env.list_templates():
        yield partial(app.jinja_env.get_template, name)
    with app.app_context():
        words = publication().words
    for language in words.interface.phrase_languages:
        yield partial(words.catalogue, language)


def figure_steps(app: Flask) -> Iterator[Step]:
    """The parts that ask queries of the release, so that the process for queries must be there.

    They are the figures, in which the sheet of a city shows where the city stands.
    """
    with app.app_context():
        keys = list(figures()) if has_capability("figures") and has_capability("sheets") else []
    for key in keys:
        yield partial(_in_context, app, partial(_read_figure, key))
    if keys:
        yield partial(_in_context, app, rows_by_thing)


def thing_page_steps(app: Flask) -> Iterator[Step]:
    """The page of a thing, after :func:`figure_steps`: what all such pages stand on is made with the first of them.

    It reads what each source states, so a process that does this opens the files of the store.
    """
    with app.app_context():
        is_shown = has_capability("figures") and has_capability("sheets") and bool(figures())
    if is_shown:
        yield partial(_show_thing, app)


def partial_home_steps(app: Flask) -> Iterator[Step]:
    """The home pages in the languages that have key phrases alone: each makes the words, menus and maps of its own.

    Few readers use one of them, so they come last.
    """
    with app.app_context():
        interface = publication().site.interface
    for language in interface.readable:
        if language not in interface.languages:
            yield partial(_render_home, app, language)


def steps(app: Flask) -> Iterator[Step]:
    """Every part but :func:`search_steps`, in the order in which readers profit."""
    for part in (home_steps, template_steps, figure_steps, thing_page_steps, partial_home_steps):
        yield from part(app)


def prepare(app: Flask) -> None:
    """Prepare *app* at once."""
    for step in (*search_steps(app), *steps(app)):
        step()


def _render_home(app: Flask, language: str) -> None:
    def render() -> None:
        g.language = language
        render_home()

    _in_context(app, render)


def _read_figure(key: str) -> None:
    """Ask for the values of the figure *key*."""
    values_of(figures()[key])


def _show_thing(app: Flask) -> None:
    """Make the page of a thing that figures are about."""
    with app.app_context():
        host, namespace = publication().settings.host, knowledge().namespace
    with app.test_request_context("/", base_url=f"http://{host}"):
        iri = next(iter(rows_by_thing()), None)
    if iri is not None and (path := href(iri.value, namespace, "")):
        with app.test_request_context(path, base_url=f"http://{host}", headers={"Accept": HTML.media_type}):
            app.full_dispatch_request()


def _in_context(app: Flask, step: Step) -> None:
    """Run *step* in the context of a request."""
    with app.app_context():
        host = publication().settings.host
    with app.test_request_context("/", base_url=f"http://{host}"):
        step()
