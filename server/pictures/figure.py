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
    """A picture with a caption. Its *identifier* must be unique on the page; the description may be empty."""

    @property
    def identifier(self) -> str:
        """The HTML id of the figure."""

    @property
    def title(self) -> str:
        """The title above the picture."""

    @property
    def description(self) -> str:
        """A sentence below the title."""


def figure(kind: str, picture: Captioned, reader: Reader, *body: str) -> Markup:
    """A ``figure`` of the class *kind* with *body* below the title and description of *picture*.

    Raises PictureError when the identifier cannot be an HTML id and part of a URL fragment.
    """
    check_identifier(picture.identifier)
    about = element("span", {"class": "picture-about"}, picture.description) if picture.description else ""
    caption = element("figcaption", {}, element("strong", {"class": "picture-title"}, picture.title), about)
    return element(
        "figure",
        {"class": f"picture {kind}", "id": picture.identifier, "lang": reader.language},
        caption,
        element("div", {"class": "picture-body"}, joined(body)),
    )


def check_identifier(identifier: str) -> None:
    """Raise PictureError unless *identifier* can be an HTML id and part of a URL fragment."""
    if not _IDENTIFIER.fullmatch(identifier):
        raise PictureError(f"picture {identifier!r}: its id must be ASCII letters, digits, '-' and '_', a letter first")


def drawing(kind: str, picture: Captioned, view_box: str, *content: Markup, width: str | None = None) -> Markup:
    """An ``svg`` of the class *kind* whose accessible name and description are those of *picture*."""
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
        element("title", {"id": title}, plain(picture.title)),
        element("desc", {"id": about}, plain(picture.description) or plain(picture.title)),
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
