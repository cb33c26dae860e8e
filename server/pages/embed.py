"""``/embed/{room}/{key}``: small pages that any site may show in a frame; no other page of ours may be framed.

A room gives its small page by a function from a key to HTML, made with ``embed.html``; :data:`ROOMS` has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from graph.formats import HTML
from server.figures.embedded import embedded_figure
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.security_headers import allow_frames
from server.things.embedded import embedded_sheet
from server.things.sheet import has_sheet
from server.things.sheet_kinds import sheet_kinds

ROOMS: Mapping[str, Callable[[str], str]] = {"figures": embedded_figure}
"""The rooms that have small pages, by the part of the URL, with what makes the page of a key. Kinds of things that have
sheets have them too.

It raises NotFound for a key that there is not, and BadRequest for a parameter that the page does not have.
"""

blueprint = Blueprint("embed", __name__)


@blueprint.get("/embed/<room>/<path:key>")
def embedded(room: str, key: str) -> Response:
    """The small page of the *key* of *room*, for the frames of other sites."""
    make = ROOMS.get(room) or (partial(embedded_sheet, room) if has_sheet(room) else None)
    if make is None:
        rooms = ", ".join([*ROOMS, *sheet_kinds().kinds])
        raise NotFound(f"there is nothing to embed of {room}; there is of {rooms}")
    return allow_frames(respond(lambda _: make(key), Choice(HTML, is_fixed=True)))
