"""``/suggest``: names as one types, as JSON. It works without a finder too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import Response, request
from werkzeug.exceptions import BadRequest

from graph.formats import JSON, Format
from ontology.json_text import indented
from ontology.ruby import without_ruby
from server.display.addresses import path_of
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.places import place_value
from server.display.publication import knowledge, layout, reader_catalogue, reader_presenter, words_language
from server.display.templating import kind_of
from server.display.texts import localised_plain
from server.display.values import Presenter
from server.finder.addresses import url_of
from server.finder.finder import finder, finder_or_none, suggestions
from server.finder.naming import name_of
from server.finder.state import State, make_state, with_value
from server.finder.suggestions import Proposal, SuggestedThing, Suggestion
from server.finder.vocabulary import WordMeaning
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
        if kinds:
            return _json(text, source.find(text, limit, kinds) or source.near(text, kinds, limit), presenter)
        return _json(text, source.propose(text, limit), presenter)

    return respond(render, Choice(JSON, is_fixed=True), is_in_language=True)


def _json(text: str, proposals: Iterable[Proposal], presenter: Presenter) -> str:
    listed = [
        _described(proposal.entry, presenter)
        if isinstance(proposal, Suggestion)
        else _described_meanings(proposal, presenter)
        for proposal in proposals
    ]
    return indented({"q": text, "suggestions": listed}) + "\n"


def _described(entry: SuggestedThing, presenter: Presenter) -> dict[str, Any]:
    """A thing with its name for the reader of *presenter*, its page, and the finder with what it chooses."""
    value = presenter.value(entry.iri)
    description: dict[str, Any] = {
        "id": entry.iri.value,
        "kind": entry.kind,
        "kindLabel": _kind_label(entry),
        "label": value.full,
        "lang": value.language,
        "labels": _labels(entry),
        "page": presenter.where(entry.iri.value) or "",
    }
    if entry.facet:
        release_finder = finder()
        find = url_of(with_value(release_finder.declared, release_finder.index, State(), entry.facet, entry.key))
        description |= {"find": find, "facet": entry.facet, "key": entry.key, "count": entry.count}
        if entry.facet not in release_finder.declared.pages:
            description["go"] = find
    return description


def _described_meanings(meanings: Sequence[WordMeaning], presenter: Presenter) -> dict[str, Any]:
    """Meanings chosen together: the finder with all of them, or the search for a place of which it has nothing."""
    release_finder, gazetteer = finder_or_none(), knowledge().gazetteer
    names = " + ".join(dict.fromkeys(name_of(replace(meaning, word=""), presenter) for meaning in meanings))
    first = meanings[0]
    if release_finder is None or (first.facet == gazetteer.facet and not first.count and len(meanings) == 1):
        value = place_value(presenter, gazetteer.places[first.key])
        page = path_of("search.search", q=value.text)
        type_name = without_ruby(gazetteer.type_name(first.key, words_language()))
        return {
            "kind": gazetteer.kind,
            "kindLabel": type_name,
            "label": value.full,
            "lang": value.language,
            "page": page,
        }
    chosen: dict[str, list[str]] = {}
    for meaning in meanings:
        chosen.setdefault(meaning.facet, []).append(meaning.key)
    state, _ = make_state(release_finder.declared, release_finder.index, chosen)
    find, count = url_of(state), release_finder.index.count(release_finder.index.rows(state))
    kind = " + ".join(localised_plain(release_finder.declared.by_name[facet].label) for facet in chosen)
    words = " ".join(dict.fromkeys(meaning.word for meaning in meanings if meaning.word))
    label = f"{words} → {names}" if words and len(chosen) == 1 else names
    described: dict[str, Any] = {"kind": "wish", "kindLabel": kind, "label": label, "lang": words_language()}
    described |= {"page": find, "go": find, "find": find, "count": count}
    return described | ({"facet": first.facet, "key": first.key} if len(meanings) == 1 else {})


def _labels(entry: SuggestedThing) -> dict[str, str]:
    """The names of a thing by language, in the languages of the data."""
    languages = knowledge().release.site.data_languages
    return knowledge().labels.by_language(entry.iri, languages)


def _kind_label(entry: SuggestedThing) -> str:
    """The name of the kind of a thing: the one that pages use, else that of its list of terms, else its class."""
    shown = layout().kind(entry.kind)
    if shown.one:
        return reader_catalogue().plain(shown.one)
    return str(kind_of(Thing(entry.kind, entry.key or entry.iri.value)).striptags())
