"""The frame around every picture."""

from __future__ import annotations

import re
from typing import Protocol

from markupsafe import Markup

from server.pictures.errors import PictureError
from server.pictures.markup import element, joined, plain
from server.pictures.reader import Reader

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class Captioned(Protocol):
    """A picture with a caption. Its *identifier* must be unique on the page; the description may be empty.

    *language* is that of title and description; empty, the reader's.
    """

    @property
    def identifier(self) -> str:
        """The HTML id of the figure."""

    @property
    def title(self) -> str:
        """The title above the picture."""

    @property
    def description(self) -> str:
        """A sentence below the title."""

    @property
    def language(self) -> str:
        """The language of both."""


def figure(kind: str, picture: Captioned, reader: Reader, *body: str) -> Markup:
    """A ``figure`` of the class *kind* with *body* below the title and description of *picture*.

    Raises PictureError when the identifier cannot be an HTML id and part of a URL fragment.
    """
    check_identifier(picture.identifier)
    about = element("span", {"class": "picture-about"}, picture.description) if picture.description else ""
    caption = element(
        "figcaption",
        {"lang": caption_language(picture, reader)},
        element("strong", {"class": "picture-title"}, picture.title),
        about,
    )
    return element(
        "figure",
        {"class": f"picture {kind}", "id": picture.identifier, "lang": reader.language},
        caption,
        element("div", {"class": "picture-body", "lang": reader.foreign_language}, joined(body)),
    )


def caption_language(picture: Captioned, reader: Reader) -> str | None:
    """The language of the caption of *picture*, where it is not the reader's."""
    return picture.language if picture.language not in ("", reader.language) else None


def check_identifier(identifier: str) -> None:
    """Raise PictureError unless *identifier* can be an HTML id and part of a URL fragment."""
    if not _IDENTIFIER.fullmatch(identifier):
        raise PictureError(f"picture {identifier!r}: its id must be ASCII letters, digits, '-' and '_', a letter first")


def drawing(
    kind: str, picture: Captioned, reader: Reader, view_box: str, *content: Markup, width: str | None = None
) -> Markup:
    """An ``svg`` of the class *kind* whose accessible name and description are those of *picture*."""
    language = (picture.language or reader.language) if reader.foreign_language else None
    title, about = f"{picture.identifier}-title", f"{picture.identifier}-about"
    return element(
        "svg",
        {
            "class": kind,
            "viewBox": view_box,
            "width": width,
            "role": "group",
            "aria-labelledby": title,
            "aria-describedby": about,
            "focusable": "false",
        },
        element("title", {"id": title, "lang": language}, plain(picture.title)),
        element("desc", {"id": about, "lang": language}, plain(picture.description) or plain(picture.title)),
        *content,
    )


def legend(*items: tuple[Markup, str]) -> Markup:
    """A legend: pairs of a small drawing and its meaning."""
    return element(
        "ul",
        {"class": "picture-legend"},
        *(element("li", {}, swatch, element("span", {}, meaning)) for swatch, meaning in items),
    )


def figure_of_links(kind: str, picture: Captioned, reader: Reader, *body: str) -> Markup:
    """A :func:`figure` whose *body* has many links: the first link of the figure skips all others."""
    end = f"{picture.identifier}-end"
    skip = element("a", {"class": "picture-skip", "href": f"#{end}"}, reader.html("Skip this picture"))
    return figure(kind, picture, reader, skip, *body, element("span", {"id": end, "class": "picture-end"}))
