"""Parts of the site that other programs show: its icon as PNG beside a shared link, its search box (OpenSearch 1.1)."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, render_template, request

from graph.formats import OPENSEARCH, PNG
from server.display.language import PARAMETER
from server.display.publication import publication, site
from server.display.templating import LOGO
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.parameters import check_parameters
from server.pictures.png import png

_ICON = Path(__file__).parents[1] / "static" / "icon.svg"
_SIDE = 512
"""Pixels of the icon on each side."""

blueprint = Blueprint("preview", __name__)


@blueprint.get("/icon.png")
def icon() -> Response:
    """The logo of the site as PNG, for programs that show no SVG."""
    check_parameters(request.args, (PARAMETER,))
    return respond(lambda _: publication().once(icon, _icon), Choice(PNG, is_fixed=True))


def _icon() -> bytes:
    logo = site().find(f"assets/{LOGO}") or _ICON
    return png(logo.read_text(encoding="utf-8"), _SIDE)


@blueprint.get("/opensearch.xml")
def search_description() -> Response:
    """The search box of the site for the address bar of a browser."""
    check_parameters(request.args, (PARAMETER,))
    return respond(lambda _: render_template("opensearch.xml"), Choice(OPENSEARCH, is_fixed=True), is_in_language=True)
