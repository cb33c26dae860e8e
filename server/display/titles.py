"""Titles of tables and columns in the language of a page: the release has them in its languages, by tag."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from mappings.declared import declared
from mappings.site_settings import Texts
from server.display.publication import publication, reader_language, site, words_language
from server.display.translations import in_language, with_ruby

FILE = "titles.yaml"
"""Titles in easy variants of a language, which tables don't have: ``{ja-simple: {title in ja: title}}``."""


def title_of(titles: Texts, name: str) -> Markup:
    """The title of *titles* for this request's reader; *name* where there is none."""
    language = words_language()
    plain = language.partition("-")[0]
    easy = _easy_titles().get(language, {}).get(titles.get(plain, ""))
    if easy:
        return with_ruby(easy)
    for tag in (plain, site().interface.fallback, *titles):
        if titles.get(tag):
            # Readers of Easy Japanese get the Japanese title.
            around = plain if language == reader_language() else reader_language()
            return in_language(escape(titles[tag]), tag, around)
    return escape(name)


def _easy_titles() -> Mapping[str, Texts]:
    return publication().once(FILE, lambda: declared(site(), FILE, dict) or {})
