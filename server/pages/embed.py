"""``/embed/{collection}/{key}``: small pages that any site may show in a frame; no other page of ours may be framed.

A collection of pages gives its small ones by a function from a key to HTML, made with ``embed.html``;
:data:`COLLECTIONS` has them.
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

COLLECTIONS: Mapping[str, Callable[[str], str]] = {"figures": embedded_figure}
"""The collections that have small pages, by the part of the URL, with what makes the page of a key. Kinds of things
that have sheets have them too.

It raises NotFound for a key that there is not, and BadRequest for a parameter that the page does not have.
"""

blueprint = Blueprint("embed", __name__)


@blueprint.get("/embed/<collection>/<path:key>")
def embedded(collection: str, key: str) -> Response:
    """The small page of the *key* of *collection*, for the frames of other sites."""
    make = COLLECTIONS.get(collection) or (partial(embedded_sheet, collection) if has_sheet(collection) else None)
    if make is None:
        collections = ", ".join([*COLLECTIONS, *sheet_kinds().kinds])
        raise NotFound(f"there is nothing to embed of {collection}; there is of {collections}")
    return allow_frames(respond(lambda _: make(key), Choice(HTML, is_fixed=True)))
