"""Labels and numbers of the finder as templates show them."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from ontology.ruby import without_ruby
from server.display.publication import reader_catalogue, reader_language, site
from server.display.translations import with_ruby


def label_html(label: Mapping[str, str]) -> Markup:
    """*label* for a page: in the reader's language, or as the key phrase that it is in the fallback language."""
    if reader_language() in label:
        return with_ruby(label[reader_language()])
    return reader_catalogue().html(label[site().interface.fallback])


def label_text(label: Mapping[str, str]) -> str:
    """*label* for an attribute or a title."""
    if reader_language() in label:
        return without_ruby(label[reader_language()])
    return reader_catalogue().plain(label[site().interface.fallback])
