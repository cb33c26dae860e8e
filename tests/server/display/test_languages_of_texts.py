"""Every text of a page is marked with the language that it is in (WCAG 2.2, 3.1.1 and 3.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.server.site_pages import SitePages
from tests.server.strict_html import tags_of
from tests.this_site import SITE, WORDS

PAGES = (
    "/",
    "/find?language=vi&day=saturday",
    "/find?view=map",
    "/search?q=Kobe",
    "/compare?municipality=04100&municipality=22130",
    "/doc/municipality/28100",
    "/print/municipality/04100",
    "/embed/municipality/04100",
    "/doc/municipality",
    "/doc/language/vi",
    "/doc/table/pages",
    "/figures",
    "/figures/share-of-foreign-residents",
    "/questions",
    "/questions/share-of-foreign-residents",
    "/stories/languages-then-and-now",
    "/dataset",
    "/quality",
    "/ontology",
    "/source/000?page=1",
    "/sparql",
    "/find?language=zz",
    "/nothing-here",
)
SCRIPTS = {
    re.compile("[\u3041-\u30fa]"): {"ja"},
    re.compile("[\u4e00-\u9fff]"): {"ja", "ko", "zh"},
    re.compile("[\uac00-\ud7a3]"): {"ko"},
    re.compile("[\u0900-\u097f]"): {"ne", "hi"},
    re.compile("[\u0e01-\u0e5b]"): {"th"},
}
"""Letters, and the languages that are written with them."""
NOT_LATIN = set().union(*SCRIPTS.values())
TWO_LATIN_WORDS = re.compile(r"(?<![\w:/.@-])[A-Za-z]{2,}[,:]? [a-z]{2,}(?![\w:/.@-])")
SPELT_OUT = {"code", "pre", "textarea", "script", "style", "rt", "rp"}
"""Elements whose text is code, or the reading of a text beside it."""
NOT_WORDS = re.compile("\u2068[^\u2069]*\u2069|https?://\\S+")
"""The name of a language in itself beside its name in an option, which can hold no element; an address."""


UNKNOWN = "und"
"""For a text of which the data does not say in which language it is: its ``lang`` is empty."""


def texts_of(page: str) -> list[tuple[str, str]]:
    """The texts of *page*, each after the language that it is marked with."""
    within: list[tuple[str, str, bool]] = []
    texts: list[tuple[str, str]] = []
    for tag, content in tags_of(page):
        if tag.opens:
            _, around, is_spelt_out = within[-1] if within else ("", "", False)
            language = tag.attributes.get("lang", around) or UNKNOWN
            within.append((tag.begins, language, is_spelt_out or tag.begins in SPELT_OUT))
        if tag.ends:
            assert within.pop()[0] == tag.ends
        text = " ".join(NOT_WORDS.sub("", content).replace(SITE.brand.text, "").split())
        if text and not within[-1][2]:
            texts.append((within[-1][1], text))
    return texts


@cache
def words_for(reader: str) -> tuple[set[str], set[str]]:
    """What a page says in English to *reader*, and the phrases that it says in their language."""
    english, translated = WORDS.catalogue("en").messages, WORDS.catalogue(reader)
    assert translated.key_phrases is not None
    untranslated = set(english) - translated.key_phrases
    phrases = {str(translated.messages[message]) for message in translated.key_phrases} - set(english)
    return untranslated, phrases


def contradictions(page: str, reader: str) -> Iterator[tuple[str, str]]:
    """The texts of *page*, each with the language it is marked with, that are in another one."""
    untranslated, phrases = words_for(reader)
    for tag, text in texts_of(page):
        language = tag.partition("-")[0]
        if language == UNKNOWN:
            continue
        is_foreign = any(letters.search(text) and language not in writers for letters, writers in SCRIPTS.items())
        is_latin = language not in NOT_LATIN
        is_english = text in untranslated or (not is_latin and TWO_LATIN_WORDS.search(text))
        if is_foreign or (is_english and language == reader) or (text in phrases and language == "en"):
            yield tag, text


@pytest.mark.parametrize("language", ["vi", "ne", "th"])
def test_no_text_is_marked_with_another_language_than_its_own(site_page: SitePages, language: str) -> None:
    wrong = []
    for url in PAGES:
        page = site_page(url, language).text
        assert f'<html lang="{language}">' in page
        wrong += [(url, *text) for text in contradictions(page, language)]
    assert not wrong


def test_a_text_in_the_wrong_language_is_noticed() -> None:
    page = '<html lang="ne"><p>{}</p><p lang="en">{}</p><p>{} <span lang="ja">{}</span></p></html>'
    fine = page.format("खोज्नुहोस्", "What is found", "2024", "横浜市")
    assert not list(contradictions(fine, "ne"))
    assert len(list(contradictions(fine.replace(' lang="en"', ""), "ne"))) == 1
    assert len(list(contradictions(fine.replace(' lang="ja"', ""), "ne"))) == 1
    assert len(list(contradictions(fine.replace('<html lang="ne"', '<html lang="en"'), "ne"))) == 1
