"""The head and the foot of every page: made once for each language, then completed with what differs by page."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from flask import render_template, request
from markupsafe import Markup, escape

from server.display.addresses import path_of
from server.display.language import PARAMETER
from server.display.menu import current_state, shown_menu
from server.display.publication import publication, reader_language

_KEPT = 100
"""Entries of the cache: some for each language and each root below which a proxy serves the application."""
_URL, _TEXT, _ENTRY = "\x00", "\x01", "\x02"
"""Placeholders for what differs by page; no page contains them.

They stand for the URL of the page without its language, the text searched for, and, beside each entry of the menu (its
number between two), for the mark of the current one.
"""


def page_header(text: str, with_box: bool = True) -> Markup:
    """The head of this page; *text* is what is searched for. A page that has the box elsewhere has none in its head."""
    arguments = [(key, value) for key, value in request.args.items(multi=True) if key != PARAMETER]
    url = f"{request.script_root}{request.path}?{urlencode([*arguments, (PARAMETER, '')])}"
    header = _part("header", with_box)
    for number, entry in enumerate(shown_menu()):
        state = current_state(entry)
        header = header.replace(f"{_ENTRY}{number}{_ENTRY}", f' aria-current="{state}"' if state else "")
    return Markup(header.replace(_URL, escape(url)).replace(_TEXT, escape(text)))


def page_footer() -> Markup:
    """The foot of this page."""
    return Markup(_part("footer", True))


def _part(name: str, with_box: bool) -> str:
    cached_part = publication().once(_part, lambda: lru_cache(maxsize=_KEPT)(_rendered))
    return cached_part(name, with_box, request.script_root, reader_language())


def _rendered(name: str, with_box: bool, _root: str, _language: str, /) -> str:
    """A part below *_root* for readers of *_language*, which are the request's."""
    entries = enumerate(shown_menu())
    menu = [(entry.message, path_of(entry.endpoint), f"{_ENTRY}{number}{_ENTRY}") for number, entry in entries]
    return render_template(
        f"frame/{name}.html",
        text=_TEXT,
        in_language=lambda language: _URL + language,
        menu=menu,
        with_box=with_box,
    )
