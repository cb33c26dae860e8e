"""Elements of a picture: escaped by construction, well-formed both as HTML and as XML.

Nothing here writes a ``style`` attribute, a ``style`` element or a script: the site's Content Security Policy refuses
them. Colours and sizes of letters are classes of ``server/static/pictures.css``; geometry is presentation attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from server.display.labels import Label

_NOT_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
"""Characters that XML 1.0 cannot write (section 2.2)."""
_UNUSUAL = re.compile(f"[&<>'\"]|{_NOT_XML.pattern}")
"""Characters that a text seldom has: they are escaped or left out."""

_READING = re.compile(r"<(rp|rt)\b[^>]*>.*?</\1>", re.DOTALL)
_IGNORED_IN_URLS = re.compile("[\\x00-\\x20\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\ufeff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

Attribute = str | int | float | bool | None


def element(tag: str, attributes: Mapping[str, Attribute] | None = None, *children: str) -> Markup:
    """``<tag …>children</tag>``. Text is escaped, :class:`Markup` is taken as it is.

    An attribute that is None or False is left out, True is written as ``true``; fractions are cut to hundredths.
    """
    written = "".join(
        f' {name}="{_attribute(value)}"'
        for name, value in (attributes or {}).items()
        if value is not None and value is not False
    )
    return Markup(f"<{tag}{written}>{''.join(map(_escaped, children))}</{tag}>")


def joined(children: Iterable[str]) -> Markup:
    """*children* one after the other, text among them escaped."""
    return Markup("".join(map(_escaped, children)))


def legal(text: str) -> str:
    """*text* without characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def plain(text: str) -> str:
    """*text* for a title or an attribute: of Markup, the words without tags and without readings over kanji."""
    return Markup(_READING.sub("", str(text))).striptags() if isinstance(text, Markup) else text


def fraction(value: float) -> str:
    """*value* with at most two digits after the point, and no more than needed."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def link_target(href: str) -> str | None:
    """*href* if a page may link to it (a relative reference or http(s)), else None: it is shown without a link."""
    if not href:
        return None
    seen_by_browsers = _IGNORED_IN_URLS.sub("", href)
    scheme = _SCHEME.match(seen_by_browsers)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return None
    return href


def named(label: Label) -> Markup:
    """*label* in HTML: its language marked, its reading above it where it has one."""
    if label.reading:
        reading = element("rp", {}, "（") + element("rt", {}, label.reading) + element("rp", {}, "）")
        return element("ruby", {"lang": label.language or None}, label.text, reading)
    if label.language:
        return element("span", {"lang": label.language}, label.text)
    return joined([label.text])


def linked(href: str, content: str, attributes: Mapping[str, Attribute] | None = None) -> Markup:
    """*content* in a link, or in a ``span`` when *href* is not a permitted target."""
    target = link_target(href)
    if target is None:
        return element("span", attributes, content)
    return element("a", {"href": target, **(attributes or {})}, content)


def hatch(identifier: str) -> Markup:
    """The pattern for a value that is not stated, for ``fill="url(#…)"``: thin diagonal lines, without colour."""
    line = element("path", {"class": "picture-hatch", "d": "M-2 2 2 -2M0 8 8 0M6 10 10 6"})
    pattern = element("pattern", {"id": identifier, "width": 8, "height": 8, "patternUnits": "userSpaceOnUse"}, line)
    return element("defs", {}, pattern)


def _escaped(child: str) -> str:
    return child if isinstance(child, Markup) or not _UNUSUAL.search(child) else str(escape(legal(child)))


def _attribute(value: Attribute) -> str:
    if isinstance(value, str):
        text = plain(value)
        return str(escape(legal(text))) if _UNUSUAL.search(text) else text
    if isinstance(value, bool):
        return "true"
    return fraction(value) if isinstance(value, float) else str(value)
