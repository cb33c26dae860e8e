"""What tests of pictures share: a picture parsed as XML, which it must be as well as HTML."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, fromstring

import pytest
from markupsafe import Markup

Parse = Callable[[str], Element]


@pytest.fixture
def parse() -> Parse:
    """Parses a picture; fails on what the Content Security Policy of the site would refuse."""

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
