"""Tools of the page of a thing: to print, share, cite and embed it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import escape

from ontology.ruby import without_ruby
from server.display.addresses import address_of, path_of
from server.display.citation import Citation, citation
from server.display.index import Thing
from server.display.publication import knowledge, site, words_language

EMBEDDED_HEIGHT = 640
"""The height in pixels that the frame of another page is offered."""


@dataclass(frozen=True)
class Tools:
    """The *path* and *address* (with the host) of the page, and of its printed form; its citation; code of a frame."""

    path: str
    address: str
    print: str
    citation: Citation
    frame: str


def tools(thing: Thing, title: str) -> Tools:
    """The tools of the page of *thing*, called *title*."""
    path = quote(path_of("documents.document", kind=thing.kind, key=thing.key), safe="/%")
    cited = citation(
        f"{thing.kind}-{thing.key}".replace("/", "-"),
        title,
        without_ruby(site().title[words_language()]),
        f"{knowledge().release.base}/id/{thing.kind}/{thing.key}",
    )
    return Tools(
        path, address_of(path), path_of("printed.printed", kind=thing.kind, key=thing.key), cited, frame(thing, title)
    )


def frame(thing: Thing, title: str) -> str:
    """The code of a frame with the small page of *thing*, called *title*."""
    embedded, name = address_of(path_of("embed.embedded", collection=thing.kind, key=thing.key)), escape(title)
    return f'<iframe src="{escape(embedded)}" title="{name}" width="100%" height="{EMBEDDED_HEIGHT}"></iframe>'
