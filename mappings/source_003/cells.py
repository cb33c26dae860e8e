"""The contents of one cell of document 003: links, e-mail addresses, names, and the numbers printed before them.

Text in, values out. A cell that holds anything else raises ``CellProblem``, which the reader turns into an error
that names the line.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from mappings.helpers.urls import is_web_address
from ontology.errors import ReportedError

NUMBER = r"\(\s*\d\s*\)|\[\s*\d\s*\]|\d\)|[①-⑳]"
BULLET = r"[○・•]"
_TAG = re.compile(r"</?p>")
_LINK_TOKENS = re.compile(
    rf"""\s*(?:
      (?P<link><a\ href="(?P<href>[^"<>\s]+)">(?P<text>[^<>]+)</a>)
    | (?P<marker>{NUMBER}|{BULLET}|【[^【】]+】)
    | \(\s*(?P<label>[A-Z][^()<>]*?)\s*\)
    | (?P<opening>\()
    | (?P<closing>\))
    )\s*""",
    re.VERBOSE,
)
# Some addresses are printed with a space after a hyphen: it is kept here, and corrected in corrections.csv.
_ADDRESS = re.compile(r"(?:[A-Za-z0-9._+-]+- )?[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# A bullet or number begins a name at the start of the cell or after a space; 文化・国際交流部 holds none.
_NAME_MARKER = re.compile(rf"(?:(?<=\s)|\A)(?P<marker>{NUMBER}|{BULLET}(?=\s)|※)\s*")
PARENTHESES = "( )"
"""The marker of what is printed in parentheses after something else of its kind."""


class CellProblem(ReportedError):
    """A cell has a shape that this reader does not know."""


@dataclass(frozen=True)
class PrintedLink:
    """A link with what is printed beside it. ``text`` is empty when it is the address itself."""

    url: str
    text: str = ""
    marker: str = ""
    label: str = ""


@dataclass(frozen=True)
class EmailAddress:
    """An e-mail address as printed, with the number or label printed before it."""

    email: str
    marker: str = ""


@dataclass(frozen=True)
class Name:
    """A printed name of a body in charge, with the number, sign or ``※`` before it."""

    text: str
    marker: str = ""


def same_marker(first: str, second: str) -> bool:
    """Whether two markers are the same number, however spaced: ``( 1 )`` and ``(1)``."""
    return re.sub(r"\s", "", first) == re.sub(r"\s", "", second)


def is_number(marker: str) -> bool:
    """Whether *marker* is a number, so that it can be that of something else in the row."""
    return re.fullmatch(NUMBER, marker) is not None


def _link_text(href: str, text: str) -> str:
    """The text of a link where it differs from the address. Raises CellProblem when it is another address."""
    if text == href:
        return ""
    if href.partition("://")[2] != text:
        raise CellProblem(f"the link text {text!r} is not the address {href!r} it leads to")
    return text


def links(cell: str) -> list[PrintedLink]:
    """The links of a URL or Japanese-class cell, in order.

    Numbers, bullets and 【labels】 stand before a link, a name in parentheses after it; a link may stand in
    parentheses itself. Raises CellProblem for anything else.
    """
    text = _TAG.sub(" ", cell)
    links_read: list[PrintedLink] = []
    marker, inside, position = "", False, 0
    while position < len(text.rstrip()):
        token = _LINK_TOKENS.match(text, position)
        if token is None:
            raise CellProblem(f"neither link nor number nor label: {text[position:].strip()[:40]!r}")
        position = token.end()
        if token["link"]:
            href, shown = html.unescape(token["href"]), html.unescape(token["text"])
            if not is_web_address(href):
                raise CellProblem(f"{href!r} is not an http(s) address")
            links_read.append(PrintedLink(href, _link_text(href, shown), PARENTHESES if inside else marker))
            marker = ""
        elif token["marker"]:
            if marker:
                raise CellProblem(f"two numbers or labels, {marker!r} and {token['marker']!r}, before one link")
            marker = token["marker"]
        elif token["label"]:
            if not links_read or links_read[-1].label or marker:
                raise CellProblem(f"the label {token['label']!r} follows no link")
            links_read[-1] = PrintedLink(links_read[-1].url, links_read[-1].text, links_read[-1].marker, token["label"])
        elif inside == bool(token["opening"]):
            raise CellProblem(f"unbalanced parentheses in {text.strip()[:40]!r}")
        else:
            inside = bool(token["opening"])
    if marker or inside:
        raise CellProblem(f"a number, label or parenthesis at the end without a link: {text.strip()[-40:]!r}")
    return links_read


def addresses(cell: str) -> list[EmailAddress]:
    """The e-mail addresses of a cell, in order; what is printed before one is its marker.

    The marker may be a number, a 【label】, or words (the name of a department); the reader checks whether
    the words name one. Raises CellProblem for text after the last address, or a cell without any.
    """
    printed: list[EmailAddress] = []
    position = 0
    for match in _ADDRESS.finditer(cell):
        printed.append(EmailAddress(match.group(), cell[position : match.start()].strip()))
        position = match.end()
    if cell[position:].strip():
        raise CellProblem(f"not an e-mail address: {cell[position:].strip()[:40]!r}")
    return printed


def names(cell: str) -> list[Name]:
    """The numbered, bulleted or ※ parts of a department cell, in order; one without a marker when there is none.

    Raises CellProblem for text before the first number, and for a marker without a name.
    """
    text = re.sub(r"\s+", " ", html.unescape(cell)).strip()
    if not text:
        return []
    starts = list(_NAME_MARKER.finditer(text))
    parts: list[Name] = []
    first = starts[0].start() if starts else len(text)
    if first:
        parts.append(Name(text[:first].strip()))
        if starts and starts[0]["marker"] != "※":
            raise CellProblem(f"{parts[0].text!r} stands before the first number")
    for start, following in zip(starts, [*starts[1:], None], strict=False):
        end = following.start() if following else len(text)
        name = text[start.end() : end].strip()
        if not name:
            raise CellProblem(f"nothing follows {start['marker']!r}")
        parts.append(Name(name, start["marker"]))
    return parts
