"""The frame around every picture."""

from __future__ import annotations

import re

from markupsafe import Markup

from server.pictures.errors import PictureError
from server.pictures.markup import element, joined
from server.pictures.reader import Reader

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def figure(kind: str, identifier: str, title: str, description: str, reader: Reader, *body: str) -> Markup:
    """A ``figure`` with its title and description as caption. *identifier* must be unique on the page.

    Raises PictureError when the identifier cannot be an HTML id and part of a URL fragment.
    """
    check_identifier(identifier)
    about = element("span", {"class": "picture-about"}, description) if description else ""
    caption = element("figcaption", {}, element("strong", {"class": "picture-title"}, title), about)
    return element(
        "figure",
        {"class": f"picture {kind}", "id": identifier, "lang": reader.language},
        caption,
        element("div", {"class": "picture-body"}, joined(body)),
    )


def check_identifier(identifier: str) -> None:
    """Raise PictureError unless *identifier* can be an HTML id and part of a URL fragment."""
    if not _IDENTIFIER.fullmatch(identifier):
        raise PictureError(f"picture {identifier!r}: its id must be ASCII letters, digits, '-' and '_', a letter first")


def legend(*items: tuple[Markup, str]) -> Markup:
    """A legend: pairs of a small drawing and what it stands for."""
    return element(
        "ul",
        {"class": "picture-legend"},
        *(element("li", {}, drawing, element("span", {}, meaning)) for drawing, meaning in items),
    )


def after(identifier: str, reader: Reader) -> tuple[Markup, Markup]:
    """A link that skips the many links of a picture, and the place after them where it leads."""
    end = f"{identifier}-end"
    skip = element("a", {"class": "picture-skip", "href": f"#{end}"}, reader.html("Skip this picture"))
    return skip, element("span", {"id": end, "class": "picture-end"})
