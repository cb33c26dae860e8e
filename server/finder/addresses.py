"""URLs of the finder's states, and what a request asks of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import BadRequest

from graph.formats import FormatError, named
from server.display.addresses import path_of
from server.finder.finder import Finder
from server.finder.formats import FORMATS
from server.finder.intent import intent_of, values_of
from server.finder.reading import Understanding
from server.finder.state import LONGEST_TEXT, TEXT, State, make_state, only_value
from server.http.negotiation import Choice, NotAcceptableError, negotiate
from server.http.parameters import check_parameters, one_of, plain, whole_number

QUERY = "q"
"""The parameter for typed text; the answer redirects to the state that the text was understood as."""
VIEWS = ("list", "map")
"""How results can be shown; the first unless a reader chooses."""
_KEPT = ("view", "format", "lang")
"""The parameters beside the state that a redirect keeps."""
_OTHER_PARAMETERS = (TEXT, QUERY, "view", "page", "more", "format", "lang")


def url_of(state: State, extension: str | None = None, **more: str) -> str:
    """The URL of *state*, in the format of *extension* if it is given, with the parameters *more*."""
    query = state.query_string(*more.items())
    path = path_of("finder.find_as", extension=extension) if extension else path_of("finder.find")
    return f"{path}?{query}" if query else path


def place_urls(finder: Finder, state: State) -> Callable[[str, str], str]:
    """A function that gives the URL of *state* narrowed to one place, for a map: from its key and its facet."""

    def place_url(key: str, facet: str) -> str:
        return url_of(only_value(finder.declared, finder.index, state, facet, key))

    return place_url


def requested_format(extension: str | None) -> Choice:
    """The format of the response: that of *extension*, of the parameter ``format``, or of the Accept header.

    Raises NotAcceptableError.
    """
    name = request.args.get("format")
    if extension is None and name:
        try:
            return Choice(named(name, FORMATS), is_fixed=True)
        except FormatError:
            raise NotAcceptableError(FORMATS) from None
    accept = request.accept_mimetypes
    return negotiate(FORMATS, accept if isinstance(accept, MIMEAccept) else MIMEAccept(), extension)


def requested_state(finder: Finder) -> tuple[State, Understanding | None]:
    """The state of this request, and what its ``q`` was read as (None without one).

    Raises BadRequest for a parameter or a value that does not exist.
    """
    check_parameters(request.args, (*finder.declared.by_name, *_OTHER_PARAMETERS))
    one_of(request.args, "view", VIEWS)
    one_of(request.args, "more", finder.declared.by_name)
    whole_number(request.args, "page", 1)
    chosen = {name: list(map(plain, request.args.getlist(name))) for name in finder.declared.by_name}
    text = request.args.get(TEXT, "")
    typed = typed_text()
    reading = finder.suggestions.read(typed) if typed else None
    if reading:
        named, rest = values_of(finder, reading)
        for facet, key in named:
            chosen[facet].append(key)
        text = " ".join((text, *rest))
    state, missing = make_state(finder.declared, finder.index, chosen, text)
    if missing:
        facet, key = missing[0]
        raise BadRequest(f"{facet}={key}: there is no such value; /find.json lists the values of each facet")
    return state, reading


def typed_text() -> str:
    """The text in the search box of this request."""
    return request.args.get(QUERY, "").strip()[:LONGEST_TEXT]


def kept_parameters(*names: str) -> dict[str, str]:
    """The parameters of this request that a redirect keeps beside the state, or those of them that are *names*."""
    return {name: request.args[name] for name in names or _KEPT if request.args.get(name)}


def needs_words(finder: Finder, reading: Understanding) -> bool:
    """Must a page say first how this request was read: a word was corrected, either will do, or a place is lacking?

    Where other values are chosen as well, the page of the state shows them.
    """
    is_all = not any(request.args.get(name) for name in (*finder.declared.by_name, TEXT))
    return is_all and (reading.is_corrected or reading.is_either or bool(intent_of(finder, reading).absent))
