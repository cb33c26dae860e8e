"""Atom feeds (RFC 4287) of changes: of the whole site, and of each thing of the kinds that the site declares.

A draft is in none of them, as it is not published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from graph.compare.change_record import release_iri
from graph.compare.model import ThingChange
from graph.formats import ATOM
from server.changes.history import DatedChange, ReleaseChanges, feed_kinds, history
from server.changes.wording import page_wording, plain_wording
from server.display.addresses import address_of, path_of
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.publication import knowledge, reader_catalogue, site, words_language
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.parameters import check_parameters

blueprint = Blueprint("feeds", __name__)

_MOST = 100
"""The most entries of a feed."""
_MOST_THINGS = 50
"""The most things that an entry about a release tells of one by one."""
_LONGEST = 200
"""The most characters of a title."""


@dataclass(frozen=True)
class Entry:
    """An entry of a feed: an *identifier* (an IRI that never changes), where to read it, and what it tells.

    *sentences* tell of the whole, *things* of each thing.
    """

    identifier: str
    address: str
    title: str
    moment: datetime
    sentences: tuple[str, ...]
    things: tuple[ThingChange, ...] = ()


@blueprint.get("/changes.atom")
def feed() -> Response:
    """Every release with what changed since the one before, the newest first."""
    return _answer(path_of("feeds.feed"), path_of("changes.changes"), "", _of_editions)


@blueprint.get("/changes/<kind>/<key>.atom")
def feed_of(kind: str, key: str) -> Response:
    """The changes around one thing, the newest first: an entry for each thing that changed."""
    all_dated_changes = history().by_concern.get((kind, key), ())
    dated_changes = [dated_change for dated_change in all_dated_changes if not dated_change.edition.is_draft]
    if kind not in feed_kinds() or (not dated_changes and Thing(kind, key) not in knowledge().index):
        raise NotFound(f"there is no feed of {kind} {key}; that of everything is /changes.atom")
    name = knowledge().labels.best(knowledge().iri(Thing(kind, key)), words_language()).text
    return _answer(
        path_of("feeds.feed_of", kind=kind, key=key),
        path_of("documents.document", kind=kind, key=key),
        name,
        lambda: map(_of_change, dated_changes),
    )


def _answer(path: str, page: str, name: str, entries: Callable[[], Iterator[Entry]]) -> Response:
    """The feed at *path*, with the page *page*; *name* is the name of its thing (empty: of the whole site)."""
    check_parameters(request.args, (PARAMETER,))

    def render() -> str:
        listed = list(entries())[:_MOST]
        return render_template(
            "changes/feed.xml",
            identifier=f"{knowledge().release.base}{path.removeprefix(request.script_root)}",
            address=address_of(path),
            page=address_of(page),
            title=_title(name),
            # Section 4.2.15: a release without a change for this feed does not update it.
            updated=listed[0].moment if listed else knowledge().release.built,
            entries=listed,
            wording=page_wording(),
        )

    return respond(lambda _: render(), Choice(ATOM, is_fixed=True), is_in_language=True)


def _title(name: str) -> str:
    changes = reader_catalogue().plain("What changed")
    return " · ".join(filter(None, (site().brand.text, name, changes)))


def _of_editions() -> Iterator[Entry]:
    return (_of_edition(edition) for edition in history().editions if edition.summary and not edition.is_draft)


def _of_edition(edition: ReleaseChanges) -> Entry:
    assert edition.summary is not None
    title = plain_wording().message("one", "join").join(plain_wording().overview(edition.summary))
    sentences = tuple(page_wording().overview(edition.summary))
    return _entry(edition, "", title, sentences, edition.summary.things[:_MOST_THINGS])


def _of_change(dated_change: DatedChange) -> Entry:
    thing, wording = dated_change.thing, plain_wording()
    title = f"{wording.name(thing.label, thing.thing)} · {wording.message('one', 'join').join(wording.thing(thing))}"
    return _entry(dated_change.edition, thing.thing, title, tuple(page_wording().thing(thing)))


def _entry(
    edition: ReleaseChanges, thing: str, title: str, sentences: tuple[str, ...], things: tuple[ThingChange, ...] = ()
) -> Entry:
    """The entry about *thing* (empty: all things) of *edition*; the page of its changes has an element of that name."""
    fragment = f"#{thing}" if thing else ""
    path = path_of("changes.diff", version=edition.version)
    return Entry(
        f"{release_iri(knowledge().release, edition.version)}/diff{fragment}",
        f"{address_of(path)}{fragment}",
        title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…",
        edition.moment,
        sentences,
        things,
    )
