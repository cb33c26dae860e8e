"""Typed links of documents (RFC 8288) and their linksets (RFC 9264), as Signposting has them: signposting.org/FAIR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response

from ontology.json_text import indented

ABOUT_PAGE = "https://schema.org/AboutPage"
"""The type of a landing page in Signposting."""
MOST_BYTES = 1900
"""Bytes of all ``Link`` fields of a header: nginx takes 4 KiB of an answer's header, and others are needed too."""
_OVERHEAD = len("Link: \r\n")
_LINKSET = "linkset"


@dataclass(frozen=True)
class Link:
    """A link of a document: where to, how it is related, the media type there, and its *datetime* if it is of the past.

    The datetime is an HTTP date (RFC 7089, section 2.2.4).
    """

    href: str
    relation: str
    media_type: str = ""
    datetime: str = ""

    def header(self) -> str:
        """As the value of a ``Link`` header."""
        written = f'<{self.href}>; rel="{self.relation}"'
        if self.media_type:
            written += f'; type="{self.media_type}"'
        return f'{written}; datetime="{self.datetime}"' if self.datetime else written


def add(response: Response, links: Sequence[Link]) -> None:
    """Put *links* into the headers of *response*: as many as fit, where one of them leads to a linkset with all."""
    for link in fitting(links):
        response.headers.add("Link", link.header())


def fitting(links: Sequence[Link]) -> list[Link]:
    """Those of *links* that go into a header.

    A proxy refuses an answer whose header is too long for it, and a key may be long. What the linkset has need not be
    in the header: alternates go first, the last before the others, then types, and at last what is left.
    """
    kept = list(links)
    if any(link.relation == _LINKSET for link in links):
        dropped = list(reversed(links))
        dropped.sort(key=_rank)
        while sum(len(link.header()) + _OVERHEAD for link in kept) > MOST_BYTES and dropped:
            kept.remove(dropped.pop(0))
    return kept


def _rank(link: Link) -> int:
    return {"alternate": 0, "type": 1, _LINKSET: 3}.get(link.relation, 2)


def linkset_json(anchor: str, links: Sequence[Link]) -> str:
    """*links* of the document *anchor* as ``application/linkset+json`` (RFC 9264, section 4.2)."""
    context: dict[str, object] = {"anchor": anchor}
    for link in links:
        target = {"href": link.href} | ({"type": link.media_type} if link.media_type else {})
        targets = context.setdefault(link.relation, [])
        assert isinstance(targets, list)
        targets.append(target)
    return indented({"linkset": [context]}) + "\n"


def linkset_text(anchor: str, links: Sequence[Link]) -> str:
    """*links* of the document *anchor* as ``application/linkset`` (RFC 9264, section 4.1)."""
    return ",\n".join(f'{link.header()}; anchor="{anchor}"' for link in links) + "\n"
