"""HTML as our templates write it, and nothing that a browser would have to guess.

Names are ASCII, values stand in double quotes, and every ``<`` begins a tag and every tag ends with the next ``>``,
within scripts and values too. html.parser reads whatever it gets, and takes several times as long: tests read hundreds
of pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from types import MappingProxyType

_VOID_ELEMENTS = {"base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_NAME = "[A-Za-z][A-Za-z0-9:_-]*"
_ATTRIBUTE = re.compile(rf'\s+({_NAME})(?:="([^"]*)")?')
_TAG = re.compile(rf"(?:({_NAME})((?:{_ATTRIBUTE.pattern})*)\s*(/?)|/({_NAME})|!doctype html)", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Tag:
    """A tag. Those that are spelt alike are one object."""

    begins: str
    """The name of the element that begins here, or nothing."""
    ends: str
    """The name of the element that ends here, or nothing. Of an empty element of SVG both are here."""
    attributes: Mapping[str, str]
    """One without a value has an empty one."""

    @property
    def opens(self) -> bool:
        """Does an element begin here that has an end?"""
        return bool(self.begins) and self.begins not in _VOID_ELEMENTS


class MarkupError(ValueError):
    """No tag, or one that is not well formed."""


@lru_cache(maxsize=50_000)
def _tag(text: str) -> Tag:
    match = _TAG.fullmatch(text)
    if match is None:
        raise MarkupError(f"<{text}> is no tag")
    begins, attributes, is_empty, ends = (match[number] or "" for number in (1, 2, 5, 6))
    pairs = _ATTRIBUTE.findall(attributes)
    by_name = {key.lower(): unescape(value) for key, value in pairs}
    if len(by_name) < len(pairs):
        raise MarkupError(f"<{text}> has an attribute twice")
    if is_empty and begins not in _VOID_ELEMENTS:
        ends = begins
    return Tag(begins.lower(), ends.lower(), MappingProxyType(by_name))


def tags_of(page: str) -> Iterator[tuple[Tag, str]]:
    """The tags of *page*, each with the text up to the next one. Raises MarkupError at the first that is none.

    >>> [(tag.begins, tag.ends, text) for tag, text in tags_of('<p lang="en">a &lt; b</p>')]
    [('p', '', 'a < b'), ('', 'p', '')]
    """
    before, *parts = page.split("<")
    if before:
        raise MarkupError(f"{before} is outside of every element")
    for part in parts:
        tag, end, text = part.partition(">")
        if not end:
            raise MarkupError(f"<{tag} has no end")
        yield _tag(tag), unescape(text) if "&" in text else text
