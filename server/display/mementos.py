"""Earlier states of what the site answers, by date (Memento, RFC 7089).

An *original resource* answers as the release being served has it. It is its own TimeGate: asked with Accept-Datetime it
redirects (302, section 4.1.1) to its *memento*, the same resource of the release that was current then, which has a URL
of its own. Its *TimeMap* (section 5) lists all mementos that are still there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, NoReturn
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import BadRequest
from werkzeug.http import http_date, parse_date

from graph.gone import has_thing
from graph.keeping import Kept, kept
from graph.release import Release
from graph.timeline import CurrentPeriod, period_at
from server.display.addresses import address_of, path_of
from server.display.language import PARAMETER
from server.display.releases import timeline
from server.http.typed_links import Link, add

ACCEPT_DATETIME, MEMENTO_DATETIME = "Accept-Datetime", "Memento-Datetime"
LINK_FORMAT = "application/link-format"
_UNRESERVED = "-._~"


class Memento(NamedTuple):
    """A state of a resource: since when it was the present one, its path with the root, its release."""

    moment: datetime
    path: str
    release: Release

    @property
    def address(self) -> str:
        """Its address at the host that the reader asked."""
        return address_of(self.path)


@dataclass(frozen=True)
class Original:
    """A resource that changes with releases.

    *path* is its own, with the root and without a query; *timemap* that of its TimeMap; *path_in* gives the path of it
    as a release has it; *is_in* tells whether a release has it and keeps it.
    """

    path: str
    timemap: str
    path_in: Callable[[Release], str]
    is_in: Callable[[Release], bool]

    def mementos(self) -> list[Memento]:
        """Its mementos that are still there, each once, the oldest first."""
        first: dict[str, Memento] = {}
        for moment, release in self._current_periods():
            first.setdefault(release.version, Memento(moment, self.path_in(release), release))
        return list(first.values())

    def at(self, moment: datetime) -> Release | None:
        """The release that had it as it was at *moment*; None where no release has it."""
        listed = self._current_periods()
        return period_at(listed, moment).release if listed else None

    def _current_periods(self) -> Sequence[CurrentPeriod]:
        return [period for period in timeline() if self.is_in(period.release)]


def dataset_original(extension: str | None = None) -> Original:
    """The description of the dataset, in the format of *extension* if it has one. It is kept of every release."""
    return Original(
        path_of("dataset.dataset", extension=extension),
        path_of("timemaps.timemap", resource="dataset"),
        lambda release: path_of("releases.dataset", version=release.version, extension=extension),
        lambda release: True,
    )


def document_original(kind: str, key: str, suffix: str = "") -> Original:
    """The document about a thing; with the *suffix* of a format (``.ttl``) the one in that format."""
    path = quote(kind, safe=_UNRESERVED) + "/" + quote(key, safe=_UNRESERVED + "/")
    return Original(
        path_of("documents.document", kind=kind, key=key) + suffix,
        path_of("timemaps.timemap", resource=f"doc/{kind}/{key}"),
        lambda release: path_of("past.document", version=release.version, kind=kind, key=key) + suffix,
        lambda release: kept(release) is not Kept.PRUNED and has_thing(release.path, path),
    )


def dump_original(name: str) -> Original:
    """The dump *name*, whichever release is current."""
    return Original(
        path_of("dumps.listing", version=name),
        path_of("timemaps.timemap", resource=f"dump/{name}"),
        lambda release: path_of("dumps.dump", version=release.version, name=name),
        lambda release: kept(release) is not Kept.PRUNED and name in release.files,
    )


def asked_moment() -> datetime | None:
    """The moment that the request names in Accept-Datetime, or None. Raises BadRequest for a malformed date."""
    text = request.headers.get(ACCEPT_DATETIME)
    if text is None:
        return None
    moment = parse_date(text)
    try:
        return moment.astimezone(UTC) if moment else _refuse_date()
    except OverflowError:  # a zone that leads out of the years 1 to 9999
        return _refuse_date()


def _refuse_date() -> NoReturn:
    raise BadRequest(f"Accept-Datetime takes a date as in {http_date(0)} (RFC 7089, section 2.1.1)")


def to_memento(original: Original, moment: datetime | None) -> Response | None:
    """The redirection to the state of *original* at *moment*; None without a moment or without such a state."""
    release = original.at(moment) if moment is not None else None
    if release is None:
        return None
    language = request.args.get(PARAMETER)
    query = f"?{PARAMETER}={quote(language, safe='')}" if language else ""
    return redirection(original, f"{original.path_in(release)}{query}")


def redirection(original: Original, path: str) -> Response:
    """The redirection of *original*, which is its own TimeGate, to *path* (section 4.1.1)."""
    response = Response(status=302)
    response.location = path
    # A body would be of the format that the client asked for; the address says all.
    del response.headers["Content-Type"]
    response.cache_control.no_cache = True
    tell_of_time(response, original)
    return response


def tell_of_time(response: Response, original: Original, links: Sequence[Link] = ()) -> None:
    """Let the answer of *original* name its TimeGate, which it is itself, and its TimeMap (section 4).

    *links* are further links of the answer; all of them share the space of a header.
    """
    response.vary.add(ACCEPT_DATETIME)
    add(response, [*links, *time_links(original)])


def time_links(original: Original) -> list[Link]:
    """The links of *original* that are the same at all times, with paths as targets."""
    return [
        Link(original.path, "original"),
        Link(original.path, "timegate"),
        Link(original.timemap, "timemap", LINK_FORMAT),
    ]


def be_memento(response: Response, original: Original, release: Release) -> None:
    """Let *response* be the memento of *original* in *release*: its datetime, and the links to those beside it."""
    mementos = original.mementos()
    add(response, [*time_links(original), *_neighbours(mementos, release)])
    for memento in mementos:
        if memento.release.version == release.version:
            response.headers[MEMENTO_DATETIME] = http_date(memento.moment)


def _neighbours(mementos: Sequence[Memento], release: Release) -> Iterator[Link]:
    """The first and last of *mementos*, that of *release* and those beside it (section 2.2.3)."""
    position = next((n for n, memento in enumerate(mementos) if memento.release.version == release.version), None)
    if position is None:
        return
    last = len(mementos) - 1
    for number in sorted({0, max(0, position - 1), position, min(last, position + 1), last}):
        names = [
            name
            for name, is_it in (
                ("first", number == 0),
                ("last", number == last),
                ("prev", number == position - 1),
                ("next", number == position + 1),
            )
            if is_it
        ]
        moment, path, _ = mementos[number]
        yield Link(path, " ".join([*names, "memento"]), datetime=http_date(moment))
