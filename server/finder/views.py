"""``/find`` and ``/suggest``."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, redirect, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as Redirection

from graph.formats import HTML
from server.display.addresses import path_of
from server.display.publication import site
from server.finder import start
from server.finder.addresses import kept_parameters, needs_words, requested_format, requested_state, typed_text, url_of
from server.finder.declaration import load_declaration
from server.finder.downloads import download
from server.finder.finder import finder
from server.finder.page import render_page, shown_view
from server.finder.suggest import suggest_response
from server.http.caching import respond
from server.http.security_headers import allow_position

blueprint = Blueprint("finder", __name__)
start.set_up_templates(blueprint)


@blueprint.record_once
def prepare(setup: BlueprintSetupState) -> None:
    """Read the declaration before the first request: one that does not hold stops the server at its start.

    The finder itself is made when it is asked for, by a server before its workers are forked.
    """
    assert isinstance(setup.app, Flask)
    with setup.app.app_context():
        load_declaration(site())


@blueprint.get("/find")
def find() -> Response | Redirection:
    """Things by facets: a page, or the results as data."""
    return _find(None)


@blueprint.get("/find.<any(html, csv, json, geojson, ttl, rq):extension>")
def find_as(extension: str) -> Response | Redirection:
    """The same in the format that the suffix fixes."""
    return _find(extension)


def _find(extension: str | None) -> Response | Redirection:
    release_finder = finder()
    choice = requested_format(extension)
    state, reading = requested_state(release_finder)
    if reading and choice.format == HTML and needs_words(release_finder, reading):
        return redirect(path_of("search.search", q=typed_text(), **kept_parameters("lang")), 303)
    if reading or any(not value for value in request.args.values()):
        # One URL for each state: typed text is replaced by the choices it stands for, empty parameters are dropped.
        return redirect(url_of(state, extension, **kept_parameters()), 303 if reading else 302)
    if choice.format == HTML:
        page = respond(lambda _: render_page(release_finder, state), choice)
        return allow_position(page) if shown_view() == "map" else page
    response = respond(lambda format: download(release_finder, state, format), choice)
    response.headers["Content-Disposition"] = f"inline; filename=find.{choice.format.extension}"
    return response


@blueprint.get("/suggest")
def suggest() -> Response:
    """Names that begin with or hold ``q``, as JSON."""
    return suggest_response()
