"""Typed links of documents (RFC 8288) and their linksets (RFC 9264), as Signposting has them: signposting.org/FAIR."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from flask import Response, url_for

from graph.build.descriptions import load_settings
from graph.formats import Format

PRIMARY_TOPIC = "http://xmlns.com/foaf/0.1/primaryTopic"
_DIGITAL_DOCUMENT = "https://schema.org/AboutPage"
"""What a landing page is to Signposting."""


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


@lru_cache
def licence() -> str:
    """The licence of the data."""
    return str(load_settings()["licence"])


def document_links(kind: str, key: str, iri: str, formats: Sequence[Format], types: Sequence[str]) -> list[Link]:
    """The links of the document about the thing *iri*, which is of *types*."""
    here = quote(url_for("resources.document", kind=kind, key=key), safe="/%")
    return [
        Link(here, "canonical"),
        *(Link(f"{here}.{each.extension}", "alternate", each.media_type) for each in formats),
        Link(iri, PRIMARY_TOPIC),
        Link(iri, "cite-as"),
        Link(url_for("pages.kind", kind=kind), "collection"),
        Link(url_for("descriptions.void"), "describedby", "text/turtle"),
        Link(licence(), "license"),
        *(Link(each, "type") for each in (_DIGITAL_DOCUMENT, *types)),
        Link(url_for("linksets.linkset", kind=kind, key=key), "linkset", "application/linkset+json"),
    ]


def add(response: Response, links: Sequence[Link]) -> None:
    """Put *links* into the headers of *response*."""
    for link in links:
        response.headers.add("Link", link.header())


def linkset_json(anchor: str, links: Sequence[Link]) -> str:
    """*links* of the document *anchor* as ``application/linkset+json`` (RFC 9264, section 4.2)."""
    context: dict[str, object] = {"anchor": anchor}
    for link in links:
        target = {"href": link.href} | ({"type": link.media_type} if link.media_type else {})
        found = context.setdefault(link.relation, [])
        assert isinstance(found, list)
        found.append(target)
    return json.dumps({"linkset": [context]}, ensure_ascii=False, indent=1) + "\n"


def linkset_text(anchor: str, links: Sequence[Link]) -> str:
    """*links* of the document *anchor* as ``application/linkset`` (RFC 9264, section 4.1)."""
    return ",\n".join(f'{link.header()}; anchor="{anchor}"' for link in links) + "\n"
