"""Links to pages elsewhere that a document gave: when it gave them, and where an archive keeps them as they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal

from graph.ask.trace import Origin
from ontology.vocabulary import DCT
from server.display.publication import knowledge, publication, site


@dataclass(frozen=True)
class Listing:
    """When a link was listed: *day* as the data has it (``2014-07-15``, ``2014``; empty: not stated).

    *is_old*: so long before the release, or so unknown, that the page may be gone.
    """

    day: str
    is_old: bool

    @property
    def month(self) -> str:
        """The year and month of *day*, or as much of them as it states."""
        return self.day[: len("2014-07")]

    def copy(self, url: str) -> str:
        """The address of an archived copy of the page *url* as of the day; empty where the site names no archive."""
        return site().archive.copy(url, self.day)


def listing_of(origins: Iterable[Origin]) -> Listing | None:
    """When the newest of the documents behind *origins* gave a link; None where no document did."""
    documents = {lines.document for origin in origins for lines in origin.lines}
    return max(map(document_listing, documents), key=lambda listing: listing.day) if documents else None


def document_listing(document: str) -> Listing:
    """When *document*, the key of one, gave its links. Looked up once a release."""
    return publication().once((Listing, document), lambda: _listing(document))


def _listing(document: str) -> Listing:
    dates = knowledge().values(knowledge().namespace.thing("document", document), DCT.date)
    day = next((quad.object.value for quad in dates if isinstance(quad.object, Literal)), "")
    latest = knowledge().release.modified.year - site().archive.after_years
    return Listing(day, not day or int(day[:4]) <= latest)
