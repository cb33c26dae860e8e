"""Typed links of documents (RFC 8288) and their linksets (RFC 9264), as Signposting has them: signposting.org/FAIR."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response

ABOUT_PAGE = "https://schema.org/AboutPage"
"""The type of a landing page in Signposting."""


@dataclass(frozen=True)
class Link:
    """A link of a document: where to, how it is related, and the media type there."""

    href: str
    relation: str
    media_type: str = ""

    def header(self) -> str:
        """As the value of a ``Link`` header."""
        written = f'<{self.href}>; rel="{self.relation}"'
        return f'{written}; type="{self.media_type}"' if self.media_type else written


def add(response: Response, links: Sequence[Link]) -> None:
    """Put *links* into the headers of *response*."""
    for link in links:
        response.headers.add("Link", link.header())


def linkset_json(anchor: str, links: Sequence[Link]) -> str:
    """*links* of the document *anchor* as ``application/linkset+json`` (RFC 9264, section 4.2)."""
    context: dict[str, object] = {"anchor": anchor}
    for link in links:
        target = {"href": link.href} | ({"type": link.media_type} if link.media_type else {})
        targets = context.setdefault(link.relation, [])
        assert isinstance(targets, list)
        targets.append(target)
    return json.dumps({"linkset": [context]}, ensure_ascii=False, indent=1) + "\n"


def linkset_text(anchor: str, links: Sequence[Link]) -> str:
    """*links* of the document *anchor* as ``application/linkset`` (RFC 9264, section 4.1)."""
    return ",\n".join(f'{link.header()}; anchor="{anchor}"' for link in links) + "\n"
