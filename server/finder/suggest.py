"""``/suggest``: names as one types, as JSON. It works without a finder too."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask import Response, request
from werkzeug.exceptions import BadRequest

from graph.formats import JSON, Format
from server.display.hrefs import href
from server.display.language import PARAMETER
from server.display.publication import knowledge, layout, reader_catalogue, reader_presenter
from server.display.templating import name_of_terms
from server.display.values import Presenter
from server.finder.addresses import url_of
from server.finder.finder import finder, suggestions
from server.finder.state import State, with_value
from server.finder.suggestions import Entry, Suggestion
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.parameters import check_parameters, whole_number

_LONGEST = 100
"""Characters of a text for which there are suggestions."""
_USUAL, _MOST = 8, 50
"""Suggestions of a response: without ``limit``, and at most."""


def suggest_response() -> Response:
    """Things whose names begin with or hold ``q`` (of each ``kind``, at most ``limit``). Raises BadRequest."""
    check_parameters(request.args, ("q", "kind", "limit", PARAMETER))
    text = request.args.get("q", "")[:_LONGEST]
    limit = whole_number(request.args, "limit", _USUAL, _MOST)
    kinds = request.args.getlist("kind")
    source = suggestions()
    unknown = [kind for kind in kinds if kind not in source.kinds]
    if unknown:
        raise BadRequest(f"there are no suggestions of the kind {unknown[0]!r}; there are {', '.join(source.kinds)}")
    presenter = reader_presenter()

    def render(_: Format) -> str:
        return _json(text, source.find(text, limit, kinds), presenter)

    return respond(render, Choice(JSON, is_fixed=True), is_in_language=True)


def _json(text: str, suggestions: Iterable[Suggestion], presenter: Presenter) -> str:
    listed = [_described(suggestion.entry, presenter) for suggestion in suggestions]
    return json.dumps({"q": text, "suggestions": listed}, ensure_ascii=False, indent=1) + "\n"


def _described(entry: Entry, presenter: Presenter) -> dict[str, Any]:
    """A thing with its name for the reader of *presenter*, its page, and the finder with what it chooses."""
    value = presenter.value(entry.iri)
    description: dict[str, Any] = {
        "id": entry.iri.value,
        "kind": entry.kind,
        "kindLabel": _kind_label(entry.kind),
        "label": value.text,
        "lang": value.language,
        "labels": _labels(entry),
        "page": href(entry.iri.value, knowledge().namespace) or "",
    }
    if entry.facet:
        release_finder = finder()
        find = url_of(with_value(release_finder.declared, release_finder.index, State(), entry.facet, entry.key))
        description |= {"find": find, "facet": entry.facet, "key": entry.key, "count": entry.count}
    return description


def _labels(entry: Entry) -> dict[str, str]:
    """The names of a thing by language, in the languages of the data."""
    languages = knowledge().release.site.catalogue.language_tags
    return knowledge().labels.by_language(entry.iri, languages)


def _kind_label(kind: str) -> str:
    """The name of a kind of things: the one that pages use, else that of its list of terms."""
    shown = layout().kind(kind)
    return reader_catalogue().plain(shown.one) if shown.one else name_of_terms(kind).striptags()
