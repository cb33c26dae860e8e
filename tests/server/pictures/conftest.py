"""Fixtures of the tests of pictures: the maps of this site, its readers, and a picture parsed as XML."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, fromstring

import pytest
from markupsafe import Markup

from server.pictures import Reader, load_atlas, make_reader
from tests.this_site import SITE, WORDS

Parse = Callable[[str], Element]

ATLAS = load_atlas(SITE)
assert ATLAS.grid is not None
assert ATLAS.base_map is not None
GRID, BASE_MAP = ATLAS.grid, ATLAS.base_map


def reader_of(language: str) -> Reader:
    """A reader of *language* with the words of this site."""
    return make_reader(WORDS, language)


@pytest.fixture
def parse() -> Parse:
    """Parses a picture, which must be XML as well as HTML; fails on what the Content Security Policy would refuse."""

    def parsed(picture: str) -> Element:
        assert isinstance(picture, Markup)
        root = fromstring(f"<page>{picture}</page>")
        identifiers = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(identifiers) == len(set(identifiers))
        for element in root.iter():
            assert element.tag not in ("style", "script", "foreignObject", "image")
            assert "style" not in element.attrib
            assert not [name for name in element.attrib if name.startswith("on")]
        return root

    return parsed


def with_class(root: Element, name: str) -> list[Element]:
    """The elements of *root* that have the class *name*."""
    return [element for element in root.iter() if name in element.get("class", "").split()]


def words(element: Element) -> str:
    """All text in *element*."""
    return "".join(element.itertext())
