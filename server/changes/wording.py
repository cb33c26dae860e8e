"""Changes in the words of this request's reader, as markup for a page or plain for a title."""

from __future__ import annotations

from markupsafe import Markup, escape

from graph.compare.words import Wording
from server.display.publication import words_language
from server.display.translations import with_ruby


def page_wording() -> Wording:
    """Tells of changes on a page: with readings, and with the language of names that are in another than the page."""
    language = words_language()
    plain = language.partition("-")[0]

    def name(text: str, tag: str) -> Markup:
        if not tag or tag == plain:
            return escape(text)
        return Markup('<span lang="{}">{}</span>').format(tag, text)

    return Wording(language, with_ruby, name)


def plain_wording() -> Wording:
    """Tells of changes in plain text."""
    return Wording(words_language())
