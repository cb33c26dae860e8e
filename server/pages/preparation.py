"""What pages stand on, made before the first reader asks: compiled templates, words, menus, maps, declarations."""

from __future__ import annotations

from flask import Flask, g

from server.display.publication import publication
from server.pages.home import render_home


def prepare(app: Flask) -> None:
    """Compile the templates of *app* and render the home page in every language of the interface.

    It takes about half a second of processor; without it the first readers of each page wait their part of it.
    """
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with app.app_context():
        languages = publication().site.interface.readable
    for language in languages:
        with app.test_request_context("/"):
            g.language = language
            render_home()
