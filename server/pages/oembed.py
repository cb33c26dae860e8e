"""``/oembed``: how a page of ours is shown in a page of another site (https://oembed.com, version 1.0).

A consumer finds the endpoint by the link of type ``application/json+oembed`` in the head of a page.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Response, current_app, g, request
from markupsafe import escape
from werkzeug import exceptions
from werkzeug.exceptions import BadRequest, HTTPException, NotFound
from werkzeug.routing import RequestRedirect

from graph.formats import JSON
from server.display.addresses import address_of, path_of
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.publication import knowledge, reader_language, site
from server.figures.views import EMBEDDED_HEIGHT as FIGURE_HEIGHT
from server.figures.views import figure_called, shown_figure
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.parameters import check_parameters, whole_number
from server.things.printed import sheet_of
from server.things.tools import EMBEDDED_HEIGHT

blueprint = Blueprint("oembed", __name__)
_WIDTH = 640
"""The width in pixels of a frame, where the consumer has more room."""


@blueprint.get("/oembed", endpoint="oembed")
def embedding() -> Response:
    """The frame that shows the page at the parameter ``url``, within ``maxwidth`` and ``maxheight``."""
    check_parameters(request.args, ("url", "format", "maxwidth", "maxheight", PARAMETER))
    if request.args.get("format", "json") != "json":
        # The specification (2.2) answers 501 to a format that a provider does not have.
        raise exceptions.NotImplemented("this endpoint answers in JSON only: format=json")
    url = request.args.get("url")
    if not url:
        raise BadRequest("the parameter url is missing: the address of a page of this site")
    width = min(_WIDTH, whole_number(request.args, "maxwidth", _WIDTH))
    most = whole_number(request.args, "maxheight", max(FIGURE_HEIGHT, EMBEDDED_HEIGHT))
    if PARAMETER not in request.args:
        g.language = _language_of(url)
    title, collection, key, height = _embedded(url)
    answer = _answer(title, collection, key, width, min(height, most))
    return respond(lambda _: json.dumps(answer, ensure_ascii=False), Choice(JSON, is_fixed=True), is_in_language=True)


def _language_of(url: str) -> str:
    """The language that *url* asks for, else that of the reader."""
    try:
        asked = parse_qs(urlsplit(url).query).get(PARAMETER, [""])[0]
    except ValueError:
        asked = ""
    return asked if asked in site().interface.readable else reader_language()


def _embedded(url: str) -> tuple[str, str, str, int]:
    """The title, collection, key and height of the small page of *url*. Raises NotFound where it has none."""
    endpoint, values = _route(url)
    if endpoint == "figures.figure":
        return shown_figure(figure_called(values["key"])).title, "figures", values["key"], FIGURE_HEIGHT
    if endpoint in ("documents.document", "documents.thing", "printed.printed"):
        shown = sheet_of(Thing(values["kind"], values["key"]))
        return shown.value.text, values["kind"], values["key"], EMBEDDED_HEIGHT
    raise NotFound(f"{url} is no page of a figure or a thing of this site")


def _route(url: str) -> tuple[str, dict[str, Any]]:
    """The endpoint of *url* and the values in it; *url* is at the host asked, or below the base of the release."""
    base = urlsplit(knowledge().release.base)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise NotFound(f"{url} is no address") from None
    path = parts.path.removeprefix(request.script_root)
    if parts.netloc not in (request.host, base.netloc):
        raise NotFound(f"{url} is no page of this site")
    try:
        endpoint, values = current_app.url_map.bind(request.host).match(path)
    except (RequestRedirect, HTTPException):
        raise NotFound(f"{url} is no page of this site") from None
    return endpoint, dict(values)


def _answer(title: str, collection: str, key: str, width: int, height: int) -> dict[str, Any]:
    """The answer of type ``rich`` (2.3.4.4)."""
    source = f"{address_of(path_of('embed.embedded', collection=collection, key=key))}?{PARAMETER}={reader_language()}"
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": site().brand.text,
        "provider_url": address_of(path_of("home.home")),
        "html": f'<iframe src="{escape(source)}" title="{escape(title)}" width="{width}" height="{height}"></iframe>',
        "width": width,
        "height": height,
    }
