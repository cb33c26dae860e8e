"""Texts that a site declares by language, for the reader of this request.

A text that is not declared in the reader's language is in the fallback, unless the catalogues translate it as a key
phrase. Pages mark it with its language (WCAG 2.2, 3.1.2); an attribute cannot.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from ontology.ruby import without_ruby
from server.display.publication import reader_catalogue, reader_language, site
from server.display.translations import in_language, language_attribute, with_ruby


def _language(texts: Mapping[str, str]) -> str:
    """The language of *texts* that the reader is shown: their own, its plain one, the fallback, or else any."""
    language, fallback = reader_language(), site().interface.fallback
    wanted = (language, *((language.partition("-")[0],) if language.partition("-")[0] != fallback else ()), fallback)
    return next((tag for tag in wanted if tag in texts), next(iter(texts), fallback))


def localised(texts: Mapping[str, str]) -> Markup:
    """The text for a page, with its readings, marked where it is not in the reader's language; of no text, none."""
    if not texts:
        return Markup("")
    tag = _language(texts)
    if tag == site().interface.fallback != reader_language():
        return reader_catalogue().html(texts[tag])
    return with_language(with_ruby(texts[tag]), tag)


def localised_plain(texts: Mapping[str, str]) -> str:
    """The text without readings, for an attribute or a title."""
    if not texts:
        return ""
    tag = _language(texts)
    if tag == site().interface.fallback != reader_language():
        return reader_catalogue().plain(texts[tag])
    return without_ruby(texts[tag])


def localised_spoken(texts: Mapping[str, str]) -> Markup:
    """The text without readings, for what only screen readers say, marked as :func:`localised` is."""
    return in_language(Markup.escape(localised_plain(texts)), language_of(texts), reader_language())


def language_of(texts: Mapping[str, str]) -> str:
    """The language of the text that the reader is shown."""
    tag = _language(texts)
    return reader_catalogue().language_of(texts[tag]) if tag == site().interface.fallback and texts else tag


def language_of_texts(texts: Mapping[str, str]) -> Markup:
    """The attribute for an element that holds :func:`localised_plain`; empty in the reader's language."""
    return language_attribute(language_of(texts), reader_language())


def attribute_of(language: str) -> Markup:
    """The attribute for an element in *language* on this reader's page; empty in the reader's, or of no language."""
    return language_attribute(language, reader_language()) if language else Markup("")


def with_language(words: Markup, language: str) -> Markup:
    """*words*, which are in *language*, for this reader's page."""
    return in_language(words, language, reader_language())
